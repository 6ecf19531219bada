"""Published scores as a table: read cell by cell, refused by the row."""

import pytest

from analysis.published.scores import parse_published_scores
from data.catalogue import reference_text
from data.records import InvalidInput

HEAD = "task,metric,shots,model,parameters,active_parameters,score,reports,harness,reported_in,source,dated,licence"
ROW = "mmlu,acc,5,Llama 2 70B,7e10,,0.689,2,,paper,report,2025-07-09,CC-BY-4.0"


def test_an_empty_cell_is_unknown_and_a_number_keeps_its_value():
    (score,) = parse_published_scores(f"{HEAD}\n{ROW}\n")
    assert (score.parameters, score.active_parameters, score.harness) == (7e10, None, None)
    assert (score.score, score.shots, score.reports) == (0.689, 5, 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.689", "68.9", r"Row 3: the score 68\.9 is not a fraction"),
        ("0.689", "-0.1", "is not a fraction"),
        ("0.689", "nan", "the score nan is not a fraction"),
        (",5,", ",five,", "Row 3: invalid literal for int"),
        ("2025-07-09", "July", "Row 3: Invalid isoformat string: 'July'"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_its_row(old, new, message):
    with pytest.raises(InvalidInput, match=message):
        parse_published_scores(f"{HEAD}\n{ROW}\n{ROW.replace(old, new)}\n")


def test_a_missing_column_is_named():
    with pytest.raises(InvalidInput, match="Row 2: the column 'licence' is missing"):
        parse_published_scores(f"{HEAD.removesuffix(',licence')}\n{ROW}\n")


def test_the_table_that_ships_says_of_every_score_where_it_was_read_and_under_which_licence():
    scores = parse_published_scores(reference_text("published_scores.csv"))
    assert len(scores) > 500
    assert all(score.source and score.licence and score.reports >= 1 for score in scores)
    assert all((score.active_parameters or 0) <= (score.parameters or float("inf")) for score in scores)
    assert len({(score.task, score.metric, score.shots, score.model, score.harness) for score in scores}) == len(scores)
