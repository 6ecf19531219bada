"""A causal language model that lm-eval can drive: its numbers, without its repetitions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM
from lm_eval.models.utils import postprocess_generated_text
from lm_eval.utils import get_rolling_token_windows, make_disjoint_window

from data.records import InvalidInput
from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.gate import admitted
from evals.checkpoints.loading import CompleteModel, check_vocabulary, model_configuration, tokenizer_faults
from evals.checkpoints.locations import model_folder
from evals.engine.encoding import TextEncoder
from evals.engine.generation import GreedyGenerator
from evals.engine.generation_terms import (
    GenerationTerms,
    end_tokens,
    generation_terms,
    is_plainly_greedy,
    room_for_prompt,
    settings_text,
    stop_check,
)
from evals.engine.memory import batch_tokens, whole_row_tokens
from evals.engine.path_choice import CheckedScorer
from evals.engine.progress import ProgressListener, ProgressMeter
from evals.engine.rows import RowScore, ScoringRow, Tokens, scoring_row
from evals.engine.settings import ENGINE_VERSION, EngineCounters, EngineSettings
from evals.engine.store import RequestStore, request_key

TokenRequest = tuple[Any, list[int], list[int]]


class MeasuringLM(HFLM):  # type: ignore[misc]  # lm-eval ships no types
    """lm-eval's Hugging Face backend with shared prefixes, kept results and progress.

    Open one with `MeasuringLM.open`. Everything lm-eval calls keeps its contract: `loglikelihood` returns
    (log-likelihood, is greedy), `loglikelihood_rolling` a log-likelihood, `generate_until` the text.

    Attributes:
        digest: Of the checkpoint, see `checkpoint_digest`.
        facts: What the folder settles of the model.
        counters: What was asked, reused and forwarded so far, and on which path.
    """

    AUTO_MODEL_CLASS = CompleteModel
    digest: str
    facts: ModelFacts
    counters: EngineCounters
    settings: EngineSettings

    @classmethod
    def open(
        cls,
        settings: EngineSettings,
        *,
        store: RequestStore | None = None,
        on_progress: ProgressListener | None = None,
    ) -> Self:
        """A model ready to be measured.

        Args:
            settings: What to load and how.
            store: Where finished requests are kept and looked up, None to keep nothing.
            on_progress: Called after every batch with how far the current call is.

        Raises:
            NotFound: The location is neither a folder nor a known hub id.
            Refused: The gate blocks the folder, see `admitted`.
            InvalidInput: Tensors missing or at odds with the configuration, or a tokenizer larger than the vocabulary.
        """
        folder = model_folder(settings.location)
        facts = admitted(folder)
        model_configuration(folder)
        lm = cls(**_backend_arguments(folder, settings))
        lm.facts, lm.digest = facts, checkpoint_digest(folder)
        lm._prepare(settings, store=store, on_progress=on_progress)
        return lm

    def _prepare(
        self, settings: EngineSettings, *, store: RequestStore | None, on_progress: ProgressListener | None
    ) -> None:
        text_config = self.config.get_text_config()
        check_vocabulary(tokenizer_size=_highest_token(self.tokenizer) + 1, vocabulary_size=text_config.vocab_size)
        self.settings = settings
        self.counters = EngineCounters()
        self.on_progress = on_progress
        self.task_running: str | None = None
        self._store = store
        self._encoder = TextEncoder(self.tokenizer, encode=self.tok_encode)
        self._namespace = f"{self.digest}|{self.model.dtype}|{self.device.type}|{ENGINE_VERSION}"
        self._max_batch_tokens = settings.max_batch_tokens or batch_tokens(
            self.device,
            hidden_size=text_config.hidden_size,
            intermediate_size=getattr(text_config, "intermediate_size", None) or 4 * text_config.hidden_size,
            vocabulary_size=text_config.vocab_size,
        )
        self._scorer = CheckedScorer(
            self.model,
            max_batch_tokens=self._max_batch_tokens,
            share=settings.engine == "auto",
            counters=self.counters,
            whole_row_tokens=0 if settings.max_batch_tokens else whole_row_tokens(self.device),
        )
        self.counters.path = "shared_prefix" if self._scorer.reason is None else "plain"
        self.counters.reason = self._scorer.reason

    def _create_tokenizer(self, pretrained: str, *others: Any, **settings: Any) -> None:
        with tokenizer_faults(Path(pretrained)):
            super()._create_tokenizer(pretrained, *others, **settings)

    def get_model_info(self) -> dict[str, Any]:
        """What lm-eval records of a model, with the digest of the weights where it would ask the hub."""
        return {
            "model_num_parameters": self.facts.parameters_total,
            "model_dtype": str(self.model.dtype),
            "model_revision": self.revision,
            "model_sha": self.digest,
        }

    def loglikelihood(self, requests: list[Instance], disable_tqdm: bool = False) -> list[tuple[float, bool]]:
        """Log-likelihood in nats of each continuation given its context, and whether greedy decoding gives it.

        An empty continuation has probability one. Contexts are cut on the left where they do not fit.

        Raises:
            InvalidInput: A continuation has no token of its own or is longer than the model takes.
        """
        pairs = [request.args for request in requests]
        encoded = self._encoder.pairs(pairs, prefix_token=self.prefix_token_id)
        return self._loglikelihood_tokens(
            [(pair, context, continuation) for pair, (context, continuation) in zip(pairs, encoded, strict=True)],
            disable_tqdm=disable_tqdm,
        )

    def loglikelihood_rolling(self, requests: list[Instance], disable_tqdm: bool = False) -> list[float]:
        """Log-likelihood in nats of each whole text, over windows of the model's length, each token predicted once."""
        del disable_tqdm
        windows: list[TokenRequest] = []
        owners: list[int] = []
        for owner, tokens in enumerate(self._encoder.texts([request.args[0] for request in requests])):
            for pair in get_rolling_token_windows(tokens, self.prefix_token_id, self.max_length, 1):
                windows.append((None, *make_disjoint_window(pair)))
                owners.append(owner)
        totals = [0.0] * len(requests)
        for owner, (value, _) in zip(owners, self._loglikelihood_tokens(windows), strict=True):
            totals[owner] += value
        for request, total in zip(requests, totals, strict=True):
            self.cache_hook.add_partial("loglikelihood_rolling", request.args, total)
        return totals

    def _loglikelihood_tokens(
        self, requests: Sequence[TokenRequest], disable_tqdm: bool = False, override_bs: int | None = None
    ) -> list[tuple[float, bool]]:
        del disable_tqdm, override_bs
        rows: list[ScoringRow] = []
        answers: list[tuple[float, bool]] = [(0.0, True)] * len(requests)
        places: list[int] = []
        for place, (_, context, continuation) in enumerate(requests):
            if continuation:
                self.counters.requests_truncated += len(context) + len(continuation) > self.max_length + 1
                rows.append(scoring_row(context, continuation, self.max_length))
                places.append(place)
        for place, score in zip(places, self._scores(rows, empty=len(requests) - len(rows)), strict=True):
            answers[place] = (score.log_likelihood, score.is_greedy)
        for (strings, _, _), answer in zip(requests, answers, strict=True):
            if strings is not None:
                self.cache_hook.add_partial("loglikelihood", strings, answer)
        return answers

    def _scores(self, rows: Sequence[ScoringRow], *, empty: int) -> list[RowScore]:
        """Scores of all rows: what the store knows from the store, each distinct other row once through the model."""
        keys = [request_key(self._namespace, "loglikelihood", *row.key_parts()) for row in rows]
        known = {key: RowScore(*value) for key, value in self._found(list(dict.fromkeys(keys))).items()}
        unknown = {key: row for key, row in zip(keys, rows, strict=True) if key not in known}
        self.counters.requests += len(rows) + empty
        self.counters.requests_reused += len(rows) + empty - len(unknown)
        meter = ProgressMeter(self.on_progress, task=self.task_running, total=len(rows) + empty)
        meter.advance(requests=len(rows) + empty - len(unknown))
        known.update(self._forwarded(unknown, meter))
        return [known[key] for key in keys]

    def _forwarded(self, unknown: dict[bytes, ScoringRow], meter: ProgressMeter) -> dict[bytes, RowScore]:
        keys = list(unknown)
        results: dict[bytes, RowScore] = {}
        for outcome in self._scorer.score(list(unknown.values())):
            finished = {keys[number]: score for number, score in outcome.scores.items()}
            self._keep(finished)
            results.update(finished)
            meter.advance(requests=len(finished), tokens=outcome.tokens, tokens_left=outcome.tokens_left)
        return results

    def generate_until(self, requests: list[Instance], disable_tqdm: bool = False) -> list[str]:
        """The text generated after each prompt, up to the first stop string; greedy texts share their prompts.

        Sampled, beam-searched or otherwise constrained requests run through lm-eval's own path one at a time; of
        those only the ones without chance are kept.

        Raises:
            InvalidInput: A request asks for more new tokens than the model takes.
        """
        del disable_tqdm
        self.counters.requests += len(requests)
        meter = ProgressMeter(self.on_progress, task=self.task_running, total=len(requests))
        end_of_text = self.tok_decode(self.eot_token_id, skip_special_tokens=False)
        groups: dict[str, list[int]] = {}
        for number, request in enumerate(requests):
            groups.setdefault(settings_text(request.args[1]), []).append(number)
        texts: dict[int, str] = {}
        for written, numbers in groups.items():
            settings = requests[numbers[0]].args[1]
            terms = generation_terms(settings, default_tokens=self.max_gen_toks, end_of_text=end_of_text)
            texts.update(self._generated(requests, numbers, terms, written, meter))
        return [texts[number] for number in range(len(requests))]

    def _generated(
        self,
        requests: Sequence[Instance],
        numbers: Sequence[int],
        terms: GenerationTerms,
        written: str,
        meter: ProgressMeter,
    ) -> dict[int, str]:
        room = room_for_prompt(self.max_length, terms.max_new_tokens)
        encoded = self._encoder.texts([requests[number].args[0] for number in numbers])
        self.counters.requests_truncated += sum(len(tokens) > room for tokens in encoded)
        prompts = [np.asarray(tokens[-room:], dtype=np.int32) for tokens in encoded]
        if terms.sampled:
            return dict(zip(numbers, self._stock_texts([requests[number] for number in numbers], meter), strict=True))
        keys = [request_key(self._namespace, "generate_until", prompt.tobytes(), written) for prompt in prompts]
        known: dict[bytes, str] = self._found(list(dict.fromkeys(keys)))
        unknown = {key: place for place, key in enumerate(keys) if key not in known}
        self.counters.requests_reused += len(keys) - len(unknown)
        meter.advance(requests=len(keys) - len(unknown))
        longest = max((len(prompts[place]) for place in unknown.values()), default=0) + terms.max_new_tokens
        if terms.greedy and self._scorer.may_generate(longest) and is_plainly_greedy(self.model.generation_config):
            known.update(self._shared_texts({key: prompts[place] for key, place in unknown.items()}, terms, meter))
        else:
            for key, place in unknown.items():
                known[key] = self._stock_texts([requests[numbers[place]]], meter)[0]
                self._keep({key: known[key]})
        return {number: known[key] for number, key in zip(numbers, keys, strict=True)}

    def _shared_texts(
        self, prompts: dict[bytes, Tokens], terms: GenerationTerms, meter: ProgressMeter
    ) -> dict[bytes, str]:
        keys = list(prompts)
        texts: dict[bytes, str] = {}
        generator = GreedyGenerator(self.model, max_batch_tokens=self._max_batch_tokens, counters=self.counters)
        is_done = stop_check(terms, self.tokenizer, end_tokens(self.model.generation_config))
        for step in generator.generate(list(prompts.values()), max_new_tokens=terms.max_new_tokens, is_done=is_done):
            finished = {keys[number]: self._cut_text(tokens, terms) for number, tokens in step.texts.items()}
            self._keep(finished)
            texts.update(finished)
            left = len(prompts) - len(texts)
            meter.advance(requests=len(finished), tokens=step.tokens, tokens_left=left * terms.max_new_tokens)
        return texts

    def _cut_text(self, tokens: list[int], terms: GenerationTerms) -> str:
        return str(postprocess_generated_text(self.tok_decode(tokens), list(terms.until), None))

    def _stock_texts(self, requests: list[Instance], meter: ProgressMeter) -> list[str]:
        texts: list[str] = []
        for request in requests:
            started = time.perf_counter()
            texts += super().generate_until([request], disable_tqdm=True)
            self.counters.model_seconds += time.perf_counter() - started
            self.counters.requests_plain += self.counters.path == "shared_prefix"
            meter.advance(requests=1)
        return texts

    def _found(self, keys: Sequence[bytes]) -> dict[bytes, Any]:
        return self._store.found(keys) if self._store is not None else {}

    def _keep(self, results: dict[bytes, Any]) -> None:
        if self._store is not None and results:
            self._store.keep(results)


def _backend_arguments(folder: Path, settings: EngineSettings) -> dict[str, Any]:
    device = settings.device or ("cuda" if torch.cuda.is_available() else "cpu")
    on_cpu = torch.device(device).type == "cpu"
    dtype = ("float32" if on_cpu else "auto") if settings.dtype == "auto" else settings.dtype
    if dtype != "auto" and not isinstance(getattr(torch, dtype, None), torch.dtype):
        raise InvalidInput(f"dtype: got {settings.dtype!r}, expected 'auto' or a torch type such as 'bfloat16'.")
    return {
        "pretrained": str(folder),
        "backend": "causal",
        "device": device,
        "dtype": dtype,
        "batch_size": 1,
        "max_length": settings.max_length,
        "trust_remote_code": False,
        "use_safetensors": True,
    }


def _highest_token(tokenizer: Any) -> int:
    return max(tokenizer.get_vocab().values(), default=-1)
