"""All startups as one portfolio: what most of them hang on, and the claims called out over all of them."""

from datetime import date

import pytest

from analysis.portfolio.exposures import DEPENDENCES, SPREADS
from analysis.portfolio.holdings import shares_of
from analysis.ranking.concentration import concentration
from data import repository
from data.records import EvidenceLevel, Fact
from pages.components.catch_up import waiting
from pages.components.decide import portfolio as module
from pages.components.decide.portfolio import _figures, _show_common, _spread_view, show_portfolio
from tests.analysis.small_dossier import fact
from tests.pages.drawing import cell_text, draw, head_figures, texts
from tests.pages.drawing import spoken as drawn_in
from tests.pages.judged import everybody, judged, named, place
from tests.pages.startups import BINDER, a_claim, add_startup, open_app, said, sample_facts, views

DAY = date(2026, 9, 30)


def documented(key, value):
    return Fact(key, value, EvidenceLevel.DOCUMENTED, DAY, BINDER)


def spoken(row):
    return [part["words"] for cell in row["cells"] for part in cell["parts"] if "words" in part]


def table_of(app, label):
    return next(view for view in views(app) if view.get("label") == label)


@pytest.fixture
def cloudy(database):
    """Three startups, two on one cloud, one whose base model a run found."""
    for slug, provider in (("north", "Halden Cloud"), ("south", "Halden  Cloud"), ("west", "Own hall")):
        facts = [documented("compute_provider", provider), documented("base_model_name", "own")]
        add_startup(database, slug, name=slug.title(), facts=facts)
    parent = Fact("lineage_verdict", "undeclared_parent", EvidenceLevel.MEASURED, DAY, BINDER)
    with database.session() as session:
        repository.add_facts(session, "west", [parent], actor="test")
    return database


def test_the_title_names_the_dependence_that_most_share(cloudy, routed):
    app = open_app("decide", view="portfolio")
    assert app.title[0].value == "Two of three share the same compute provider: Halden Cloud"
    rows = table_of(app, "What they hang on together")["rows"]
    assert [spoken(row)[0] for row in rows] == ["Halden Cloud"]
    assert spoken(rows[0])[-1] == "67%"


def shared(*providers, country="DE"):
    """A startup per provider, each with all draws at its means; None where nothing is known of its provider."""
    made = []
    for number, provider in enumerate(providers):
        facts = [fact("hq_country", country)] + ([fact("compute_provider", provider)] if provider else [])
        like = judged(facts, slug=f"s{number}")
        standing = named(f"s{number}", expectation=60 + 10 * number, risk=40, spread=2, like=like)
        made.append(place(standing, key=number + 1))
    return made


def found_in(rows, amounts=None):
    part = shares_of(amounts or {row.slug: 1.0 for row in rows})
    spread = {row.slug: row.standing.detail.spread for row in rows}
    return {
        each.key: concentration(part, {slug: own[each.key] for slug, own in spread.items()})
        for each in (*SPREADS, *DEPENDENCES)
    }


@pytest.fixture
def two_weighed(monkeypatch):
    """Both at the figures of their rows."""
    monkeypatch.setattr(module, "everybody", lambda: everybody((60, 40), (70, 40), (60, 40)))


@pytest.mark.usefixtures("calculator", "two_weighed")
class TestFigures:
    def test_means_are_weighted_by_the_amounts(self):
        """60 and 70 held one to three come to 67.5; one over (1/16 + 9/16) equal holdings is 1.6."""
        rows = shared("Halden Cloud", "Own hall")
        drawn = drawn_in("en", _figures, rows, shares_of({"s0": 1.0, "s1": 3.0}))
        told = {figure.label: texts(figure.figure) for figure in drawn}
        assert told["Expectation of the portfolio"].startswith("68")
        assert told["Equal holdings it is worth"] == "1.6"
        assert told["Startups held"] == "2"
        assert "Herfindahl index 0.62" in str(drawn[3].note) or "Herfindahl index 0.63" in str(drawn[3].note)

    def test_verdicts_are_counted_in_the_reader_s_language(self):
        verdicts = {"a": "hold", "b": "hold", "c": "pass"}
        rows = [place(named(slug, verdict=each), key=key) for key, (slug, each) in enumerate(verdicts.items(), start=1)]
        held = drawn_in("zh", _figures, rows, shares_of(dict.fromkeys("abc", 1.0)))[2]
        assert texts(held.note) == "2 暂缓 · 1 放弃"


