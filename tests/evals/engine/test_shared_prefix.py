"""The trie, its blocks of attention, and parity with one request at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    DynamicCache,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    MambaConfig,
    MambaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
)

from data.records import InvalidInput
from evals.engine.branches import attention_blocks
from evals.engine.path_choice import CheckedScorer
from evals.engine.rows import RowScore, ScoringRow, scoring_row
from evals.engine.settings import EngineCounters
from evals.engine.shared_prefix import SharedPrefixScorer
from evals.engine.trie import Run, token_trie

SMALL = {"vocab_size": 40, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}


def llama(**changes: Any) -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        **(SMALL | {"num_key_value_heads": 2, "initializer_range": 0.3, "pad_token_id": None} | changes)
    )
    return LlamaForCausalLM(config).eval()


MODEL = llama(bos_token_id=0, eos_token_id=0)


def alone(model: Any, row: ScoringRow) -> RowScore:
    with torch.no_grad():
        logits = model(torch.from_numpy(row.inputs.astype(np.int64))[None], use_cache=False).logits[0]
    logits = logits[len(row.inputs) - len(row.targets) :]
    targets = torch.from_numpy(row.targets.astype(np.int64))
    chosen = torch.log_softmax(logits.double(), -1).gather(1, targets[:, None])
    return RowScore(float(chosen.sum()), bool((logits.argmax(-1) == targets).all()))


def all_scores(scorer: Any, rows: Sequence[ScoringRow]) -> dict[int, RowScore]:
    return {number: score for outcome in scorer.score(rows) for number, score in outcome.scores.items()}


def assert_same(model: Any, found: dict[int, RowScore], rows: Sequence[ScoringRow]) -> None:
    assert sorted(found) == list(range(len(rows)))
    for number, row in enumerate(rows):
        expected = alone(model, row)
        assert found[number].log_likelihood == pytest.approx(expected.log_likelihood, abs=1e-4)
        assert found[number].is_greedy == expected.is_greedy


requests = st.lists(
    st.tuples(
        st.lists(st.integers(0, 2), min_size=1, max_size=14), st.lists(st.integers(0, 2), min_size=1, max_size=4)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(requests, st.sampled_from([3, 11, 500]), st.sampled_from([0, 6, 192]))
def test_random_tries_score_as_one_request_at_a_time(
    pairs: list[tuple[list[int], list[int]]], stretch: int, group: int
) -> None:
    rows = [scoring_row(context, continuation, 100) for context, continuation in pairs]
    counters = EngineCounters()
    scorer = SharedPrefixScorer(MODEL, max_batch_tokens=stretch, counters=counters)
    scorer._group_tokens = group
    scorer._head_rows = 1
    assert_same(MODEL, all_scores(scorer, rows), rows)
    prefixes = {tuple(row.inputs[: end + 1].tolist()) for row in rows for end in range(len(row.inputs))}
    assert counters.tokens_forwarded == counters.tokens_trie == len(prefixes)


@settings(max_examples=60)
@given(requests, st.sampled_from([0, 3, 192]))
def test_blocks_let_every_token_see_its_own_path_exactly_once(
    pairs: list[tuple[list[int], list[int]]], group: int
) -> None:
    trie = token_trie([scoring_row(context, continuation, 100) for context, continuation in pairs])
    size = len(trie.tokens)
    seen = np.zeros((size, size), dtype=int)
    blocks = attention_blocks(trie.runs, group_tokens=group)
    for own in blocks.own:
        columns = [*own.carried, *range(own.start, own.end)]
        mask = own.mask if own.mask is not None else np.where(np.tri(own.end - own.start), 0.0, -np.inf)
        seen[np.ix_(range(own.start, own.end), columns)] += mask == 0
    for block in blocks.seen:
        seen[block.query_start : block.query_end, block.key_start : block.key_end] += 1
    expected = np.zeros_like(seen)
    path: list[int] = []
    for run in trie.runs:
        path = path[: run.depth]
        for place in range(run.start, run.end):
            path.append(place)
            expected[place, path] = 1
    assert (seen == expected).all()
    assert blocks.past == ()


def test_tokens_below_a_kept_path_see_it_down_to_where_they_branch_off() -> None:
    blocks = attention_blocks([Run(0, 2, 7), Run(2, 5, 4), Run(5, 6, 4), Run(6, 8, 0)])
    assert [tuple(block) for block in blocks.past] == [(6, 0, 4), (2, 4, 7)]


def test_a_batch_that_does_not_fit_is_halved_and_scores_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    rows = [scoring_row(rng.integers(0, 40, 30).tolist(), [1, 2], 100) for _ in range(6)]
    counters = EngineCounters()
    scorer = SharedPrefixScorer(MODEL, max_batch_tokens=128, counters=counters)
    forward = MODEL.forward

    def limited(*args: Any, **kwargs: Any) -> Any:
        if kwargs["input_ids"].numel() > 40:
            raise torch.OutOfMemoryError("injected")
        return forward(*args, **kwargs)

    monkeypatch.setattr(MODEL, "forward", limited)
    found = all_scores(scorer, rows)
    monkeypatch.undo()
    assert_same(MODEL, found, rows)
    assert counters.batches_halved == 2
    assert counters.tokens_forwarded == counters.tokens_trie


def test_another_error_than_memory_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = SharedPrefixScorer(MODEL, max_batch_tokens=128, counters=EngineCounters())

    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError("something else")

    monkeypatch.setattr(MODEL, "forward", broken)
    with pytest.raises(RuntimeError, match="something else"):
        all_scores(scorer, [scoring_row([1], [2], 10)])


def test_a_row_longer_than_the_model_is_cut_on_the_left() -> None:
    row = scoring_row(list(range(10)), [20, 21], 5)
    assert row.inputs.tolist() == [6, 7, 8, 9, 20]
    assert row.targets.tolist() == [20, 21]


def test_a_continuation_longer_than_the_model_is_refused_in_one_sentence() -> None:
    with pytest.raises(InvalidInput, match="continuation of 6 tokens is longer than the 5 tokens the model takes"):
        scoring_row([1], [2] * 6, 5)


def checked(model: Any, rows: Sequence[ScoringRow], **settings: Any) -> tuple[CheckedScorer, EngineCounters]:
    counters = EngineCounters()
    scorer = CheckedScorer(model, max_batch_tokens=64, share=True, counters=counters, **settings)
    assert_same(model, all_scores(scorer, rows), rows)
    return scorer, counters


def long_rows() -> list[ScoringRow]:
    rng = np.random.default_rng(2)
    trunk = rng.integers(0, 40, 24).tolist()
    return [scoring_row(trunk[:cut], rng.integers(0, 40, 3).tolist(), 100) for cut in (24, 24, 20, 6, 3)]


def test_gpt2_with_learned_positions_is_shared() -> None:
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=40, n_embd=32, n_layer=2, n_head=4, initializer_range=0.3, bos_token_id=0, eos_token_id=0
    )
    scorer, counters = checked(GPT2LMHeadModel(config).eval(), long_rows())
    assert scorer.reason is None
    assert counters.tokens_forwarded == counters.tokens_trie


def test_rows_longer_than_a_sliding_window_run_whole_and_the_others_share() -> None:
    torch.manual_seed(0)
    config = MistralConfig(**SMALL, num_key_value_heads=2, sliding_window=8, initializer_range=0.3)
    scorer, counters = checked(MistralForCausalLM(config).eval(), long_rows())
    assert scorer.reason is None
    assert counters.requests_plain == 3


def test_recurrent_layers_are_never_shared() -> None:
    torch.manual_seed(0)
    config = MambaConfig(vocab_size=40, hidden_size=16, num_hidden_layers=2, state_size=4)
    scorer, _ = checked(MambaForCausalLM(config).eval(), long_rows())
    assert scorer.reason is not None


def test_rotary_embeddings_that_depend_on_length_run_rows_of_equal_length() -> None:
    model = llama(
        max_position_embeddings=16, rope_parameters={"rope_type": "dynamic", "factor": 4.0, "rope_theta": 1e4}
    )
    counters = EngineCounters()
    scorer = CheckedScorer(model, max_batch_tokens=64, share=True, counters=counters)
    assert scorer.reason == "The rotary embedding depends on the length of the row."
    rows = long_rows()
    found = all_scores(scorer, rows)
    again = all_scores(scorer, rows)
    assert found == again
    for number, row in enumerate(rows):
        fresh = llama(
            max_position_embeddings=16, rope_parameters={"rope_type": "dynamic", "factor": 4.0, "rope_theta": 1e4}
        )
        assert found[number].log_likelihood == pytest.approx(alone(fresh, row).log_likelihood, abs=1e-4)


def test_a_model_whose_shared_path_is_wrong_falls_back_and_says_by_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.engine.tree_attention.merge_into", lambda *_: None)
    counters = EngineCounters()
    scorer = CheckedScorer(MODEL, max_batch_tokens=64, share=True, counters=counters)
    assert scorer.reason is not None
    assert "differ by" in scorer.reason
    rows = long_rows()
    assert_same(MODEL, all_scores(scorer, rows), rows)


def test_cached_decoding_of_the_library_agrees_with_the_trie() -> None:
    row = long_rows()[0]
    cache = DynamicCache()
    with torch.no_grad():
        tokens = torch.from_numpy(row.inputs.astype(np.int64))[None]
        MODEL(tokens[:, :10], past_key_values=cache, use_cache=True)
        logits = MODEL(tokens[:, 10:], past_key_values=cache, use_cache=True).logits[0][-len(row.targets) :]
    targets = torch.from_numpy(row.targets.astype(np.int64))
    cached = float(torch.log_softmax(logits.double(), -1).gather(1, targets[:, None]).sum())
    found = all_scores(SharedPrefixScorer(MODEL, max_batch_tokens=7, counters=EngineCounters()), [row])
    assert found[0].log_likelihood == pytest.approx(cached, abs=1e-4)


def test_a_long_row_goes_through_in_one_piece_where_that_is_allowed() -> None:
    counters = EngineCounters()
    rows = [scoring_row([3], [5, 9, 2] * 40, 256), scoring_row([4], [5, 9, 2] * 12, 256)]
    scorer = SharedPrefixScorer(MODEL, max_batch_tokens=16, counters=counters, whole_row_tokens=200)
    outcomes = list(scorer.score(rows))
    assert [outcome.tokens for outcome in outcomes] == [120, 36]
    cut = all_scores(SharedPrefixScorer(MODEL, max_batch_tokens=16, counters=counters), rows)
    for number, score in enumerate(score for outcome in outcomes for score in outcome.scores.values()):
        assert score.log_likelihood == pytest.approx(cut[number].log_likelihood, abs=1e-4)
    assert max(outcome.tokens for outcome in SharedPrefixScorer(
        MODEL, max_batch_tokens=16, counters=counters, whole_row_tokens=100
    ).score(rows)) == 16  # fmt: skip
