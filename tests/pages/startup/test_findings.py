"""Findings with their sources, gravest first; one is set aside with a reason, on record, and counted again."""

from dataclasses import replace

import pytest

from analysis.scoring.rules import Finding, SetAside
from data import repository
from data.records import Source
from pages.components.startup.findings import show_findings
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, texts
from tests.pages.judged import judged, northfold, stated
from tests.pages.records import HOSTILE
from tests.pages.sections import open_section
from tests.pages.startups import add_startup, press, said

DECIDED = SetAside("A commercial licence was signed.", "Licence letter, p. 1", "test")


def finding(rule, severity, *, facts=(), set_aside=None, message=None):
    return Finding(
        rule=rule,
        number=1,
        severity=severity,
        category="legal",
        label_en=rule.title(),
        label_zh=f"规则 {rule}",
        message_en=message or f"{rule} is met.",
        message_zh=f"{rule} 已触发。",
        facts=tuple(facts),
        source="the rubric",
        set_aside=set_aside,
    )


def drawn(*findings, language="en"):
    return draw(show_findings, stated(northfold(), findings=findings), language=language)


def listed(found):
    """Every finding as its tag and its lines."""
    (view,) = found.views
    return [(texts(tag), *texts(words).split("\n")) for tag, words in view["items"]]


@pytest.mark.usefixtures("calculator")
class TestList:
    def test_the_gravest_comes_first_and_one_set_aside_last(self):
        found = drawn(
            finding("m", "medium"),
            finding("aside", "gate", set_aside=DECIDED),
            finding("g", "gate"),
            finding("h", "high"),
        )
        assert [line[:2] for line in listed(found)] == [
            ("gate", "g is met."),
            ("high", "h is met."),
            ("medium", "m is met."),
            ("set aside", "aside is met."),
        ]
        assert "Four, gravest first." in found.said

    @pytest.mark.parametrize(
        ("language", "sentence"), [("en", "No rule of the rubric is met."), ("zh", "未触发任何规则。")]
    )
    def test_without_a_finding_it_says_so_and_offers_nothing_to_set_aside(self, language, sentence):
        found = drawn(language=language)
        assert sentence in found.said and found.views == []
        assert not [node for node in found.nodes if node.type in ("text_input", "selectbox")]

    def test_a_startup_that_is_not_judged_has_no_findings(self):
        assert "No rule of the rubric is met." in draw(show_findings, judged()).said

    def test_the_documents_it_rests_on_are_named_once_each_up_to_three(self):
        sources = [Source("pitch_deck", f"Deck {number}", "p. 2") for number in range(5)]
        facts = [fact("arr_usd", 1.0, source=source) for source in (*sources, sources[0])]
        assert listed(drawn(finding("g", "gate", facts=facts)))[0][2] == (
            "Deck 0 · p. 2 · Deck 1 · p. 2 · Deck 2 · p. 2 · 2 more"
        )

    @pytest.mark.parametrize(
        ("language", "tag", "because"),
        [
            ("en", "set aside", "Set aside: A commercial licence was signed."),
            ("zh", "已搁置", "已搁置：A commercial licence was signed."),
        ],
    )
    def test_one_set_aside_is_muted_and_says_why(self, language, tag, because):
        found = drawn(finding("g", "gate", set_aside=DECIDED), language=language)
        ((first, *_, last),) = listed(found)
        assert (first, last) == (tag, because)
        item = found.views[0]["items"][0]
        assert item[0][0]["severity"] == "low" and item[1][0]["style"] == "mute"

    def test_only_what_counts_can_be_set_aside_and_the_rest_brought_back(self):
        found = drawn(finding("g", "gate"), finding("m", "medium", set_aside=DECIDED))
        assert list(found.widget("selectbox", "Finding").options) == ["G"]
        assert found.widget("button", "Count again: M")

    def test_with_everything_set_aside_there_is_no_form(self):
        found = drawn(finding("m", "medium", set_aside=DECIDED))
        assert not [node for node in found.nodes if node.type == "selectbox"]

    def test_a_hostile_sentence_or_reason_is_shown_letter_by_letter(self):
        aside = replace(DECIDED, reason=HOSTILE)
        found = drawn(finding("g", "gate", message=HOSTILE), finding("h", "high", set_aside=aside))
        assert listed(found)[0][1] == HOSTILE
        assert listed(found)[1][-1] == f"Set aside: {HOSTILE}"


def decisions(database):
    with database.session() as session:
        return repository.dossier(session, "kestrel").decisions


@pytest.fixture
def kestrel(database):
    """A startup that a gate holds back."""
    licence = fact("base_model_licence", "research_only"), fact("arr_usd", 2_400_000.0)
    add_startup(database, "kestrel", facts=licence)
    return database


def section():
    return open_section("pages.components.startup.findings.show_findings", "loaders.standing_of('kestrel')")


def test_a_finding_is_set_aside_with_a_reason_and_counted_again(kestrel):
    app = section()
    next(line for line in app.text_input if line.label == "Reason").set_value("A commercial licence was signed.")
    next(line for line in app.text_input if line.label.startswith("Where")).set_value("Licence letter, p. 1")
    press(app, "Set aside")
    assert not app.exception, app.exception
    (decision,) = decisions(kestrel)
    assert (decision.reason, decision.source) == ("A commercial licence was signed.", "Licence letter, p. 1")
    assert decision.decided_by == "dashboard"
    app.button(key=f"restore_{decision.rule}").click().run()
    assert decisions(kestrel) == ()
    with kestrel.session() as session:
        trail = [(event.action, event.entity) for event in repository.audit_events(session, entity="finding")]
    assert trail == [("restore", "finding"), ("set aside", "finding")]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_finding_is_not_set_aside_without_a_reason(kestrel, reason):
    app = section()
    next(line for line in app.text_input if line.label == "Reason").set_value(reason)
    press(app, "Set aside")
    assert "both stay on record" in said(app)
    assert decisions(kestrel) == ()
