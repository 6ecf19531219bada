"""A model that somebody else's code or service answers for: its answers kept and its progress told all the same."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from evals.engine.progress import ProgressListener, ProgressMeter
from evals.engine.settings import ENGINE_VERSION, EngineCounters
from evals.engine.store import RequestStore, request_key


class Answers(NamedTuple):
    """What one question brought: answers by place in the list of requests, and tokens that went through the model."""

    values: dict[int, Any]
    tokens: int


class KeptAnswersLM(LM):  # type: ignore[misc]  # lm-eval ships no types
    """lm-eval's three questions over whatever can answer them.

    A subclass answers lists of requests and yields as answers come in; each is kept at once, so that an interrupted
    run goes on where it stopped. Requests that chance decides are neither looked up nor kept.

    Args:
        digest: What stands for the model.
        path: How requests run, one sentence for the record.
        store: Where answers are kept, None to keep nothing.
        on_progress: Called after every answer with how far the current call is.
        settled_by: What else determines an answer, such as a number type or a day.
    """

    def __init__(
        self,
        digest: str,
        path: str,
        *,
        store: RequestStore | None = None,
        on_progress: ProgressListener | None = None,
        settled_by: str = "",
    ) -> None:
        super().__init__()
        self.digest = digest
        self.counters = EngineCounters(reason=path)
        self.on_progress = on_progress
        self.task_running: str | None = None
        self._store = store
        self._namespace = f"{digest}|{settled_by}|{type(self).__name__}|{ENGINE_VERSION}"

    @abstractmethod
    def answered_loglikelihood(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """(log-likelihood in nats, is greedy) of each continuation, as they come in."""

    @abstractmethod
    def answered_rolling(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """Log-likelihood in nats of each whole text, as they come in."""

    @abstractmethod
    def answered_generation(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """The text after each prompt, up to its first stop string, as they come in."""

    def loglikelihood(self, requests: list[Instance], disable_tqdm: bool = False) -> list[tuple[float, bool]]:
        """Log-likelihood in nats of each continuation, and whether greedy decoding gives it."""
        del disable_tqdm
        found = self._answers("loglikelihood", requests, self.answered_loglikelihood)
        return [(float(value), bool(greedy)) for value, greedy in found]

    def loglikelihood_rolling(self, requests: list[Instance], disable_tqdm: bool = False) -> list[float]:
        """Log-likelihood in nats of each whole text."""
        del disable_tqdm
        return [float(value) for value in self._answers("loglikelihood_rolling", requests, self.answered_rolling)]

    def generate_until(self, requests: list[Instance], disable_tqdm: bool = False) -> list[str]:
        """The text generated after each prompt."""
        del disable_tqdm
        return [str(text) for text in self._answers("generate_until", requests, self.answered_generation)]

    def _answers(
        self, kind: str, requests: Sequence[Instance], ask: Callable[[Sequence[Instance]], Iterable[Answers]]
    ) -> list[Any]:
        keys = [self._key(kind, request, place) for place, request in enumerate(requests)]
        lasting = [key for key, request in zip(keys, requests, strict=True) if not _is_sampled(request)]
        known: dict[bytes, Any] = self._store.found(list(dict.fromkeys(lasting))) if self._store else {}
        unknown = {key: request for key, request in zip(keys, requests, strict=True) if key not in known}
        places = list(unknown)
        self.counters.requests += len(keys)
        self.counters.requests_reused += len(keys) - len(unknown)
        meter = ProgressMeter(self.on_progress, task=self.task_running, total=len(keys))
        meter.advance(requests=len(keys) - len(unknown))
        for answers in self._asked(list(unknown.values()), ask):
            numbered = {places[place]: value for place, value in answers.values.items()}
            known |= numbered
            if self._store is not None:
                self._store.keep({key: value for key, value in numbered.items() if not _is_sampled(unknown[key])})
            self.counters.tokens_forwarded += answers.tokens
            meter.advance(requests=len(numbered), tokens=answers.tokens)
        return [known[key] for key in keys]

    def _asked(
        self, requests: Sequence[Instance], ask: Callable[[Sequence[Instance]], Iterable[Answers]]
    ) -> Iterator[Answers]:
        if requests:
            yield from ask(requests)

    def _key(self, kind: str, request: Instance, place: int) -> bytes:
        written = json.dumps(request.args, sort_keys=True, default=str)
        return request_key(self._namespace, kind, written, *([str(place)] if _is_sampled(request) else []))


def _is_sampled(request: Instance) -> bool:
    settings = request.args[1] if len(request.args) > 1 else None
    if not isinstance(settings, dict):
        return False
    return bool(settings.get("do_sample", float(settings.get("temperature") or 0) > 0))
