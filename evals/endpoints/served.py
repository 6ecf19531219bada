"""Which model an endpoint is asked for, and how questions about it are put."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

from blake3 import blake3
from lm_eval.models.utils import postprocess_generated_text

from evals.endpoints.client import EndpointClient
from evals.engine.generation_terms import GenerationTerms
from evals.engine.kept_answers import Answers
from evals.engine.progress import ProgressListener
from evals.engine.store import RequestStore

ROWS_PER_QUESTION = 16
QUESTIONS_AT_ONCE = 4
DEFAULT_NEW_TOKENS = 256
OWN_TERMS = frozenset({"until", "max_gen_toks", "max_tokens", "do_sample"})


@dataclass(frozen=True, slots=True)
class ServedModel:
    """Which model is asked, and what of it is kept.

    Attributes:
        client: The endpoint.
        name: What the endpoint calls the model.
        seed: Sent with every question.
        on: The day; an endpoint's answers are reused on the day they were given only, since the weights behind an
            address can change unnoticed.
        store: Where answers are kept, None to keep nothing.
        on_progress: Told after every answer.
    """

    client: EndpointClient
    name: str
    seed: int
    on: date
    store: RequestStore | None = None
    on_progress: ProgressListener | None = None

    def digest(self, kind: str, tokenizer: str) -> str:
        """What stands for the model where there are no weights: blake3 over address, name, kind and tokenizer."""
        parts = "\0".join((self.client.url, self.name, kind, tokenizer))
        return f"endpoint-{blake3(parts.encode()).hexdigest()}"


def generation_question(terms: GenerationTerms, settings: Mapping[str, Any], stops: Sequence[str]) -> dict[str, Any]:
    """A task's generation settings in the words of an endpoint; greedy where the task does not say otherwise."""
    others = {name: value for name, value in settings.items() if name not in OWN_TERMS}
    wanted = {"temperature": 0} | others | {"max_tokens": terms.max_new_tokens}
    return wanted | ({"stop": list(stops)} if stops else {})


def cut_text(text: str, terms: GenerationTerms) -> str:
    """A text up to the first of its stop strings, those beyond what an endpoint takes among them."""
    return str(postprocess_generated_text(text, [stop for stop in terms.until if stop], None))


def batches(entries: Mapping[int, Any]) -> list[dict[int, Any]]:
    """Entries in the groups that go into one question each."""
    places = list(entries)
    parts = [places[start : start + ROWS_PER_QUESTION] for start in range(0, len(places), ROWS_PER_QUESTION)]
    return [{place: entries[place] for place in part} for part in parts]


def answered_at_once(groups: Sequence[Any], ask: Callable[[Any], Answers]) -> Iterator[Answers]:
    """Answers of all groups in order, a few questions under way at the same time; the first failure ends it."""
    with ThreadPoolExecutor(QUESTIONS_AT_ONCE) as pool:
        try:
            yield from pool.map(ask, groups)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
