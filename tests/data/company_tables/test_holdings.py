"""Cap tables from YAML, CSV and XLSX."""

from typing import get_args

import pytest

from analysis.finance.cap_table import Participation
from data.company_tables import HOLDING_COLUMNS, holdings_template, read_holdings

YAML = """\
holdings:
- {holder: Founders, shares: 8000000}
- {holder: Seed fund, shares: 2000000, participation: non_participating, preference_usd: 2000000, seniority: 1}
"""
CSV = """\
holder,shares,participation,preference_usd,seniority
Founders,8000000,,,
Seed fund,2000000,non_participating,2000000,1
"""


def test_both_formats_give_the_same_holdings():
    from_csv = read_holdings(CSV.encode(), "table.csv").checked()
    from_yaml = read_holdings(YAML.encode(), "table.yaml").checked()
    assert from_csv[1] == dict(from_yaml[1])
    assert {name: value for name, value in from_csv[0].items() if value is not None} == {
        "holder": "Founders",
        "shares": 8e6,
    }


def test_the_classes_are_those_of_the_waterfall():
    (column,) = [column for column in HOLDING_COLUMNS if column.key == "participation"]
    assert column.codes == get_args(Participation)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("holdings:\n- {holder: A, shares: -1}\n", "t.yaml", "row 2, shares: -1 is below 0"),
        ("holdings:\n- {holder: A, share: 1}\n", "t.yaml", "row 2: 'share' is not a column"),
        ("holdings:\n- {holder: A}\n", "t.yaml", "row 2, shares: The cell is empty"),
        ("holders: []\n", "t.yaml", "needs a list `holdings`"),
        ("holdings: [a]\n", "t.yml", "needs a list `holdings`"),
        ("holder,shares\nA,0\n", "t.csv", "Nobody holds shares"),
        ("holder,shares,participation\nA,1,preferred\n", "t.csv", "row 2, participation: 'preferred' is not known"),
        ("holder,shares,preference_usd\nA,1,5\n", "t.csv", "row 2, preference_usd: Common shares have no preference"),
        ("holder\nA\n", "t.csv", "row 1: The header lacks the column 'shares'"),
        ("x: 1", "t.json", "ends in none of .yaml, .yml, .csv, .xlsx"),
        ("a: &x 1\n", "t.yaml", "anchor"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(text, name, sentence):
    assert any(sentence in problem.sentence() for problem in read_holdings(text.encode(), name).problems)


def test_a_template_waits_for_shares():
    for file_format in ("csv", "xlsx"):
        (problem,) = read_holdings(holdings_template(file_format), f"t.{file_format}").problems
        assert problem.field == "shares"
