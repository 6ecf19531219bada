"""Searching: what is found, in which order, whatever is typed, alike on both databases."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from data.database import open_database
from data.records import EvidenceLevel, Fact, Source
from data.repository import add_facts, add_model, add_startup, change_startup, search, search_entries, set_aside
from data.repository.search import MOST_LETTERS

DAY = date(2026, 9, 30)
HOSTILE = ['"', "'", '" OR "', "%", "_", "\\", "100%", "a_b", "NEAR(a b)", "name:acme", "acme*", "^acme", "-acme", "\0"]
LETTERS = st.characters(exclude_categories=["C", "Z"])


def add(session, slug, name, *, summary_en="Acts.", summary_zh="行动。"):
    add_startup(
        session, slug=slug, name=name, summary_en=summary_en, summary_zh=summary_zh, fictional=False, actor="test"
    )


def tell(session, slug, source):
    add_facts(session, slug, [Fact("arr_usd", 1.0, EvidenceLevel.CLAIMED, DAY, source)], actor="test")


def fill(session):
    add(session, "zebra", "Zebra Cognition", summary_en="Sells to Kestrel Legal.", summary_zh="为律所服务。")
    add(session, "kestrel-legal", "Kestrel Legal", summary_en="Reads contracts.", summary_zh="阅读合同。")
    add(session, "kestrel", "Kestrel", summary_zh="训练小型语言模型。")
    add(session, "old-kestrel", "The Old Kestrel")
    add(session, "baiyun", "白云认知", summary_en="Speech.", summary_zh="语音")
    add_model(session, "kestrel-legal", name="Contract 7B", location="org/contract-7b", actor="test")
    tell(session, "baiyun", Source("pitch_deck", "Deck 50% off", "p. 12", "https://deck.example.org/under_score"))
    set_aside(session, "zebra", "soft_arr", reason="Signed in May", source="Contract, p. 3", actor="ann")


@pytest.fixture
def filled(session):
    fill(session)
    return session


def found(session, words, **asked):
    return [(hit.kind, hit.startup.slug if hit.startup else hit.key) for hit in search(session, words, **asked)]


def stored(session, words, **asked):
    """Without the fields, which are found beside what is stored."""
    return [slug for kind, slug in found(session, words, **asked) if kind != "field"]


def shown(session, words):
    hits = search(session, words, limit=50)
    return [(hit.kind, hit.title, hit.place, hit.snippet, hit.startup and hit.startup.slug) for hit in hits]


def test_the_name_itself_comes_first_then_names_that_begin_so_then_names_that_hold_it_then_the_rest(filled):
    assert stored(filled, "kestrel") == ["kestrel", "kestrel-legal", "old-kestrel", "zebra"]


def test_the_name_of_the_address_counts_as_a_name(filled):
    assert stored(filled, "kestrel-legal")[0] == "kestrel-legal"
    assert stored(filled, "baiyun")[0] == "baiyun"


def test_every_word_must_be_found_in_whatever_order_and_case(filled):
    assert stored(filled, "LEGAL kestrel") == ["kestrel-legal", "zebra"]
    assert stored(filled, "Legal contracts reads") == ["kestrel-legal"]
    assert stored(filled, "kestrel tulip") == []


@pytest.mark.parametrize(
    ("words", "kind", "slug", "place", "snippet"),
    [
        ("zebra cog", "startup", "zebra", "name", "Zebra Cognition"),
        ("reads", "startup", "kestrel-legal", "summary_en", "Reads contracts."),
        ("合同", "startup", "kestrel-legal", "summary_zh", "阅读合同。"),
        ("org/contract", "model", "kestrel-legal", "location", "org/contract-7b"),
        ("50%", "document", "baiyun", "title", "Deck 50% off"),
        ("p. 12", "document", "baiyun", "reference", "p. 12"),
        ("UNDER_score", "document", "baiyun", "url", "https://deck.example.org/under_score"),
        ("signed in may", "finding", "zebra", "reason", "Signed in May"),
        ("contract, p.", "finding", "zebra", "source", "Contract, p. 3"),
    ],
)
def test_a_hit_says_what_it_is_whose_and_where_it_holds_the_word(filled, words, kind, slug, place, snippet):
    (hit,) = [hit for hit in search(filled, words) if hit.kind != "field"]
    assert (hit.kind, hit.startup.slug, hit.place, hit.snippet) == (kind, slug, place, snippet)


def test_one_letter_and_two_are_enough_in_chinese_and_at_the_end_of_a_text(filled):
    assert stored(filled, "云") == stored(filled, "白云") == ["baiyun"]
    assert stored(filled, "音") == stored(filled, "语音") == ["baiyun"]
    assert stored(filled, "语") == ["kestrel", "baiyun"]
    assert stored(filled, "云 语") == ["baiyun"]


def test_a_field_is_found_by_either_language_and_by_its_key_and_belongs_to_nobody(session):
    for words in ("Annual recurring revenue", "arr_usd"):
        hit = search(session, words)[0]
        assert (hit.kind, hit.key, hit.startup) == ("field", "arr_usd", None)
    english, chinese = (search(session, "arr_usd", language=code)[0] for code in ("en", "zh"))
    assert (english.place, chinese.place) == ("key", "key")
    assert english.title != chinese.title and search(session, chinese.title)[0].key == "arr_usd"


def test_what_is_changed_is_found_by_the_new_and_no_longer_by_the_old(filled):
    change_startup(filled, "zebra", name="Okapi", summary_en="", summary_zh="", actor="test")
    assert (stored(filled, "okapi"), stored(filled, "cognition")) == (["zebra"], [])
    filled.execute(text("DELETE FROM finding"))
    assert stored(filled, "signed") == []


def test_nothing_is_asked_by_nothing_and_no_more_is_given_than_asked_for(filled):
    assert search(filled, "") == search(filled, " \t\n\0 ") == []
    assert stored(filled, "kestrel", limit=2) == ["kestrel", "kestrel-legal"]
    assert len(search(filled, "kestrel", limit=1)) == 1


def test_a_document_entered_twice_is_one_hit(filled):
    tell(filled, "baiyun", Source("pitch_deck", "Deck 50% off"))
    assert stored(filled, "deck 50%") == ["baiyun"]


@pytest.mark.parametrize("words", [*HOSTILE, "x" * 100_000, "a " * 5_000, "\ud800", "'; DROP TABLE startup; --"])
def test_whatever_is_typed_is_looked_for_as_it_stands(filled, words):
    assert {hit.kind for hit in search(filled, words)} <= {"startup", "model", "document", "finding", "field"}
    assert stored(filled, "zebra cognition") == ["zebra"]


@pytest.mark.parametrize("odd", [odd for odd in HOSTILE if odd != "\0"])
def test_odd_characters_of_a_name_are_found_and_stand_for_nothing_else(filled, odd):
    add(filled, "odd", f"Odd{odd}Name")
    assert stored(filled, f"d{odd}n") == ["odd"]


def test_of_a_very_long_text_only_the_beginning_is_read(filled):
    add(filled, "long", "y" * 2 * MOST_LETTERS)
    assert stored(filled, "y" * MOST_LETTERS + "zzz") == ["long"]


def test_a_rare_short_word_is_found_beyond_the_first_entries(filled, monkeypatch):
    add(filled, "rare", "Ümlaut Ж龙")
    monkeypatch.setattr(search_entries, "_GLANCE", 2)
    assert stored(filled, "龙") == stored(filled, "ж") == stored(filled, "ж龙") == stored(filled, "ü 龙") == ["rare"]
    assert stored(filled, "龙 q") == stored(filled, "虎") == []


def test_the_triggers_and_marks_of_the_index_cover_all_five_tables(database):
    query = text(
        "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%' GROUP BY tbl_name"
    )
    with database.session() as session:
        triggers = dict(session.execute(query).all())
    assert triggers == {"startup": 3, "model": 3, "source": 3, "finding": 3, "note": 3}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('search')}/assay.sqlite")
    yield opened
    opened.engine.dispose()


@pytest.mark.parametrize("name", ["0µ", "ſharp", "Ωmega", "ΑΣ"])
def test_a_letter_whose_case_folds_to_another_letter_is_found_alone(session, name):
    add_startup(session, slug="odd", name=name, summary_en="x", summary_zh="x", fictional=True, actor="test")
    session.flush()
    for letter in name:
        assert "odd" in [hit.startup.slug for hit in search(session, letter, limit=50) if hit.startup], letter


@given(data=st.data(), name=st.text(LETTERS, min_size=1, max_size=30), glance=st.sampled_from([1, 1_000]))
def test_a_startup_just_added_is_found_by_any_few_letters_of_its_name(shared, data, name, glance):
    start = data.draw(st.integers(0, len(name) - 1))
    words = name[start : start + data.draw(st.integers(1, 6))]
    with pytest.MonkeyPatch.context() as patched, shared.session() as session:
        patched.setattr(search_entries, "_GLANCE", glance)
        add(session, "just-added", name)
        assert "just-added" in stored(session, words, limit=10_000)
        session.rollback()


@pytest.mark.slow
@pytest.mark.parametrize("has_extension", [True, False])
def test_postgresql_finds_the_same_in_the_same_order(postgres_url, filled, has_extension):
    opened = open_database(postgres_url)
    with opened.session() as other:
        if not has_extension:
            other.execute(text("DROP EXTENSION pg_trgm CASCADE"))
        fill(other)
        words = ["kestrel", "LEGAL kestrel", "合同", "云", "语", "50%", "under_score", "contract", "e", "arr", *HOSTILE]
        assert [shown(other, asked) for asked in words] == [shown(filled, asked) for asked in words]
        other.rollback()
    opened.engine.dispose()
