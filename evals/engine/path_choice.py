"""Which rows may share prefixes: known obstacles by name, everything else by a test against the plain path."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from evals.checkpoints.loading import is_out_of_memory
from evals.engine.generation import GreedyGenerator
from evals.engine.plain import PlainScorer
from evals.engine.rows import BatchOutcome, RowScore, ScoringRow, Tokens, scoring_row
from evals.engine.settings import EngineCounters
from evals.engine.shared_prefix import SharedPrefixScorer
from evals.engine.trie import token_trie

logger = logging.getLogger(__name__)

SHARED_LAYERS = frozenset({"full_attention", "sliding_attention", "chunked_attention", "attention"})
LENGTH_DEPENDENT_ROPE = frozenset({"dynamic", "longrope"})
TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-6, torch.float16: 0.1, torch.bfloat16: 0.5}
TEST_STRETCH_TOKENS = 24
TEST_ROW_TOKENS = 40
TEST_NEW_TOKENS = 4


class CheckedScorer:
    """Scores rows over a shared trie where that is right, whole where it is not, and says which.

    At construction the shared path scores a handful of rows that branch at different depths, over stretches short
    enough to cut through them, and must agree with the plain path.

    Args:
        model: A causal language model in evaluation mode.
        max_batch_tokens: Tokens of one forward pass.
        share: False to run every row whole.
        counters: Where the work is counted; the self-test is not.
        whole_row_tokens: A row of up to so many tokens may go through in one pass though `max_batch_tokens` is less.

    Attributes:
        reason: Why nothing is shared, one sentence; None where prefixes are shared.
    """

    def __init__(
        self, model: Any, *, max_batch_tokens: int, share: bool, counters: EngineCounters, whole_row_tokens: int = 0
    ) -> None:
        dynamic = rope_depends_on_length(model.config)
        self._model = model
        self._generates: bool | None = None
        self._counters = counters
        self._plain = PlainScorer(model, max_batch_tokens=max_batch_tokens, equal_lengths=dynamic, counters=counters)
        self._window = attention_window(model.config)
        self.reason = "Sharing was switched off in the settings." if not share else sharing_obstacle(model)
        if self.reason is None:
            self.reason = self._self_test(model)
        self._shared = (
            SharedPrefixScorer(
                model, max_batch_tokens=max_batch_tokens, counters=counters, whole_row_tokens=whole_row_tokens
            )
            if self.reason is None
            else None
        )

    def score(self, rows: Sequence[ScoringRow]) -> Iterator[BatchOutcome]:
        """Scores of all rows, batch by batch."""
        shared = [number for number, row in enumerate(rows) if self._may_share(row)]
        whole = [number for number, row in enumerate(rows) if not self._may_share(row)]
        whole_tokens = sum(len(rows[number].inputs) for number in whole)
        if self._shared is not None:
            self._counters.requests_plain += len(whole)
            for outcome in _renumbered(self._shared.score([rows[number] for number in shared]), shared):
                yield outcome._replace(tokens_left=outcome.tokens_left + whole_tokens)
        if whole:
            self._counters.tokens_trie += len(token_trie([rows[number] for number in whole]).tokens)
            yield from _renumbered(self._plain.score([rows[number] for number in whole]), whole)

    def may_generate(self, tokens: int) -> bool:
        """Whether texts of that many tokens, prompt included, may be continued on a shared prefix.

        The first call tests it on a handful of prompts.
        """
        if self._generates is None:
            self._generates = self._shared is not None and generates_greedily(self._model, self._window)
        return self._generates and (self._window is None or tokens <= self._window)

    def _may_share(self, row: ScoringRow) -> bool:
        if self._shared is None:
            return False
        return self._window is None or len(row.inputs) <= self._window

    def _self_test(self, model: Any) -> str | None:
        length = min(self._window or TEST_ROW_TOKENS, TEST_ROW_TOKENS)
        rows = _test_rows(model.config.get_text_config().vocab_size, length)
        aside = EngineCounters()
        tested = SharedPrefixScorer(model, max_batch_tokens=TEST_STRETCH_TOKENS, counters=aside)
        alone = PlainScorer(model, max_batch_tokens=1, equal_lengths=False, counters=aside)
        try:
            found = _all_scores(tested, rows)
        except Exception as error:  # any architecture may fail in its own way; none may be shared then
            if is_out_of_memory(error):
                raise
            logger.info("shared prefixes are not used", exc_info=error)
            return f"The model's attention cannot be shared ({type(error).__name__}: {error})."
        expected = _all_scores(alone, rows)
        worst = max(abs(found[number].log_likelihood - expected[number].log_likelihood) for number in expected)
        tolerance = TOLERANCE.get(model.dtype, TOLERANCE[torch.bfloat16])
        if not worst <= tolerance:
            return f"Shared and plain log-likelihoods differ by {worst:.3g} nats, more than the {tolerance:g} allowed."
        return None


def sharing_obstacle(model: Any) -> str | None:
    """Why a model's prefixes cannot be shared, as it says itself; None where nothing speaks against it."""
    config = model.config.get_text_config()
    kinds = set(getattr(config, "layer_types", None) or ()) - SHARED_LAYERS
    if kinds:
        return f"Layers of kind {', '.join(sorted(kinds))} carry a state that cannot branch."
    if rope_depends_on_length(model.config):
        return "The rotary embedding depends on the length of the row."
    if not getattr(model, "_supports_attention_backend", False):
        return f"{type(model).__name__} does not let its attention be replaced."
    if not getattr(config, "is_causal", True):
        return "Attention is not causal."
    return None


