"""A change between two judgements explains itself: fact by fact, run by run, rubric by rubric."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analysis.track_record.history import explained_change, history_days
from data.records import InvalidInput, Source
from tests.analysis.small_dossier import claim, dossier, fact, run, score

JUNE, OCTOBER = date(2026, 6, 30), date(2026, 10, 31)


def entered(entry, day):
    return replace(entry, entered_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def grown():
    """A startup that claimed its revenue in June, and since then documented it, churned, and was measured."""
    facts = [
        entered(fact("arr_usd", 3e6, "claimed", JUNE, Source("pitch_deck", "Deck")), JUNE),
        entered(fact("founder_domain_years", 8.0, as_of=JUNE), JUNE),
        entered(fact("logo_churn_share", 0.45), date(2026, 10, 1)),
        entered(fact("uptime_share", 0.9999), date(2026, 10, 2)),
        entered(fact("product_stage", "scaling"), date(2026, 10, 2)),
    ]
    return dossier(facts, [claim("arc_easy", 0.9)], [run([score("arc_easy", 0.6)])])


@pytest.fixture(scope="module")
def change(grown, yardsticks):
    return explained_change(grown, yardsticks, since=JUNE, until=OCTOBER)


def test_effects_add_up_to_the_whole_change(change):
    for axis in ("expectation", "risk"):
        whole = getattr(change.after.assessment, axis).mean - getattr(change.before.assessment, axis).mean
        assert sum(getattr(each, axis) for each in change.changes) == pytest.approx(whole, abs=1e-9)


def test_every_change_is_named_in_the_order_it_happened(change):
    named = [(each.kind, each.what) for each in change.changes]
    assert named[0] == ("time", "123")
    assert ("fact", "logo_churn_share") in named and ("run", "7") in named and ("claims", "claims") in named
    moments = [each.at for each in change.changes if each.at is not None]
    assert moments == sorted(moments)


def test_good_service_adds_to_expectation_and_an_overstated_score_to_risk(change):
    by_name = {each.what: each for each in change.changes}
    assert by_name["uptime_share"].expectation > 0
    assert (by_name["uptime_share"].before, by_name["uptime_share"].after) == (None, 0.9999)
    assert by_name["7"].risk > 1
    assert by_name["7"].label_en == "Run 7 demo"
    assert "claim_overstated" in change.findings_opened


def test_nothing_changes_within_a_day(grown, yardsticks):
    same = explained_change(grown, yardsticks, since=OCTOBER, until=OCTOBER)
    assert same.changes == ()
    assert (same.findings_opened, same.findings_closed) == ((), ())


def test_another_rubric_is_a_change_of_its_own(grown, yardsticks):
    criteria = tuple(
        criterion.model_copy(update={"missing": criterion.missing.model_copy(update={"mean": 60})})
        for criterion in yardsticks.rubric.criteria
    )
    kinder = yardsticks.rubric.model_copy(update={"criteria": criteria, "label_en": "Kinder"})
    found = explained_change(grown, yardsticks, since=OCTOBER, until=OCTOBER, earlier_rubric=kinder)
    assert [each.kind for each in found.changes] == ["rubric"]
    assert found.changes[0].expectation < -5
    assert found.before.assessment.rubric_hash != found.after.assessment.rubric_hash


def test_days_in_the_wrong_order_are_refused(grown, yardsticks):
    with pytest.raises(InvalidInput, match="2026-10-31 lies after the later one 2026-06-30"):
        explained_change(grown, yardsticks, since=OCTOBER, until=JUNE)


def test_history_has_each_day_on_which_something_became_known(grown):
    assert history_days(grown) == (JUNE, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 30))
