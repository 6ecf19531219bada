"""What is wrong with a profile, or what it would change: shown before anything is written."""

from dataclasses import replace

import pytest

from data import repository
from data.profiles import ProfileReading, read_profile
from data.records import Problem
from data.registry import load_registry
from pages.components.upload.preview import commit, show_reading
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE
from tests.pages.startups import a_claim, add_startup

PROFILE = """
startup: {{slug: northfold, name: {name}, summary_en: Models, summary_zh: 模型, fictional: true}}
sources:
  deck: {{kind: pitch_deck, title: Deck}}
facts:
  arr_usd: {{level: claimed, as_of: 2026-09-30, source: deck, value: {arr}}}
  headcount_fte: {{level: not_applicable, as_of: 2026-09-30, source: deck, note: Nobody is employed.}}
"""


def reading(arr=2_400_000, name="Northfold"):
    text = PROFILE.format(arr=arr, name=name)
    return read_profile(text.encode(), "profile.yaml", load_registry())


def shown(given, language="en", **named):
    return draw(show_reading, given, key="file", language=language, **named)


def changes_of(found):
    (frame,) = found.tree.dataframe
    return {row.pop("Field"): row for row in frame.value.to_dict("records")}


def ledger(database):
    with database.session() as session:
        return {each.key: each.value for each in repository.dossier(session, "northfold").facts}


def test_a_new_profile_lists_every_fact_and_writes_nothing(database):
    found = shown(reading())
    assert "What would change: Northfold" in found.said
    changes = changes_of(found)
    assert changes["Annual recurring revenue"] == {
        "Change": "new",
        "Known so far": "",
        "New": "$2.4M a year",
        "As of": "2026-09-30",
        "Will be shown": "yes",
    }
    with database.session() as session:
        assert repository.dossiers(session) == []


def test_what_does_not_apply_shows_the_reason_as_its_new_value(database):
    label = load_registry().by_key["headcount_fte"].label_en
    assert changes_of(shown(reading()))[label]["New"] == "Nobody is employed."


def test_a_changed_fact_stands_beside_what_was_known_and_a_weaker_one_is_not_shown(database):
    add_startup(database, "northfold", name="Northfold", facts=[fact("arr_usd", 2_000_000.0)], summary="Models")
    change = changes_of(shown(reading()))["Annual recurring revenue"]
    assert (change["Change"], change["Known so far"], change["New"]) == ("changed", "$2M a year", "$2.4M a year")
    assert change["Will be shown"] == "no", "a claim does not take the place of a document"


def test_the_same_profile_again_changes_nothing_and_offers_no_button(database):
    assert draw(commit, reading().profile, "replace").result is True
    found = shown(reading())
    assert "Everything in it is known already" in found.said
    assert not [node for node in found.nodes if node.type == "button"]


def test_the_head_counts_new_changed_and_known(database):
    draw(commit, reading().profile, "replace")
    assert "0 new, 1 changed, " in shown(reading(arr=3_000_000)).said
    assert "新增 0 项，变更 1 项" in shown(reading(arr=3_000_000), "zh").said


def test_what_is_written_is_on_the_ledger_and_in_the_audit_trail(database):
    assert draw(commit, reading().profile, "replace").result is True
    assert ledger(database)["arr_usd"] == 2_400_000
    with database.session() as session:
        events = repository.audit_events(session)
    assert {event.actor for event in events} == {"dashboard"}
    assert ("add", "fact") in {(event.action, event.entity) for event in events}


def test_claims_of_a_form_come_beside_those_known_and_those_of_a_file_take_their_place(database):
    add_startup(database, "northfold", claims=[a_claim()])
    profile = replace(reading().profile, claims=(a_claim("gsm8k", 0.6),))
    for claims, tasks in (("add", {"assay_topic", "gsm8k"}), ("replace", {"gsm8k"})):
        assert draw(commit, profile, claims).result is True
        with database.session() as session:
            assert {claim.task for claim in repository.dossier(session, "northfold").claims} == tasks


@pytest.mark.usefixtures("calculator")
class TestProblems:
    PROBLEMS = (
        Problem(14, "gross_margin", "85", "expected a fraction between 0 and 1; divide percentages by 100."),
        Problem(None, None, None, f"something else {HOSTILE}"),
    )

    @pytest.mark.parametrize(("language", "title"), [("en", "Not accepted: 2 to mend"), ("zh", "未接受：2 处需修改")])
    def test_every_problem_is_listed_with_its_place_and_value(self, language, title):
        found = shown(ProfileReading(None, self.PROBLEMS), language)
        assert title in found.said
        (view,) = found.views
        assert found.rows(view["label"]) == [
            ["14", "gross_margin", "85", "expected a fraction between 0 and 1; divide percentages by 100."],
            ["", "", "", f"something else {HOSTILE}"],
        ]
        assert not [node for node in found.nodes if node.type == "button"]

    def test_a_value_that_a_file_may_not_hold_names_the_field(self):
        found = shown(reading(arr="'a lot'"))
        (row,) = found.rows(found.views[0]["label"])
        assert "a lot" in row[2] and "Not accepted: 1 to mend" in found.said

    def test_a_hostile_name_in_the_heading_is_letters_only(self):
        found = shown(reading(name='"[x](javascript:alert(1)) $1$"'))
        assert r"\[x\]" in found.said
