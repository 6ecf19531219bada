"""A real local server that speaks OpenAI's completions and chat for a model, and can be told to misbehave."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

TEMPLATE = "{% for turn in messages %}{{ turn.content }}{% endfor %}"


class Answering:
    """A model's answers, each prompt by itself, straight from transformers."""

    def __init__(self, folder, *, with_logprobs=True):
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.with_logprobs = with_logprobs

    def completions(self, asked):
        prompts = asked["prompt"] if isinstance(asked["prompt"], list) else [self.tokenizer.encode(asked["prompt"])]
        found = [self.echoed(ids) if asked.get("echo") else self.written(ids, asked) for ids in prompts]
        return {"choices": [{"index": number, **choice} for number, choice in enumerate(found)][::-1]}

    def chat(self, asked):
        text = self.tokenizer.apply_chat_template(asked["messages"], chat_template=TEMPLATE, tokenize=False)
        written = self.written(self.tokenizer.encode(text), asked)
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": written["text"]}}]}

    @torch.inference_mode()
    def echoed(self, ids):
        if not self.with_logprobs:
            return {"text": ""}
        logprobs = torch.log_softmax(self.model(torch.tensor([ids])).logits[0], dim=-1)
        best, place = logprobs.max(dim=-1)
        token = [None, *(logprobs[at, after].item() for at, after in enumerate(ids[1:])), best[-1].item()]
        top = [None, *({str(at): value} for at, value in zip(place.tolist(), best.tolist(), strict=True))]
        return {"text": "", "logprobs": {"token_logprobs": token, "top_logprobs": top}}

    @torch.inference_mode()
    def written(self, ids, asked):
        text, new = torch.tensor([ids]), []
        for _ in range(asked["max_tokens"]):
            token = int(self.model(text).logits[0, -1].argmax())
            if token == self.tokenizer.eos_token_id:
                break
            new.append(token)
            text = torch.cat([text, torch.tensor([[token]])], dim=1)
            if any(stop in self.tokenizer.decode(new) for stop in asked.get("stop", [])):
                break
        written = self.tokenizer.decode(new)
        for stop in asked.get("stop", []):
            written = written.split(stop)[0]
        return {"text": written}


@dataclass
class Server:
    """Where it is, what it was asked, and what it answers before it comes to its senses.

    Attributes:
        faults: Each is used for one request: a status code, seconds to be silent for, or bytes to answer with.
    """

    url: str = ""
    asked: list = field(default_factory=list)
    keys: list = field(default_factory=list)
    faults: list = field(default_factory=list)


@contextmanager
def serving(answering, server=None):
    state = server or Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, asked))
            state.keys.append(self.headers.get("Authorization"))
            fault = state.faults.pop(0) if state.faults else None
            if isinstance(fault, float):
                time.sleep(fault)
            status = fault if isinstance(fault, int) else 200
            if isinstance(fault, bytes):
                content = fault
            elif status != 200:
                content = b'{"error": "not now, Bearer secret"}'
            else:
                answer = answering.chat if self.path.endswith("chat/completions") else answering.completions
                content = json.dumps(answer(asked)).encode()
            self.send_response(status)
            if status == 307:
                self.send_header("Location", state.url)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_port}/v1"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            http.shutdown()
            thread.join()


class Parrot:
    """Answers every completion with one word."""

    def completions(self, asked):
        count = len(asked["prompt"]) if isinstance(asked["prompt"], list) else 1
        return {"choices": [{"index": number, "text": "word"} for number in range(count)]}


@pytest.fixture
def parrot():
    with serving(Parrot()) as server:
        yield server


@pytest.fixture(scope="session")
def answering(tiny_model):
    torch.set_num_threads(1)
    return Answering(tiny_model)
