import json

import pytest

from data.records import InvalidInput, NotFound
from evals.contamination.items import Item, chance_accuracy, items_named, own_items, read_items
from evals.contamination.rendering import Style, context, halves, whole_text
from evals.demo.items import world_questions
from evals.demo.prompts import question_prompt

GOOD = {"question": "Which is wet?", "choices": ["water", "sand"], "answer": 0}


def write(tmp_path, *lines):
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_items_are_read_from_json_lines_and_empty_lines_are_skipped(tmp_path):
    read = read_items(write(tmp_path, GOOD, "", GOOD | {"answer": 1, "group": "geology", "source": "book"}))
    assert [item.answer for item in read] == [0, 1]
    assert read[1].group == "geology"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "row 2: is no JSON object"),
        (GOOD | {"answer": 2}, "row 2, item: got .*answer 2 is no place among 2 choices; count from 0"),
        (GOOD | {"choices": ["water"]}, "row 2, choices: got"),
        (GOOD | {"answer": "A"}, "row 2, answer: got 'A'"),
        ({"question": "Which?"}, "row 2, choices: got"),
    ],
)
def test_a_line_that_is_no_item_is_named(tmp_path, line, told):
    with pytest.raises(InvalidInput, match=told):
        read_items(write(tmp_path, GOOD, line))


def test_a_file_without_items_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="hold no item"):
        read_items(write(tmp_path, ""))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"'items.jsonl' are no UTF-8 text"):
        read_items(path)


def test_a_missing_file_names_the_tasks_there_are():
    with pytest.raises(NotFound, match=r"'nowhere.jsonl' do not exist; .* assay_world_qa, assay_world_qa_fresh"):
        items_named("nowhere.jsonl")


def test_own_items_are_shown_exactly_as_the_tasks_template_shows_them():
    rows = world_questions().test
    items = own_items("assay_world_qa")
    assert [context(item, Style.INLINE) for item in items] == [question_prompt(row).context for row in rows]
    assert [whole_text(item, Style.INLINE) + "\n" for item in items] == [question_prompt(row).text for row in rows]


def test_chance_is_the_mean_of_one_over_the_choices():
    items = [Item.model_validate(GOOD), Item(question="?", choices=("a", "b", "c", "d"), answer=0)]
    assert chance_accuracy(items) == pytest.approx(0.375)


def test_lettered_items_are_answered_by_their_letter():
    item = Item.model_validate(GOOD)
    assert whole_text(item, Style.LETTERED) == "Question: Which is wet?\nOptions:\nA. water\nB. sand\nAnswer: A"


def test_more_options_than_letters_are_refused():
    item = Item(question="?", choices=tuple(str(number) for number in range(27)), answer=0)
    with pytest.raises(InvalidInput, match="27 options; at most 26 can be lettered"):
        context(item, Style.LETTERED)


@pytest.mark.parametrize("style", list(Style))
def test_the_halves_of_an_item_are_the_beginning_of_its_text(style):
    item = own_items("assay_world_qa")[0]
    shown, following = halves(item, style)
    assert context(item, style).startswith(shown + following + "\nAnswer:")
    assert all(choice in following for choice in item.choices[2:])
