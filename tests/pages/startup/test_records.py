"""Models and runs, the ledger and the audit trail of one startup."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.records import AuditEvent, EvidenceLevel, Fact, RunState, Source
from pages.components import loaders
from pages.components.startup.records import show_history, show_models
from tests.analysis.small_dossier import LEDGER, fact, run
from tests.pages.drawing import draw, parts_of
from tests.pages.judged import judged, model
from tests.pages.records import HOSTILE, measured
from tests.pages.startups import add_startup, sample_facts

pytestmark = pytest.mark.usefixtures("calculator")
TITLE = "Models and runs"
STARTED = datetime(2026, 10, 28, 9, 30, tzinfo=UTC)


def models(*, runs=(), handed_over=(), language="en"):
    return draw(show_models, judged(runs=runs, models=handed_over), language=language)


def of(found, **changes):
    """The run on a model with these particulars."""
    return replace(found, model=replace(found.model, **changes))


@pytest.mark.parametrize(("language", "sentence"), [("en", "No model was handed over."), ("zh", "未提交模型。")])
def test_without_a_model_it_says_so(language, sentence):
    found = models(language=language)
    assert sentence in found.said and found.views == []


@pytest.mark.parametrize(
    ("language", "label", "row"),
    [
        (
            "en",
            TITLE,
            ["7", "Northfold 1\n3.09 M parameters · digest 8d4e8d4e8d4e", "Demonstration", "finished", "30 Oct 2026"],
        ),
        ("zh", "模型与运行", ["7", "Northfold 1\n309 万 参数 · 摘要 8d4e8d4e8d4e", "演示", "已完成", "2026年10月30日"]),
    ],
)
def test_a_run_is_listed_with_model_suite_state_and_day(language, label, row):
    found = models(
        runs=[of(run(()), digest="8d4e" * 16, parameters=3_090_000)], handed_over=[model()], language=language
    )
    (shown,) = found.rows(label)
    suite = shown.pop(2)
    assert shown == [*row[:2], *row[3:]] and suite not in ("", "demo")


def test_weights_that_nobody_looked_at_say_so_and_an_unknown_size_is_left_out():
    (shown,) = models(runs=[run(())], handed_over=[model()]).rows(TITLE)
    assert shown[1] == "Northfold 1\nweights not inspected yet"


def test_a_model_without_a_run_is_listed_as_not_run_after_those_with_one():
    handed_over = [model(), model("Northfold 2", model_id=2, digest=None, parameters=7_000_000_000)]
    rows = models(runs=[run(())], handed_over=handed_over).rows(TITLE)
    assert rows[1] == ["", "Northfold 2\n7 B parameters · weights not inspected yet", "", "not run", ""]
    assert len(rows) == 2, "a model with a run is not listed once more"


def test_a_run_is_a_button_that_opens_it_and_a_model_alone_is_none():
    found = models(runs=[run((), 7), run((), 9)], handed_over=[model(), model("B", model_id=2)])
    assert parts_of(found.view(TITLE), "go") == ["7", "9"]


def test_a_failed_run_says_why_behind_its_state():
    failed = replace(run((), state=RunState.FAILED), error=f"Out of memory. {HOSTILE}")
    found = models(runs=[failed], handed_over=[model()])
    assert found.rows(TITLE)[0][3] == "failed"
    assert parts_of(found.view(TITLE), "source") == [f"Out of memory. {HOSTILE}"]


@pytest.mark.parametrize(
    ("started", "finished", "shown"),
    [
        (None, None, "30 Oct 2026"),
        (STARTED, None, "28 Oct 2026"),
        (STARTED, datetime(2026, 10, 29, tzinfo=UTC), "29 Oct 2026"),
    ],
)
def test_the_day_is_that_of_the_last_thing_that_happened(started, finished, shown):
    """Asked for on 30 October at the latest, which stands where nothing else is known."""
    going = replace(run((), state=RunState.RUNNING), started_at=started, finished_at=finished)
    assert models(runs=[going], handed_over=[model()]).rows(TITLE)[0][4] == shown


def test_an_examination_is_called_by_its_kind():
    names = {kind.code: kind.label_en for kind in loaders.registry().runs}
    (row,) = models(runs=[measured("lineage")], handed_over=[model()]).rows(TITLE)
    assert row[2] == names["lineage"]


ENTERED = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
UNFOLDED = {"ledger_of_northfold": True, "trail_of_northfold": True}


@pytest.fixture
def history(monkeypatch):
    """Draws the history of these facts with these audit events."""

    def show(facts=(), events=(), language="en"):
        monkeypatch.setattr(loaders, "history", lambda slug, _limit: list(events) if slug == "northfold" else [])
        found = draw(show_history, judged(facts), loaders.registry(), language=language, state=UNFOLDED)
        return [each.value for each in found.tree.dataframe], found

    return show


def event(entity_id, *, action="add", before=None, after=None):
    return AuditEvent(id=1, at=ENTERED, actor="analyst", action=action, entity="fact", entity_id=entity_id,
                      before=before, after=after)  # fmt: skip


def test_the_ledger_lists_the_newest_entry_first_with_its_author(history):
    entries = [
        replace(fact("arr_usd", 2_000_000.0, "claimed", date(2026, 6, 30)), entered_by="anna", entered_at=ENTERED),
        fact("arr_usd", 2_400_000.0),
    ]
    (ledger, _), _ = history(entries)
    newest, oldest = ledger.to_dict("records")
    assert newest["Value"] == "$2.4M a year" and newest["Entered"] == ""
    assert oldest == {
        "Field": "Annual recurring revenue",
        "Value": "$2M a year",
        "Evidence": "claimed",
        "As of": "2026-06-30",
        "Source": "Accounts, September 2026",
        "By": "anna",
        "Entered": "2026-10-01",
    }


def test_the_ledger_speaks_chinese_and_counts_its_entries(history):
    (ledger, _), found = history([fact("arr_usd", 2_400_000.0)], language="zh")
    (row,) = ledger.to_dict("records")
    assert row["字段"] == "年度经常性收入（ARR）" and row["证据"] == "有文件"
    assert [each.label for each in found.tree.get("expander")] == ["账本全部 1 条", "审计记录"]


def test_what_does_not_apply_shows_its_reason_and_an_unknown_key_itself(history):
    aside = Fact("arr_usd", None, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), LEDGER, not_applicable="No sales.")
    (ledger, _), _ = history([aside, fact("gone_key", "kept", source=Source("gone", HOSTILE))])
    unknown, shown = ledger.to_dict("records")
    assert shown["Value"] == "No sales."
    assert (unknown["Field"], unknown["Value"], unknown["Source"]) == ("gone_key", "kept", HOSTILE)


def test_an_event_tells_when_who_what_and_from_what_to_what(history):
    events = [
        event("northfold/arr_usd", action="update", before={"value": 1.0}, after={"value": 2.0}),
        event("northfold", after={"name": "Northfold"}),
    ]
    tables, found = history(events=events)
    rows = tables[-1].to_dict("records")
    assert [(row["Field"], row["Before"], row["After"]) for row in rows] == [
        ("arr_usd", "{'value': 1.0}", "{'value': 2.0}"),
        ("", "", "{'name': 'Northfold'}"),
    ]
    assert (rows[0]["At"], rows[0]["By"], rows[0]["Action"]) == ("1 Oct 2026 08:00 UTC", "analyst", "update fact")
    assert found.tree.get("expander")[1].label == "Audit trail"


def test_the_trail_is_whole_however_much_was_written_of_others_since(database):
    add_startup(database, "northfold", name="Northfold", facts=[fact("arr_usd", 1.0)])
    later = sample_facts()
    for number in range(500 // len(later) + 1):
        add_startup(database, f"northfold-{number}", facts=later)
    found = draw(show_history, judged(), loaders.registry(), state=UNFOLDED)
    rows = found.tree.dataframe[-1].value.to_dict("records")
    assert [(row["Action"], row["Field"]) for row in rows] == [
        ("add model", "northfold-model"),
        ("add fact", "arr_usd"),
        ("add startup", ""),
    ]


def test_until_it_is_unfolded_neither_is_read(monkeypatch):
    monkeypatch.setattr(loaders, "history", lambda *_: pytest.fail("the trail was read"))
    found = draw(show_history, judged([fact("arr_usd", 1.0)]), loaders.registry())
    assert len(found.tree.get("expander")) == 2 and not found.tree.dataframe
