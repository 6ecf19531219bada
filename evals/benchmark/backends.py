"""What a model is run by: transformers, vLLM, or an endpoint that says it serves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from lm_eval.api.task import Task

from data.records import InvalidInput, NotFound, Refused
from evals.checkpoints.facts import ModelFacts
from evals.engine import EngineSettings, MeasuringLM, RequestStore
from evals.engine.evaluation import MeasuredModel
from evals.engine.progress import ProgressListener
from evals.engine.request_building import PromptSettings
from evals.engine.vllm_lm import VllmLM, check_vllm

if TYPE_CHECKING:
    from evals.endpoints.served import ServedModel

Backend = Literal["transformers", "vllm", "local-completions", "local-chat-completions"]
ENDPOINTS = frozenset({"local-completions", "local-chat-completions"})
SCORING = ("loglikelihood", "loglikelihood_rolling", "multiple_choice")
"""Kinds of tasks that need log-probabilities."""
NO_LOGPROBS = "the endpoint gives no log-probabilities of a prompt (echo with logprobs)"


@dataclass(frozen=True, slots=True)
class BackendChoice:
    """How a model is run.

    Attributes:
        name: One of `Backend`; the last two ask an endpoint.
        endpoint: Base address, such as http://host:8000/v1; for the last two only.
        tokenizer: Folder of the served model's tokenizer; for `local-completions` only.
        max_length: Tokens the model takes; None for what it says of itself.
    """

    name: str = "transformers"
    endpoint: str | None = None
    tokenizer: Path | None = None
    max_length: int | None = None

    @property
    def is_endpoint(self) -> bool:
        """Whether the weights are elsewhere."""
        return self.name in ENDPOINTS

    def check(self) -> None:
        """Pass silently when everything the backend needs is named and installed; loads and asks nothing.

        Raises:
            InvalidInput: something is missing, or named for a backend that has no use for it.
            NotFound: the tokenizer's folder does not exist.
        """
        if self.name not in get_args(Backend):
            raise InvalidInput(f"Backend {self.name!r} is not known; there are {', '.join(get_args(Backend))}.")
        if self.is_endpoint != bool(self.endpoint):
            needs = "needs --endpoint with the base address, such as http://host:8000/v1"
            raise InvalidInput(f"--backend {self.name} {needs if self.is_endpoint else 'asks no endpoint'}.")
        if self.name == "local-completions" and self.tokenizer is None:
            raise InvalidInput("--backend local-completions needs --tokenizer, a folder that holds the model's.")
        if self.name == "local-completions" and self.tokenizer is not None and not self.tokenizer.is_dir():
            raise NotFound(f"--tokenizer {str(self.tokenizer)!r} is no folder; name one with tokenizer.json.")
        if self.name == "vllm":
            check_vllm()


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model ready to be measured, with what is recorded of it.

    Attributes:
        lm: The model.
        stated: Its part of the protocol: backend, device, number type, length, chat template.
        facts: What its folder settles of it, None where its weights are elsewhere.
        prompt: How prompts are put together for it.
        refused: Why it cannot run a kind of task, by the kind of lm-eval's request.
        close: Ends what was started for it.
    """

    lm: MeasuredModel
    stated: dict[str, Any]
    facts: ModelFacts | None = None
    prompt: PromptSettings = field(default_factory=PromptSettings)
    refused: Mapping[str, str] = field(default_factory=dict)
    close: Callable[[], None] = lambda: None

    def refusals(self, tasks: Mapping[str, Task]) -> dict[str, str]:
        """Why tasks cannot be run, by name: one sentence each.

        Raises:
            Refused: none of them can.
        """
        found = {
            name: f"Task {name!r} was not run: {self.refused[str(task.OUTPUT_TYPE)]}."
            for name, task in tasks.items()
            if str(task.OUTPUT_TYPE) in self.refused
        }
        if tasks and len(found) == len(tasks):
            raise Refused(next(iter(found.values())))
        return found


def open_model(
    location: str,
    choice: BackendChoice,
    settings: EngineSettings,
    *,
    store: RequestStore | None,
    on_progress: ProgressListener | None,
) -> OpenedModel:
    """The model at `location`: a folder or hub id, or for an endpoint the name it knows the model by.

    Raises:
        AssayError: the model cannot be loaded, or the endpoint cannot be used.
    """
    choice.check()
    if choice.is_endpoint:
        return _opened_endpoint(location, choice, settings.seed, store=store, on_progress=on_progress)
    if choice.name == "vllm":
        lm = VllmLM.open(settings, store=store, on_progress=on_progress)
        try:
            return _opened_vllm(lm)
        except BaseException:
            lm.close()
            raise
    return _opened_transformers(MeasuringLM.open(settings, store=store, on_progress=on_progress))


def _opened_transformers(lm: MeasuringLM) -> OpenedModel:
    stated = {
        "backend": "transformers",
        "device": str(lm.device),
        "dtype": str(lm.model.dtype).removeprefix("torch."),
        "max_length": lm.max_length,
        **_template(lm.tokenizer),
    }
    return OpenedModel(lm, stated, lm.facts)


def _opened_vllm(lm: VllmLM) -> OpenedModel:
    stated = {"backend": "vllm", "device": lm.device_type, "dtype": lm.dtype, "max_length": lm.max_length}
    return OpenedModel(lm, stated | _template(lm.tokenizer), lm.facts, close=lm.close)


def _opened_endpoint(
    name: str,
    choice: BackendChoice,
    seed: int,
    *,
    store: RequestStore | None,
    on_progress: ProgressListener | None,
) -> OpenedModel:
    from evals.endpoints.client import EndpointClient
    from evals.endpoints.served import ServedModel

    client = EndpointClient(str(choice.endpoint))
    served = ServedModel(client, name, seed, datetime.now(UTC).date(), store, on_progress)
    stated = {"backend": choice.name, "endpoint": client.url, "served_name": name, "device": "endpoint", "dtype": None}
    return (
        _opened_chat(served, stated) if choice.name != "local-completions" else _opened_scoring(served, choice, stated)
    )


def _opened_chat(served: ServedModel, stated: dict[str, Any]) -> OpenedModel:
    from evals.endpoints.chat import SCORES_NOTHING, ChatLM

    refused = dict.fromkeys(SCORING, SCORES_NOTHING)
    template = {"chat_template_applied": True, "chat_template_sha256": None, "max_length": None}
    return OpenedModel(
        ChatLM(served), stated | template, prompt=PromptSettings(apply_chat_template=True), refused=refused
    )


def _opened_scoring(served: ServedModel, choice: BackendChoice, stated: dict[str, Any]) -> OpenedModel:
    from evals.endpoints.completions import CompletionsLM
    from evals.endpoints.tokens import RemoteTokenizer

    assert choice.tokenizer is not None
    tokenizer = RemoteTokenizer(choice.tokenizer)
    lm = CompletionsLM(served, tokenizer, choice.max_length)
    stated |= {"tokenizer_digest": tokenizer.digest, "max_length": lm.max_length}
    return OpenedModel(
        lm,
        stated | _template(tokenizer.tokenizer),
        refused={} if lm.gives_logprobs else dict.fromkeys(SCORING, NO_LOGPROBS),
    )


def _template(tokenizer: Any) -> dict[str, Any]:
    template = getattr(tokenizer, "chat_template", None)
    digest = hashlib.sha256(str(template).encode()).hexdigest() if template else None
    return {"chat_template_applied": False, "chat_template_sha256": digest}
