"""What would change the verdict, on the five worked examples."""

import numpy as np
import pytest

from analysis.questions.change_of_mind import change_of_mind

NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.fixture(scope="module")
def found(assessed, default):
    return {name: change_of_mind(assessed(name), default, rng=np.random.default_rng(5)) for name in NAMES}


def test_resolving_the_gate_is_what_would_change_the_mind_on_the_rewrapped_model(found, assessed):
    turns = {(turn.rule, turn.outcome): turn.verdict for turn in found["rewrapped"].rules}
    assert found["rewrapped"].verdict == "pass"
    assert turns[("undisclosed_base", "resolved")] != "pass"
    assert found["rewrapped"].all_resolved == assessed("rewrapped").verdict_before_caps


def test_every_rule_listed_changes_the_verdict_and_no_resolved_one_lowers_it(found, default):
    order = [name.code for name in default.scoring.verdicts]
    for result in found.values():
        for turn in result.rules:
            assert turn.verdict != result.verdict
            better = order.index(turn.verdict) < order.index(result.verdict)
            assert better is (turn.outcome == "resolved")


def test_a_criterion_at_its_best_never_has_the_lower_chance_where_it_moves_it_most(found):
    for result in found.values():
        top = result.criteria[0]
        assert top.best.points > top.worst.points
        assert top.best.chance >= top.worst.chance
        assert result.criteria == tuple(sorted(result.criteria, key=lambda turn: (-turn.reach, turn.key)))


def test_the_chance_of_the_whole_lies_between_those_of_the_ends(found):
    for name in ("overstated", "prerevenue"):
        top = found[name].criteria[0]
        assert top.worst.chance <= found[name].chance <= top.best.chance


def test_a_criterion_that_does_not_apply_is_not_named(found, assessed):
    for name in NAMES:
        applying = {term.key for term in assessed(name).terms if term.share > 0}
        assert {turn.key for turn in found[name].criteria} == applying