@pytest.mark.usefixtures("calculator")
class TestSpread:
    def test_shares_and_the_unknown_stand_apart_and_open_the_index_to_a_range(self):
        """Half at one provider, half unknown: 0.25 + 0.25 if they differ, 1 if they are the same."""
        rows = shared("Halden Cloud", None)
        view = drawn_in("en", _spread_view, DEPENDENCES, found_in(rows))
        told = {cell_text(row["cells"][0]): [cell_text(cell) for cell in row["cells"][1:]] for row in view["rows"]}
        assert told["Compute provider"] == ["Halden Cloud 50%unknown 50%", "0.50–1.00"]
        assert told["Accelerator"][0] == "unknown 100%"

    def test_what_is_known_of_all_has_one_index(self):
        view = drawn_in("en", _spread_view, SPREADS, found_in(shared("A", "B")))
        (row,) = [row for row in view["rows"] if cell_text(row["cells"][0]) == "Country of headquarters"]
        assert cell_text(row["cells"][2]) == "1.00"
        assert [part["worth"] for part in row["cells"][1]["parts"] if "worth" in part] == [1.0]


@pytest.mark.usefixtures("calculator")
class TestCommon:
    def test_a_dependence_stands_before_mere_likeness_with_those_who_share_it(self):
        found = draw(
            _show_common,
            found_in(shared("Halden Cloud", "Halden  Cloud", "Own hall")),
            {"s0": "A", "s1": "B", "s2": "C"},
        )
        assert found.rows("What they hang on together") == [
            ["Halden Cloud\ncompute provider", "A, B", "67%"],
            ["DE\ncountry of headquarters", "A, B, C", "100%"],
        ]

    def test_names_are_joined_as_chinese_joins_them(self):
        found = draw(_show_common, found_in(shared("X", "X")), {"s0": "甲", "s1": "乙"}, language="zh")
        assert found.rows("共同的依赖")[0] == ["X\n算力供应商", "甲、乙", "100%"]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [("en", "Nothing known is shared by two of them."), ("zh", "已知事实中没有两家相同的。")],
    )
    def test_with_nothing_in_common_it_says_so(self, language, sentence):
        found = draw(_show_common, found_in(shared("A")), {"s0": "A"}, language=language)
        assert sentence in found.said and found.views == []


def test_a_portfolio_of_one_is_titled_and_drawn(database):
    add_startup(database, "north", facts=[documented("compute_provider", "Halden Cloud")])
    waiting()
    found = draw(show_portfolio)
    assert "nothing known of them is a dependence they share" in found.said
    assert head_figures(found.views[0])[3][:2] == ("Equal holdings it is worth", "1.0")


@pytest.mark.parametrize(("language", "label"), [("en", "Claims called out"), ("zh", "被指出偏高的宣称")])
def test_a_claim_above_its_measurement_is_called_out_over_the_whole_portfolio(database, language, label, routed):
    add_startup(database, "loud", facts=sample_facts(every=9), claims=[a_claim(value=0.99)], with_run=True)
    add_startup(database, "fair", facts=sample_facts(every=9), claims=[a_claim(value=0.61)], with_run=True)
    called = table_of(open_app("decide", view="portfolio", language=language), label)
    assert [spoken(row)[0] for row in called["rows"]] == ["Loud"]
    assert "99.0" in spoken(called["rows"][0]) and "60.0" in spoken(called["rows"][0])


def test_without_a_claim_compared_the_portfolio_says_that_none_is_called_out(database, routed):
    add_startup(database, "quiet", facts=sample_facts(every=9))
    shown = said(open_app("decide", view="portfolio"))
    assert "Of 0 claims compared" in shown and "No claim of the portfolio" in shown
