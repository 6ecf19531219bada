"""Which of several entries counts."""

from datetime import UTC, date, datetime, timedelta

from data.records import EvidenceLevel, Fact, Source, current_facts

DECK = Source("pitch_deck", "Deck")
DAY = date(2026, 9, 30)


def fact(value, level=EvidenceLevel.CLAIMED, as_of=DAY, **other) -> Fact:
    return Fact("arr_usd", value, level, as_of, DECK, **other)


def test_measured_outranks_documented_outranks_claimed_whatever_the_date():
    claimed = fact(3, EvidenceLevel.CLAIMED, DAY + timedelta(days=20))
    documented = fact(2, EvidenceLevel.DOCUMENTED, DAY + timedelta(days=10))
    measured = fact(1, EvidenceLevel.MEASURED, DAY)
    assert current_facts([claimed, measured, documented])["arr_usd"] is measured
    assert current_facts([claimed, documented])["arr_usd"] is documented


def test_of_equal_levels_the_newer_date_counts_then_the_later_entry():
    early = fact(1, as_of=DAY, entered_at=datetime(2026, 10, 2, tzinfo=UTC), id=2)
    late_entry = fact(2, as_of=DAY, entered_at=datetime(2026, 10, 3, tzinfo=UTC), id=1)
    newer_date = fact(3, as_of=DAY + timedelta(days=1), entered_at=datetime(2026, 10, 1, tzinfo=UTC), id=3)
    assert current_facts([late_entry, early])["arr_usd"].value == 2
    assert current_facts([newer_date, late_entry, early])["arr_usd"].value == 3


def test_levels_rank_by_strength():
    assert [level.strength for level in EvidenceLevel] == [0, 1, 2, 3]