def rope_depends_on_length(config: Any) -> bool:
    """Whether rotary frequencies change with the length of the longest row of a batch."""
    parameters = getattr(config.get_text_config(), "rope_parameters", None) or {}
    sets = [parameters, *(each for each in parameters.values() if isinstance(each, dict))]
    return any(each.get("rope_type") in LENGTH_DEPENDENT_ROPE for each in sets)


def attention_window(config: Any) -> int | None:
    """Tokens of the longest row on which windowed and full attention are the same; None without windows."""
    text = config.get_text_config()
    kinds = set(getattr(text, "layer_types", None) or ("sliding_attention", "chunked_attention"))
    sizes = []
    if "sliding_attention" in kinds and getattr(text, "use_sliding_window", True):
        sizes.append(getattr(text, "sliding_window", None))
    if "chunked_attention" in kinds:
        sizes.append(getattr(text, "attention_chunk_size", None))
    return min((size for size in sizes if size is not None), default=None)


def generates_greedily(model: Any, window: int | None) -> bool:
    """Whether tokens continued on a shared prefix are the likeliest ones of the plain path, ties within its noise."""
    length = min(window or TEST_ROW_TOKENS, TEST_ROW_TOKENS) - TEST_NEW_TOKENS
    vocabulary = model.config.get_text_config().vocab_size
    rng = np.random.default_rng(1)
    trunk = rng.integers(0, vocabulary, size=max(length - 3, 1))
    prompts = [np.append(trunk, rng.integers(0, vocabulary, size=own)).astype(np.int32) for own in (1, 3, 2)]
    generator = GreedyGenerator(model, max_batch_tokens=TEST_STRETCH_TOKENS, counters=EngineCounters(), most_rows=2)
    try:
        steps = generator.generate(prompts, max_new_tokens=TEST_NEW_TOKENS, is_done=lambda _: False)
        return all(_likeliest(model, prompts[number], new) for step in steps for number, new in step.texts.items())
    except Exception as error:  # any architecture may fail in its own way; none may be continued then
        if is_out_of_memory(error):
            raise
        logger.info("texts are not continued on shared prefixes", exc_info=error)
        return False


def _likeliest(model: Any, prompt: Tokens, new: list[int]) -> bool:
    tokens = torch.from_numpy(np.append(prompt, new).astype(np.int64))[None]
    with torch.inference_mode():
        logits = model(input_ids=tokens.to(next(model.parameters()).device), use_cache=False).logits[0]
    predicted = logits[len(prompt) - 1 : -1].float().cpu()
    chosen = predicted.gather(1, torch.tensor(new)[:, None])[:, 0]
    tolerance = TOLERANCE.get(model.dtype, TOLERANCE[torch.bfloat16])
    return bool((chosen >= predicted.amax(dim=-1) - tolerance).all())


def _test_rows(vocabulary: int, length: int) -> list[ScoringRow]:
    rng = np.random.default_rng(0)
    trunk = rng.integers(0, vocabulary, size=length).tolist()
    rows = []
    for part in (1.0, 0.8, 0.8, 0.5, 0.5, 0.2, 0.0):
        context = trunk[: max(1, int(part * (length - 4)))]
        rows.append(scoring_row(context, rng.integers(0, vocabulary, size=4).tolist(), length))
    return rows


def _all_scores(scorer: PlainScorer | SharedPrefixScorer, rows: Sequence[ScoringRow]) -> dict[int, RowScore]:
    return {number: score for outcome in scorer.score(rows) for number, score in outcome.scores.items()}


def _renumbered(outcomes: Iterator[BatchOutcome], numbers: Sequence[int]) -> Iterator[BatchOutcome]:
    for outcome in outcomes:
        yield outcome._replace(scores={numbers[number]: score for number, score in outcome.scores.items()})
