"""How the judgement came about: what moved it and when, findings that opened, and the judgements kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analysis.track_record.history import ExplainedChange, ScoreChange
from data.records import Judgement, KeptJudgement, Points
from pages.components import loaders
from pages.components.startup.change import _change_views, _snapshots_view, show_change
from tests.analysis.small_dossier import fact
from tests.pages.drawing import cell_text, draw, parts_of, sentences, spoken
from tests.pages.judged import judged, northfold, stated
from tests.pages.sections import open_section
from tests.pages.startups import a_claim, add_startup, press, sample_facts, views

AT = datetime(2026, 10, 12, 9, 5, tzinfo=UTC)


def examination(expectation, risk, *, verdict="hold", as_of=date(2026, 10, 1)):
    return stated(
        northfold(),
        expectation=Points(expectation, 0, 100),
        risk=Points(risk, 0, 100),
        verdict=verdict,
        as_of=as_of,
    ).examination


def change(what="arr_usd", expectation=2.0, risk=-1.0, *, kind="fact", at=AT, before=None, after=2_400_000.0):
    return ScoreChange(kind, what, at, f"English {what}", f"中文 {what}", before, after, expectation, risk)


def explained(*changes, opened=(), closed=()):
    return ExplainedChange(
        examination(40.2, 55.0),
        examination(48.0, 51.4, verdict="invest_if", as_of=date(2026, 10, 31)),
        changes,
        tuple(opened),
        tuple(closed),
    )


def drawn(found, language="en"):
    return spoken(language, _change_views, found)


def rows(view):
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


@pytest.mark.usefixtures("calculator")
class TestExplanation:
    def test_it_runs_from_the_judgement_of_then_to_that_of_now(self):
        table, verdict = drawn(explained(change()))
        assert rows(table) == [
            ["As known on 1 Oct 2026", "", "40", "55"],
            ["English arr_usd\nunknown → $2.4M a year", "12 Oct 2026 09:05 UTC", "+2.0", "−1.0"],
            ["As known on 31 Oct 2026", "", "48", "51"],
        ]
        assert sentences(verdict) == ["Verdict: Hold → Invest if"]

    def test_it_speaks_chinese(self):
        table, verdict = drawn(explained(change()), "zh")
        assert rows(table)[0][0] == "截至 2026年10月1日"
        assert rows(table)[1][0] == "中文 arr_usd\n未知 → 240 万美元/年"
        assert sentences(verdict) == ["结论：暂缓 → 有条件投资"]

    def test_the_larger_effect_on_both_axes_together_comes_first(self):
        small, large = change("headcount_fte", 1.0, 1.0), change("arr_usd", -0.5, 4.0)
        assert [row[0].split("\n")[0] for row in rows(drawn(explained(small, large))[0])[1:-1]] == [
            "English arr_usd",
            "English headcount_fte",
        ]

    def test_what_is_good_for_the_investor_is_blue_on_either_axis(self):
        table, _ = drawn(explained(change(expectation=2.0, risk=-1.0), change("cash_usd", -1.0, 0.5)))
        styles = [[cell["parts"][0]["style"] for cell in row["cells"][2:]] for row in table["rows"][1:-1]]
        assert styles == [["expectation", "expectation"], ["attention", "attention"]]

    def test_a_run_is_a_button_and_tells_no_values(self):
        table, _ = drawn(explained(change("7", kind="run", after=None)))
        assert parts_of(table, "go") == ["7"]
        assert rows(table)[1][0] == "English 7"

    def test_a_rubric_or_time_has_no_moment(self):
        table, _ = drawn(explained(change("ab12", kind="rubric", at=None, after=None)))
        assert rows(table)[1][:2] == ["English ab12", ""]

    def test_a_value_that_was_taken_away_is_unknown_afterwards(self):
        table, _ = drawn(explained(change(before=2_400_000.0, after=None)))
        assert rows(table)[1][0].endswith("$2.4M a year → unknown")

    def test_fifteen_are_listed_and_the_smaller_ones_added_up(self):
        many = [change(f"field_{number}", 1.0, 0.0, kind="claims") for number in range(15)]
        table, _ = drawn(explained(*many, change("x", 0.25, -0.1), change("y", 0.5, 0.2)))
        assert len(rows(table)) == 18
        assert rows(table)[-2] == ["2 smaller ones together", "", "+0.8", "+0.1"]

    def test_changes_too_small_to_see_are_only_added_up(self):
        table, _ = drawn(explained(change("x", 0.001, 0.001)))
        assert rows(table)[1] == ["1 smaller ones together", "", "0.0", "0.0"]

    def test_without_a_change_only_the_ends_stand(self):
        assert len(rows(drawn(explained())[0])) == 2

    def test_findings_that_opened_and_closed_are_told_with_their_weight(self):
        rules = {rule.key: rule for rule in loaders.rubric().rules}
        found = explained(change(), opened=["cash_nearly_out", "gone"], closed=["claim_overstated"])
        (said,) = sentences(drawn(found)[1])
        assert said.split("\n") == [
            "Verdict: Hold → Invest if",
            f"gatenew: {rules['cash_nearly_out'].label_en}",
            f"highno longer: {rules['claim_overstated'].label_en}",
        ]


def kept(day, expectation, risk, verdict="hold"):
    judgement = Judgement(Points(expectation, 0, 100), Points(risk, 0, 100), verdict)
    at = datetime(2026, 10, day, 9, 0, tzinfo=UTC)
    return KeptJudgement(date(2026, 10, day), "0123456789ab", "growth", "fedcba987654", judgement, at)


@pytest.mark.usefixtures("calculator")
class TestKept:
    def test_the_newest_comes_first_with_verdict_and_the_hashes_behind_its_day(self):
        view = spoken("en", _snapshots_view, [kept(1, 40.0, 50.0), kept(2, 45.5, 49.4, "invest_if")])
        assert rows(view) == [
            ["2 Oct 2026 09:00 UTC", "46", "49", "Invest if"],
            ["1 Oct 2026 09:00 UTC", "40", "50", "Hold"],
        ]
        assert parts_of(view, "source")[0] == "Rubric 01234567\nEvidence fedcba98"

    def test_twelve_are_listed(self):
        assert len(rows(spoken("en", _snapshots_view, [kept(day, 40, 50) for day in range(1, 20)]))) == 12

    def test_a_verdict_the_rubric_no_longer_has_is_shown_as_it_was_kept(self):
        assert rows(spoken("zh", _snapshots_view, [kept(1, 40, 50, "maybe")]))[0][3] == "maybe"

    def test_a_startup_of_which_nothing_is_known_has_no_history(self):
        drawn_page = draw(show_change, judged())
        assert "Nothing was known of it yet on that day." in drawn_page.said and drawn_page.views == []

    def test_it_is_explained_only_once_asked_for(self, monkeypatch):
        monkeypatch.setattr(loaders, "snapshots", lambda _slug: [])
        entered = replace(fact("arr_usd", 1.0), entered_at=AT)
        standing = judged([entered])
        assert draw(show_change, standing).views == []
        asked = draw(show_change, standing, state={"change_asked_northfold": True})
        assert asked.views[0]["label"] == "How the judgement came about"
        assert rows(asked.views[0])[0][0] == "As known on 11 Oct 2026"


def test_a_change_is_explained_by_facts_and_runs_that_add_up(database):
    add_startup(database, "northfold", facts=sample_facts(every=12), claims=[a_claim()], with_run=True)
    app = open_section("pages.components.startup.change.show_change", "loaders.standing_of('northfold')")
    press(app, "Explain")
    table = next(view for view in views(app) if view.get("label") == "How the judgement came about")
    figures = [[float(word.replace("−", "-").replace("+", "")) for word in row[2:]] for row in rows(table)]
    before, *changes, after = figures
    for place in (0, 1):
        moved = sum(change[place] for change in changes)
        assert after[place] - before[place] == pytest.approx(moved, abs=1.6)
    assert parts_of(table, "go")
