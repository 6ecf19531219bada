"""The output head in slices: the numbers of a whole softmax, ties decided as argmax decides them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from evals.engine import EngineSettings, MeasuringLM, scored_head
from evals.engine.scored_head import AskedTokens, ScoringHead, scores_of_logits, scoring_head
from tests.evals.engine.conftest import saved_llama


def head(*, bias: bool = False, vocabulary: int = 50) -> ScoringHead:
    torch.manual_seed(0)
    return ScoringHead(torch.nn.Linear(8, vocabulary, bias=bias).requires_grad_(requires_grad=False))


LINES = torch.tensor([0, 0, 1, 3, 3, 4])
TOKENS = torch.tensor([0, 49, 7, 16, 17, 33])


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("width", [1, 7, 50, 64])
def test_slices_of_any_width_give_the_softmax_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, *, bias: bool, dtype: torch.dtype, width: int
) -> None:
    monkeypatch.setattr(scored_head, "NARROWEST_SLICE", 1)
    monkeypatch.setattr(scored_head, "CPU_SLICE_VALUES", 5 * width)
    answering, hidden = head(bias=bias), torch.randn(5, 8)
    linear = answering._linear.to(dtype)
    found = answering.scores(hidden.to(dtype), LINES, TOKENS)
    expected = scores_of_logits(linear(hidden.to(dtype)), AskedTokens(LINES, TOKENS), rows_at_once=2)
    # A bias is added to the rounded product by the layer itself and to the wide one here.
    tolerance = 1e-5 if dtype == torch.float32 else 0.05
    assert torch.allclose(found.log_probabilities, expected.log_probabilities, atol=tolerance)
    if dtype == torch.float32:
        assert found.is_greedy.tolist() == expected.is_greedy.tolist()


def test_of_equal_maxima_the_first_is_the_likeliest_within_a_slice_and_across(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scored_head, "NARROWEST_SLICE", 4)
    monkeypatch.setattr(scored_head, "CPU_SLICE_VALUES", 4)
    answering = head(vocabulary=12)
    answering._linear.weight.copy_(torch.zeros(12, 8))
    answering._linear.weight[[2, 3, 9]] = 1.0
    lines, tokens = torch.zeros(4, dtype=torch.long), torch.tensor([2, 3, 9, 0])
    found = answering.scores(torch.ones(1, 8), lines, tokens)
    assert found.is_greedy.tolist() == [True, False, False, False]
    assert found.log_probabilities[0].item() == pytest.approx(found.log_probabilities[3].item() + 8.0, abs=1e-5)


def test_nothing_asked_is_nothing_computed() -> None:
    none = torch.zeros(0, dtype=torch.long)
    assert len(head().scores(torch.ones(3, 8), none, none).is_greedy) == 0


def test_a_model_that_changes_what_its_head_says_keeps_its_own_logits(tmp_path: Path) -> None:
    lm = MeasuringLM.open(EngineSettings(str(saved_llama(tmp_path)), device="cpu"))
    assert isinstance(scoring_head(lm.model), ScoringHead)
    own = lm.model.forward

    def capped(*args: Any, **settings: Any) -> Any:
        output = own(*args, **settings)
        output.logits = 30 * torch.tanh(output.logits / 30)
        return output

    lm.model.forward = capped
    assert scoring_head(lm.model) is None
