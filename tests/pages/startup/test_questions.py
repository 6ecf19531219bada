"""What to ask next: the order, what an answer is worth, what to ask for, and when nothing settles anything."""

import pytest

from analysis.questions.question import NextQuestion
from pages.components import loaders
from pages.components.startup.questions import show_questions
from tests.pages.drawing import draw, texts
from tests.pages.judged import judged, northfold
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")


def question(words="How much cash is left?", *, value=1.2, hours=2.0, documents=(), criteria=(), rules=(), grave=None):
    return NextQuestion(
        kind="ask",
        keys=("cash_usd",),
        question_en=words,
        question_zh="还剩多少现金？",
        value_points=value,
        variance_share=0.1,
        effort_hours=hours,
        hours_of_work=hours,
        documents=tuple(documents),
        criteria=tuple(criteria),
        rules=tuple(rules),
        severity=grave,
    )


@pytest.fixture
def asked(monkeypatch):
    """Draws the section with these questions."""

    def show(*questions, standing=None, language="en"):
        monkeypatch.setattr(loaders, "questions", lambda _slug: questions)
        return draw(show_questions, standing or northfold(), language=language)

    return show


def entries(found):
    (view,) = found.views
    return view["items"]


def test_every_question_has_its_number_what_it_is_worth_and_what_it_costs(asked):
    found = asked(question(), question("Who owns the data?", value=0.44, hours=0.5))
    assert [[texts(column) for column in entry] for entry in entries(found)] == [
        ["1", "How much cash is left?", "worth 1.2 points\n2 h of effort"],
        ["2", "Who owns the data?", "worth 0.4 points\n0.5 h of effort"],
    ]


def test_the_bar_is_worth_per_hour_of_the_best(asked):
    """1.2 points in 2 hours against 0.45 in half an hour: 0.6 and 0.9 an hour."""
    found = asked(question(), question(value=0.45, hours=0.5), question(value=-0.3))
    assert [entry[2][-1]["worth"] for entry in entries(found)] == [0.667, 1.0, 0.0]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["1", "How much cash is left?", "worth 1.2 points\n2 h of effort"]),
     ("zh", ["1", "还剩多少现金？", "价值 1.2 分\n2 小时"])],
)  # fmt: skip
def test_it_is_asked_in_the_reader_s_language(asked, language, said):
    (entry,) = entries(asked(question(), language=language))
    assert [texts(column) for column in entry] == said


def test_two_papers_at_most_are_asked_for_by_their_names_and_unknown_ones_left_out(asked):
    kinds = {option.code: option.label_en for option in loaders.registry().document_types}
    found = asked(question(documents=("gone", "bank_statements", "management_accounts", "pitch_deck")))
    line = texts(entries(found)[0][1]).split("\n")[1]
    assert line == f"Ask for: {kinds['bank_statements']} · {kinds['management_accounts']}"


def test_without_papers_there_is_no_such_line(asked):
    assert "\n" not in texts(entries(asked(question(documents=("gone",))))[0][1])


def test_a_small_worth_is_said_to_be_small_and_never_0(asked):
    found = asked(question(value=0.04), question(value=2.0))
    assert texts(entries(found)[0][2]).startswith("worth less than 0.1 points")
    assert "No single answer would change the decision now" not in found.said


def test_when_no_answer_is_worth_anything_it_says_so_and_still_lists_them(asked):
    found = asked(question(value=0.04), question(value=0.0))
    assert "No single answer would change the decision now" in found.said
    assert [entry[2][-1]["worth"] for entry in entries(found)] == [0.0, 0.0]


def test_worth_nothing_at_all_draws_empty_bars(asked):
    assert [entry[2][-1]["worth"] for entry in entries(asked(question(value=0.0)))] == [0.0]


def test_what_the_answer_moves_stands_behind_its_worth(asked):
    rubric = loaders.rubric()
    criteria = rubric.criteria[:4]
    rule = next(entry for entry in rubric.rules if entry.severity == "gate")
    found = asked(question(criteria=[each.key for each in criteria], rules=[rule.key], grave="gate"))
    first, second = entries(found)[0][2][0]["source"].splitlines()
    assert first == "Moves: " + " · ".join(each.label_en for each in criteria[:3])
    assert second == f"gate: {rule.label_en}"


def test_a_question_that_moves_nothing_named_has_no_tooltip(asked):
    assert "source" not in entries(asked(question()))[0][2][0]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "No answer would change the decision."), ("zh", "没有能改变决定的提问。")],
)
def test_without_a_question_it_says_so(asked, language, sentence):
    found = asked(language=language)
    assert sentence in found.said and found.views == []


def test_a_startup_that_is_not_judged_is_asked_nothing(asked):
    found = asked(question(), standing=judged())
    assert found.views == []


def test_a_hostile_question_is_plain_words(asked):
    assert texts(entries(asked(question(HOSTILE)))[0][1]) == HOSTILE
