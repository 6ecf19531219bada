"""The seven stages, how far the evidence reaches into each, and every fact of the one chosen with its source."""

from datetime import date

import pytest

from data.records import PIPELINE_STAGES, EvidenceLevel, Fact, Source
from pages.components import loaders
from pages.components.startup.stages import selected_stage, show_facts, show_pipeline
from tests.analysis.small_dossier import LEDGER, fact
from tests.pages.drawing import cell_text, draw, texts
from tests.pages.judged import judged, northfold, stated
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
DAY = date(2026, 9, 30)


def facts_of(standing, stage="monetization", language="en"):
    """The rows of the stage by the label of the fact, with the row itself behind its words."""
    drawn = draw(show_facts, standing, loaders.registry(), language=language, state={"stage_selected": stage})
    (view,) = drawn.views
    return {cell_text(row["cells"][0]): row["cells"] for row in view["rows"]}


def words_of(cells):
    return [cell_text(cell) for cell in cells[1:]]


def pipeline_of(standing, language="en", **state):
    return draw(show_pipeline, standing, loaders.registry(), loaders.rubric(), language=language, state=state).views


@pytest.mark.parametrize(
    ("kept", "shown"),
    [({}, "model_training"), ({"stage_selected": "monetization"}, "monetization"),
     ({"stage_selected": "gone"}, "model_training")],
)  # fmt: skip
def test_the_stage_shown_is_the_one_chosen_if_there_is_such_a_one(kept, shown):
    assert draw(selected_stage, loaders.registry(), state=kept).result == shown


def test_every_stage_counts_the_facts_known_of_those_asked_for():
    pipeline, beside, legend = pipeline_of(judged([fact("arr_usd", 2_400_000.0), fact("hq_country", "DE")]))
    stages = {stage["code"]: stage for stage in pipeline["pipeline"]}
    assert tuple(stages) == PIPELINE_STAGES
    asked = sum(not field.derived for field in loaders.registry().in_stage("monetization"))
    money = stages["monetization"]
    assert (money["known"], money["total"], money["stack"]) == (1, asked, [0.0, round(1 / asked, 3), 0.0])
    assert money["label"].startswith("Measured 0%, documented ")
    assert stages["data_collection"]["known"] == 0
    assert [code for code, stage in stages.items() if stage["selected"]] == ["model_training"]
    assert [entry[0] for entry in legend["legend"]] == ["measured", "documented", "claimed", "missing"]
    company = sum(not field.derived for field in loaders.registry().in_stage("company"))
    assert f"1/{company}" in texts(beside["items"][0][0])


def test_what_does_not_apply_is_not_asked_for():
    aside = Fact("arr_usd", None, EvidenceLevel.DOCUMENTED, DAY, LEDGER, not_applicable="Sells no subscriptions.")
    pipeline, _, _ = pipeline_of(judged([aside, fact("headcount_fte", 3.0)]))
    money = next(stage for stage in pipeline["pipeline"] if stage["code"] == "monetization")
    asked = sum(not field.derived for field in loaders.registry().in_stage("monetization"))
    assert (money["known"], money["total"]) == (0, asked - 1)


@pytest.mark.parametrize(("language", "word", "button"), [("en", "1 gate", "Company"), ("zh", "1 否决", "公司")])
def test_a_finding_flags_the_stage_of_the_fact_its_rule_reads(language, word, button):
    licensed = judged([fact("base_model_licence", "research_only"), fact("arr_usd", 2_400_000.0)])
    raised = [finding for finding in licensed.assessment.findings if finding.rule == "non_commercial_chain"]
    pipeline, beside, _ = pipeline_of(stated(licensed, findings=tuple(raised)), language)
    flags = {stage["code"]: texts(stage["flags"]) for stage in pipeline["pipeline"] if stage["flags"]}
    said = " ".join(flags.values()) + texts(beside["items"][0][0])
    assert raised and said.count(word) == 1
    assert button in texts(beside["items"][0][0])


