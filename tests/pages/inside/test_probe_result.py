"""What a model made of a prompt: numbers per token in bits or nats, the next words, and what it wrote on."""

import math

import pytest

from pages.components.inside.probe_result import next_table, probability_text, show_result, shown_token
from tests.pages.drawing import cell_text, draw, head_figures, parts_of, spoken
from tests.pages.inside.findings import READING
from tests.pages.records import HOSTILE, experiment


def drawn(language="en", *, settings=None, **changed):
    return draw(show_result, experiment("probe", result=READING | changed, settings=settings), language=language)


def strips(found):
    return [view["tokens"] for view in found.views if "tokens" in view]


@pytest.mark.parametrize(
    ("language", "figures"),
    [
        (
            "en",
            [
                ("Tokens read", "2", "of a vocabulary of 16"),
                ("Mean surprisal", "2.00bits", "4.00 bits would be guessing"),
                ("Perplexity", "4", "equally likely tokens that would surprise as much"),
                ("Entropy of the next token", "1.00bits", "0 is certain"),
            ],
        ),
        (
            "zh",
            [
                ("读入词元", "2", "词表共 16 个"),
                ("平均意外度", "2.00比特", "纯猜为 4.00 比特"),
                ("困惑度", "4", "相当于在这么多个等可能的词元中猜"),
                ("下一词元的熵", "1.00比特", "0 为确定"),
            ],
        ),
    ],
)
def test_the_header_tells_tokens_surprisal_and_entropy_with_their_unit(language, figures):
    found = head_figures(drawn(language).views[0])
    assert [figure[:2] for figure in found] == [figure[:2] for figure in figures]
    if language == "en":
        assert found == figures


def test_a_single_token_has_no_surprisal_and_so_the_mean_is_unknown():
    figures = head_figures(drawn(tokens=READING["tokens"][:1]).views[0])
    assert [shown for _, shown, _ in figures[1:3]] == ["unknown", "unknown"]


def test_each_token_read_shows_its_numbers_in_bits_and_tells_the_rest_on_hover():
    first, second = strips(drawn())[0]
    assert (first["text"], first["notes"], first["shade"]) == ("The", ["first", " "], 0.0)
    assert (second["text"], second["notes"]) == ("␣founder↵", ["2.00", "3.00"])
    assert second["ends"] and not first["ends"], "a line of the text ends where the token has a line end"
    assert second["shade"] == 0.2  # two of ten bits
    assert second["source"].splitlines() == [
        "Surprisal 2.00 bits: it was given 25.0%",
        "Rank 3 among what was expected",
        "Entropy of the expectation 3.00 bits",
    ]


@pytest.mark.parametrize(("nats", "shade"), [(0.0, 0.0), (10 * math.log(2), 1.0), (40.0, 1.0)])
def test_a_token_is_darker_the_more_it_surprises_up_to_ten_bits(nats, shade):
    tokens = [READING["tokens"][0], {"text": "x", "id": 2, "surprisal": nats, "entropy": 1.0, "rank": 1}]
    assert strips(drawn(tokens=tokens))[0][1]["shade"] == pytest.approx(shade)


def test_what_was_written_shows_the_model_s_own_probability_and_that_of_the_draw():
    (token,) = strips(drawn())[1]
    assert (token["text"], token["notes"], token["shade"]) == ("␣x", ["50.0%"], 0.5)
    assert token["source"] == "The model's own probability 50.0%\nDrawn at this temperature with 90.0%"


@pytest.mark.parametrize(
    ("ended", "sentence"),
    [
        ("length", "Ended at the 1 tokens asked for."),
        ("end", "The model ended the text itself after 1 tokens."),
        ("context", "Ended after 1 tokens, where the model's context is full."),
    ],
)
def test_why_the_writing_ended_is_told(ended, sentence):
    assert sentence in drawn(written=READING["written"] | {"ended": ended}).said


def test_nothing_written_is_told_from_nothing_asked_for():
    silent = drawn(written={"tokens": [], "text": "", "ended": "end"})
    assert "The model ended the text itself after 0 tokens." in silent.said and len(strips(silent)) == 2
    assert "No writing was asked for." in drawn(written=None).said


def test_the_settings_and_the_model_are_told():
    said = drawn(settings={"prompt": "x", "temperature": 0.0, "seed": 7}).said
    assert "Temperature 0, seed 7." in said
    assert "Northfold 1 (northfold): 900 parameters, 1 layers of 2 heads, float32 on the processor" in said
    assert "30 Oct 2026 12:07 UTC · experiment 5, 0.12 s" in said


def test_a_hostile_model_name_makes_no_markup():
    from dataclasses import replace

    evil = replace(experiment("probe").model, name=HOSTILE)
    said = draw(show_result, experiment("probe", result=READING, model=evil)).said
    assert "\\<b\\>A\\</b\\>" in said


def table(language="en", **changed):
    view = spoken(language, next_table, READING["next"] | changed)
    return [[cell_text(cell) for cell in row["cells"]][:2] for row in view["rows"]], parts_of(view, "worth")


def test_the_likeliest_tokens_come_with_their_probabilities_and_the_mass_of_all_others_below():
    rows, bars = table()
    assert rows == [["␣Gareth", "75.0%"], ["⟨E4⟩", "<0.01%"], ["all 14 others", "25.0%"]]
    assert bars == [1.0, 0.0, 0.333]
    assert table("zh")[0][-1][0] == "其余 14 个合计"


def test_where_the_rest_is_the_most_its_bar_is_the_longest():
    _, bars = table(rest=0.9, top=[{"text": "a", "id": 1, "probability": 0.1}])
    assert bars == [0.111, 1.0]


def test_no_named_token_at_all_is_a_table_of_the_rest():
    rows, bars = table(top=[], rest=1.0, others=1_500_000)
    assert rows == [["all 1.5 M others", "100.0%"]] and bars == [1.0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [(" a\n\t", "␣a↵⇥"), ("", ""), ("白云", "白云"), ("<b>", "<b>"), ("\u202e", "\u202e")],
)
def test_spaces_and_line_ends_of_a_token_can_be_seen(text, shown):
    assert shown_token(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.0, "100.0%"), (0.5, "50.0%"), (0.1, "10.0%"), (0.0123, "1.23%"), (0.0001, "0.01%"), (0.00005, "<0.01%"),
     (0.0, "0.00%")],
)  # fmt: skip
def test_a_tiny_probability_is_below_the_smallest_shown_and_not_zero(value, shown):
    assert probability_text(value) == shown
