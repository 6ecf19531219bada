"""What was understood of a pasted table, row by row, and what was not, with the row it stands in."""

import pytest

from analysis.claims.table_cells import UnreadCell
from analysis.claims.tables import ParsedClaim
from data.records import Scale
from pages.components.upload.protocol import GivenProtocol
from pages.components.upload.table_answers import Answer, Clash, WholeTable
from pages.components.upload.understood import protocol_text, show_problems, show_understood
from tests.pages.drawing import draw, spoken
from tests.pages.judged import a_score
from tests.pages.records import HOSTILE

OPEN = GivenProtocol(None, None, None, None, None, None)
WHOLE = WholeTable({"Ours": "Northfold 1"}, "", OPEN, None, None)


def parsed(row=1, label="MMLU", *, task="mmlu", reading=(64.1,), column="Ours", **stated):
    claim = a_score(task, 0.641, metric=stated.pop("metric", ""), **stated)
    return ParsedClaim(row, label, column, claim, (), reading[0] if reading else 64.1, tuple(reading))


def rows(*answers, whole=WHOLE, language="en"):
    found = draw(show_understood, answers, whole, language=language)
    return found.rows("What was understood" if language == "en" else "读取结果"), found.said


def test_a_sure_score_shows_task_model_value_and_conditions():
    (row,), said = rows((parsed(shots=5), Answer("mmlu", 64.1)))
    assert row == ["1", "MMLU\nOurs", "mmlu\nNorthfold 1", "64.1", "metric not stated · 5 shots"]
    assert "1 ready, 0 open, 0 left out." in said


@pytest.mark.parametrize(("language", "word"), [("en", "to be answered"), ("zh", "待确认")])
def test_an_open_score_shows_every_reading_and_no_conditions(language, word):
    (row,), _ = rows((parsed(reading=(0.8, 81.0)), Answer("hellaswag", None)), language=language)
    assert row[2:] == [word, "0.8 / 81.0", ""]


@pytest.mark.parametrize(("language", "word"), [("en", "left out"), ("zh", "不录入")])
def test_a_score_left_out_says_so(language, word):
    (row,), said = rows((parsed(), Answer("", None)), language=language)
    assert row[2] == word
    assert ("0 ready, 0 open, 1 left out." in said) is (language == "en")


def test_the_head_counts_each_kind_once():
    answers = [(parsed(number), answer) for number, answer in enumerate(
        [Answer("mmlu", 64.1), Answer(None, 64.1), Answer("mmlu", None), Answer("", 1.0), Answer("arc", 50.0)], start=1
    )]  # fmt: skip
    shown, said = rows(*answers)
    assert "2 ready, 2 open, 1 left out." in said and [row[0] for row in shown] == ["1", "2", "3", "4", "5"]


def test_a_metric_in_percent_is_not_multiplied_and_one_without_end_is_as_printed():
    whole = WholeTable({"Ours": ""}, "bleu", OPEN, None, None)
    (row,), _ = rows(
        (parsed(label="WMT", task="wmt16-de-en", reading=(41.0,)), Answer("wmt16-de-en", 41.0)), whole=whole
    )
    assert row[2:4] == ["wmt16-de-en", "41.0"]


def test_hostile_labels_are_plain_words():
    (row,), _ = rows((parsed(label=HOSTILE), Answer("mmlu", 64.1)))
    assert row[1] == f"{HOSTILE}\nOurs"


@pytest.mark.parametrize(
    ("stated", "english", "chinese"),
    [
        ({}, "metric not stated", "指标未说明"),
        ({"metric": "acc", "shots": 0}, "acc · 0 shots", "acc · 0 个示例"),
        ({"metric": "acc", "items": 14042}, "acc · 14,042 items", "acc · 14,042 题"),
        ({"metric": "f1", "majority_of": 8}, "f1 · maj@8", "f1 · maj@8"),
        ({"metric": "em", "chain_of_thought": True}, "em · chain of thought", "em · 思维链"),
        ({"metric": "em", "chain_of_thought": False}, "em · no chain of thought", "em · 无思维链"),
        (
            {"metric": "acc", "subset": "diamond", "split": "test", "template": "chat", "direction": "at_least"},
            "acc · diamond · test · chat · scores at least this",
            "acc · diamond · test · chat · 不低于此值",
        ),
    ],
)  # fmt: skip
def test_conditions_are_listed_as_far_as_they_are_stated(stated, english, chinese):
    claim = a_score("mmlu", 0.6, metric=stated.get("metric", ""), scale=Scale.FRACTION,
                    **{name: value for name, value in stated.items() if name != "metric"})  # fmt: skip
    assert spoken("en", protocol_text, claim) == english
    assert spoken("zh", protocol_text, claim) == chinese


UNREAD = UnreadCell(6, "BBH", "Ours", "41/50")


def test_a_cell_without_a_number_is_told_by_row_column_and_text():
    (view,) = draw(show_problems, [UNREAD], []).views
    assert draw(show_problems, [UNREAD], []).rows(view["label"]) == [
        [
            "6",
            "BBH",
            "41/50",
            "No number was found in column Ours; mend the cell, or leave it, and it will not be read.",
        ]
    ]


def test_two_rows_with_the_same_score_name_each_other():
    clash = Clash(parsed(1, "MMLU (5-shot)"), parsed(2, "mmlu (5-shot)"))
    found = draw(show_problems, [UNREAD, UNREAD], [clash])
    assert "Not understood: 3" in found.said
    assert found.rows(found.views[0]["label"])[-1] == [
        "1, 2", "MMLU (5-shot)", "mmlu (5-shot)",
        "Rows 1 and 2 state the same score of the same model; leave one out.",
    ]  # fmt: skip


def test_without_a_problem_nothing_is_drawn():
    found = draw(show_problems, [], [], language="zh")
    assert (found.nodes, found.said) == ([], "")
