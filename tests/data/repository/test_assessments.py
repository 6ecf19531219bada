"""Judgements as they were made."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.records import (
    Judgement,
    KeptJudgement,
    NotFound,
    Points,
    Source,
)
from data.repository import (
    assessments_of,
    keep_assessment,
)

DAY = date(2026, 9, 30)
JUDGEMENT = Judgement(Points(60.0, 50.0, 70.0), Points(40.0, 30.0, 50.0), "hold", None, ())
KEPT = KeptJudgement(DAY, "rubric", "growth", "evidence", JUDGEMENT, datetime(2026, 11, 1, 12, tzinfo=UTC))
DECK = Source("pitch_deck", "Deck")


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 10, 31)},
        {"rubric_hash": "other"},
        {"profile": "pre_seed"},
        {"evidence_hash": "other"},
    ],
)
def test_another_day_rubric_profile_or_evidence_makes_another_judgement(session, acme, change):
    assert keep_assessment(session, "acme", KEPT)
    assert keep_assessment(session, "acme", replace(KEPT, **change))
    assert len(assessments_of(session, "acme")) == 2


def test_the_first_of_two_equal_judgements_stays_with_its_moment(session, acme):
    later = replace(KEPT, created_at=datetime(2026, 11, 2, tzinfo=UTC), judgement=replace(JUDGEMENT, verdict="pass"))
    assert (keep_assessment(session, "acme", KEPT), keep_assessment(session, "acme", later)) == (True, False)
    assert assessments_of(session, "acme") == [KEPT]


def test_judgements_come_oldest_first_whatever_day_they_are_of(session, acme):
    earlier_day = replace(KEPT, as_of=date(2026, 6, 30))
    for kept in (KEPT, earlier_day):
        keep_assessment(session, "acme", kept)
    assert [kept.as_of for kept in assessments_of(session, "acme", profile="growth")] == [DAY, date(2026, 6, 30)]


def test_a_judgement_of_nobody_is_refused(session):
    for call in (lambda: keep_assessment(session, "nobody", KEPT), lambda: assessments_of(session, "nobody")):
        with pytest.raises(NotFound, match="nobody"):
            call()


def test_a_judgement_kept_under_a_former_rubric_stays_as_it_was_beside_that_of_the_new_one(session, acme):
    anew = replace(KEPT, rubric_hash="new", judgement=replace(JUDGEMENT, verdict="pass", findings=("claims_refuted",)))
    for kept in (KEPT, anew):
        keep_assessment(session, "acme", kept)
    assert assessments_of(session, "acme") == [KEPT, anew]
