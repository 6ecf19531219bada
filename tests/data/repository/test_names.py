"""Looking up startups and models by part of a name: what is found, in which order, and how little is read."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert, text

from data.database import open_database
from data.repository import (
    add_model,
    add_startup,
    archive,
    model_count,
    model_in_use,
    models_named,
    startup_count,
    startups_in_use,
    startups_named,
)
from data.tables import ModelRow, StartupRow

NAMES = {
    "old-kestrel": "The Old Kestrel",
    "kestrel-legal": "Kestrel Legal",
    "kestrel": "Kestrel",
    "baiyun": "白云认知",
    "orsted": "Ørsted Яндекс",
    "percent": "100% a_b",
    "gone": "Kestrel Gone",
}


def fill(session):
    for slug, name in NAMES.items():
        add_startup(
            session, slug=slug, name=name, summary_en="Not a zebra.", summary_zh="训练", fictional=False, actor="t"
        )
        add_model(session, slug, name=f"{slug}-7B", location="org/zebra", actor="t")
    archive(session, "gone", actor="t")


@pytest.fixture
def filled(session):
    fill(session)
    return session


def found(session, words, limit=50):
    return [each.slug for each in startups_named(session, words, limit=limit)]


def models(session, words, limit=50):
    return [each.model.name for each in models_named(session, words, limit=limit)]


@contextmanager
def reading():
    """The slugs of the startups whose rows leave the database."""
    read = []

    def note(row, _):
        read.append(row.slug)

    event.listen(StartupRow, "load", note)
    yield read
    event.remove(StartupRow, "load", note)


def test_the_name_itself_comes_first_then_names_that_begin_so_then_names_that_hold_it(filled):
    assert found(filled, "kestrel") == ["kestrel", "kestrel-legal", "old-kestrel"]
    assert found(filled, "KESTREL", limit=2) == ["kestrel", "kestrel-legal"]


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("legal KES", ["kestrel-legal"]),
        ("云", ["baiyun"]),
        ("白云", ["baiyun"]),
        ("认知", ["baiyun"]),
        ("aiyu", ["baiyun"]),
        ("ørst", ["orsted"]),
        ("яндекс", ["orsted"]),
        ("100%", ["percent"]),
        ("a_b", ["percent"]),
        ("_", ["percent"]),
        ("\\", []),
        ('"', []),
        ("zebra", []),
        ("训练", []),
        ("gone", []),
    ],
)
def test_every_word_is_looked_for_in_names_of_any_script_and_in_nothing_else(filled, words, slugs):
    assert found(filled, words) == slugs


@pytest.mark.parametrize("nothing", ["", "  \n", "\0"])
def test_without_a_word_everybody_in_use_is_offered_as_far_as_the_limit(filled, nothing):
    assert found(filled, nothing) == [slug for slug in NAMES if slug != "gone"]
    assert found(filled, nothing, limit=2) == ["old-kestrel", "kestrel-legal"]


def test_a_model_is_found_by_its_own_name_by_its_startup_s_and_by_both_together(filled):
    assert models(filled, "legal-7b") == models(filled, "7b legal") == ["kestrel-legal-7B"]
    assert models(filled, "认知") == models(filled, "白云 7B") == ["baiyun-7B"]
    assert models(filled, "zebra") == models(filled, "gone") == []
    assert len(models(filled, "")) == 6 and models(filled, "7b", limit=1) == ["old-kestrel-7B"]


def test_a_count_goes_no_further_than_it_is_asked_to(filled):
    assert (startup_count(filled, most=201), model_count(filled, most=201)) == (6, 6)
    assert (startup_count(filled, most=3), model_count(filled, most=3)) == (3, 3)


def test_what_is_archived_is_no_longer_in_use(filled):
    assert list(startups_in_use(filled, ["kestrel", "gone", "nobody"])) == ["kestrel"]
    (kept,) = models_named(filled, "legal", limit=5)
    assert model_in_use(filled, kept.model.id) == kept and kept.startup.slug == "kestrel-legal"
    archive(filled, "kestrel-legal", actor="t")
    assert model_in_use(filled, kept.model.id) is None and model_in_use(filled, 999) is None


def test_of_a_thousand_no_more_rows_leave_the_database_than_are_offered(database):
    now = datetime.now(UTC)
    with database.session() as session:
        rows = [{"id": n, "slug": f"s-{n}", "name": f"Startup {n}", "summary_en": "", "summary_zh": "",
                 "fictional": False, "created_at": now} for n in range(1, 1001)]  # fmt: skip
        session.execute(insert(StartupRow), rows)
        session.execute(insert(ModelRow), [{"startup_id": n, "name": f"m{n}", "location": "l"} for n in range(1, 1001)])
    with database.session() as session, reading() as read:
        assert (startup_count(session, most=201), read) == (201, [])
        assert len(startups_named(session, "startup", limit=51)) == 51
        assert len(set(read)) == 51
        read.clear()
        assert len(models_named(session, "startup", limit=51)) == 51
        assert len(set(read)) == 51


@pytest.mark.parametrize("read", [
    lambda session: startup_count(session, most=201),
    lambda session: startups_named(session, "", limit=51),
    lambda session: startups_named(session, "kestrel", limit=51),
    lambda session: startups_named(session, "云", limit=51),
    lambda session: startups_in_use(session, ["kestrel"]),
    lambda session: model_count(session, most=201),
    lambda session: models_named(session, "", limit=51),
    lambda session: model_in_use(session, 1),
])  # fmt: skip
def test_nothing_is_put_in_order_before_it_is_cut(plan, read):
    assert "TEMP B-TREE" not in plan(read)


@pytest.mark.slow
@pytest.mark.parametrize("has_extension", [True, False])
def test_postgresql_finds_the_same_in_the_same_order(postgres_url, filled, has_extension):
    opened = open_database(postgres_url)
    with opened.session() as other:
        if not has_extension:
            other.execute(text("DROP EXTENSION pg_trgm CASCADE"))
        fill(other)
        for words in ("kestrel", "legal KES", "云", "认知", "яндекс", "100%", "a_b", "_", "\\", '"', "zebra", ""):
            assert found(other, words) == found(filled, words)
            assert models(other, words) == models(filled, words)
        assert (startup_count(other, most=201), model_count(other, most=3)) == (6, 3)
        other.rollback()
    opened.engine.dispose()
