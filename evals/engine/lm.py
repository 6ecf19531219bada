"""A causal language model that lm-eval can drive: its numbers, without its repetitions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM
from lm_eval.utils import get_rolling_token_windows, make_disjoint_window

from data.records import InvalidInput
from evals.engine.encoding import TextEncoder
from evals.engine.memory import batch_tokens
from evals.engine.path_choice import CheckedScorer
from evals.engine.progress import ProgressListener, ProgressMeter
from evals.engine.rows import RowScore, ScoringRow, scoring_row
from evals.engine.settings import ENGINE_VERSION, EngineCounters, EngineSettings
from evals.engine.store import RequestStore, request_key
from evals.engine.weights import check_model_folder, check_vocabulary, model_digest, model_folder

logger = logging.getLogger(__name__)

TokenRequest = tuple[Any, list[int], list[int]]


class MeasuringLM(HFLM):  # type: ignore[misc]  # lm-eval ships no types
    """lm-eval's Hugging Face backend with shared prefixes, kept results and progress.

    Open one with `MeasuringLM.open`. Everything lm-eval calls keeps its contract: `loglikelihood` returns
    (log-likelihood, is greedy), `loglikelihood_rolling` a log-likelihood, `generate_until` the text.

    Attributes:
        digest: blake3 over weights, config and tokenizer.
        parameters: Trainable weights, tied ones once.
        counters: What was asked, reused and forwarded so far, and on which path.
    """

    digest: str
    parameters: int
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
            Refused: Pickled weights, or a model that needs code of its own.
            InvalidInput: Files missing or malformed, or a tokenizer larger than the vocabulary.
        """
        folder = model_folder(settings.location)
        check_model_folder(folder)
        lm = cls(**_backend_arguments(folder, settings))
        lm._prepare(folder, settings, store=store, on_progress=on_progress)
        return lm

    def _prepare(
        self,
        folder: Path,
        settings: EngineSettings,
        *,
        store: RequestStore | None,
        on_progress: ProgressListener | None,
    ) -> None:
        text_config = self.config.get_text_config()
        check_vocabulary(tokenizer_size=_highest_token(self.tokenizer) + 1, vocabulary_size=text_config.vocab_size)
        self.settings = settings
        self.digest = model_digest(folder)
        self.parameters = sum(weight.numel() for weight in self.model.parameters())
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
        )
        self.counters.path = "shared_prefix" if self._scorer.reason is None else "plain"
        self.counters.reason = self._scorer.reason

    def get_model_info(self) -> dict[str, Any]:
        """What lm-eval records of a model, with the digest of the weights where it would ask the hub."""
        return {
            "model_num_parameters": self.parameters,
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