def test_the_stages_beside_are_buttons_that_name_themselves():
    _, beside, _ = pipeline_of(northfold())
    buttons = [part["go"] for part in beside["items"][0][0] if "go" in part]
    assert buttons == [stage.code for stage in loaders.registry().stages if stage.code not in PIPELINE_STAGES]


def test_without_a_judgement_no_stage_is_flagged():
    pipeline, _, _ = pipeline_of(judged())
    assert not any(stage["flags"] for stage in pipeline["pipeline"])
    assert all(stage["known"] == 0 for stage in pipeline["pipeline"])


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("en", "Annual recurring revenue", ["$2.4M a year", "documented", "30 Sep 2026"]),
        ("zh", "年度经常性收入（ARR）", ["240 万美元/年", "有文件", "2026年9月30日"]),
    ],
)
def test_a_known_fact_shows_value_evidence_and_day_with_its_source_behind_the_value(language, label, said):
    cells = facts_of(judged([fact("arr_usd", 2_400_000.0)]), language=language)[label]
    assert words_of(cells) == said
    (value,) = cells[1]["parts"]
    assert "Accounts, September 2026" in value["source"]
    assert cells[2]["parts"][0] == {"glyph": "documented"}


@pytest.mark.parametrize(
    ("language", "label", "shown"),
    [
        ("en", "Annual recurring revenue", ["unknown", "missing"]),
        ("zh", "年度经常性收入（ARR）", ["未知", "缺失"]),
    ],
)
def test_an_unknown_fact_says_so_and_never_0(language, label, shown):
    cells = facts_of(judged([fact("headcount_fte", 3.0)]), language=language)[label]
    assert words_of(cells)[:2] == shown
    assert cells[2]["parts"][0] == {"glyph": "missing"}


def test_what_does_not_apply_shows_the_company_s_reason_instead_of_a_level():
    reason = f"Sells no subscriptions. {HOSTILE}"
    aside = Fact("arr_usd", None, EvidenceLevel.DOCUMENTED, DAY, LEDGER, not_applicable=reason)
    cells = facts_of(judged([aside, fact("headcount_fte", 3.0)]))["Annual recurring revenue"]
    assert words_of(cells)[:2] == ["does not apply", reason]


def test_a_derived_fact_is_computed_at_the_level_of_its_weakest_input_and_shows_its_formula():
    """3.6 million in cash at a net burn of 300,000 a month."""
    inputs = [
        fact("cash_usd", 3_600_000.0),
        fact("net_burn_usd_month", 300_000.0, level="claimed", as_of=date(2026, 8, 31)),
    ]
    cells = facts_of(judged(inputs))["Runway"]
    assert words_of(cells) == ["12 months", "computed, claimed", "31 Aug 2026"]
    tooltip = cells[1]["parts"][0]["source"].splitlines()
    assert tooltip[0].startswith("Computed: ") and len(tooltip) == 3
    assert {line.split(":")[0] for line in tooltip[1:]} == {"cash_usd", "net_burn_usd_month"}


def test_every_field_of_the_stage_has_a_row_with_its_definition_behind_the_name():
    rows = facts_of(northfold(), "data_collection")
    fields = loaders.registry().in_stage("data_collection")
    assert list(rows) == [field.label_en for field in fields]
    assert [cells[0]["parts"][0]["source"] for cells in rows.values()] == [field.definition_en for field in fields]


def test_a_source_is_told_letter_by_letter():
    hostile = Source("pitch_deck", HOSTILE, "p. 1", None, DAY)
    cells = facts_of(judged([fact("arr_usd", 1.0, source=hostile)]))["Annual recurring revenue"]
    assert HOSTILE in cells[1]["parts"][0]["source"], "a tooltip is plain text and needs no escaping"


def test_the_heading_names_the_stage_in_the_reader_s_language():
    stage = next(each for each in loaders.registry().stages if each.code == "monetization")
    for language, label in (("en", stage.label_en), ("zh", stage.label_zh)):
        drawn = draw(show_facts, northfold(), loaders.registry(), language=language,
                     state={"stage_selected": "monetization"})  # fmt: skip
        assert label in drawn.said
        assert drawn.views[0]["label"] == label
