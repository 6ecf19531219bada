"""The conditions of a filter, on both databases, against the same question asked in plain Python."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from data.records import NO_FILTER, NOBODY, Filter
from data.repository import (
    add_startup,
    add_tag,
    change_entry,
    move_startup,
    pipeline_conditions,
    pipeline_of,
    tag_key,
    tags_of,
)
from data.tables import StartupRow

TODAY = datetime.now(UTC).date()
FILTERS = [
    Filter(statuses=statuses, owners=owners, tags=tags, quiet_days=quiet)
    for statuses, owners, tags, quiet in product(
        [(), ("sourced",), ("meeting",), ("sourced", "closed"), ("meeting", "closed"), ("decision",)],
        [(), ("Ann",), (NOBODY,), ("Ann", NOBODY), ("nobody here",)],
        [(), ("VOICE",), ("voice", "机器人"), ("none",)],
        [None, 1, 30, 365],
    )
]


def fill(session):
    """One startup nobody touched, and others with every mix of status, owner, tags and contact."""
    tags_each, contacts = [(), ("Voice",), ("voice", "机器人")], [None, 0, 30, 31]
    mixes = product(["sourced", "meeting", "closed"], [None, "Ann", "Bo"], tags_each, contacts)
    for number, (status, owner, tags, contact) in enumerate(mixes):
        slug = f"s{number}"
        add_startup(session, slug=slug, name=slug, summary_en="", summary_zh="", fictional=True, actor="test")
        entry = pipeline_of(session, slug)
        if status != "sourced":
            entry = move_startup(session, entry, status, on=TODAY, actor="test")
        day = None if contact is None else TODAY - timedelta(days=contact)
        change_entry(session, replace(entry, owner=owner, last_contact=day), actor="test")
        for tag in tags:
            add_tag(session, slug, tag, actor="test")
    add_startup(session, slug="untouched", name="U", summary_en="", summary_zh="", fictional=True, actor="test")


def lets_through(chosen, entry, tags):
    keys = {tag_key(tag) for tag in tags}
    return (
        (not chosen.statuses or entry.status in chosen.statuses)
        and (not chosen.owners or (entry.owner or NOBODY) in chosen.owners)
        and (not chosen.tags or bool({tag_key(tag) for tag in chosen.tags} & keys))
        and (chosen.quiet_days is None or not _spoke_within(entry, chosen.quiet_days))
    )


def _spoke_within(entry, days):
    return entry.last_contact is not None and entry.last_contact >= TODAY - timedelta(days=days)


def test_every_mix_of_conditions_lets_through_what_it_says(any_database):
    with any_database.session() as session:
        fill(session)
        slugs = list(session.scalars(select(StartupRow.slug)))
        entries, tags = {slug: pipeline_of(session, slug) for slug in slugs}, tags_of(session, slugs)
        for chosen in FILTERS:
            query = select(StartupRow.slug).where(*pipeline_conditions(chosen, today=TODAY))
            expected = {slug for slug in slugs if lets_through(chosen, entries[slug], tags[slug])}
            assert set(session.scalars(query)) == expected, chosen


@pytest.mark.parametrize("chosen", [NO_FILTER, Filter(words="voice", verdicts=("pass",), countries=("NO",))])
def test_what_is_not_the_pipeline_s_makes_no_condition(chosen):
    assert pipeline_conditions(chosen, today=date(2026, 1, 1)) == []
