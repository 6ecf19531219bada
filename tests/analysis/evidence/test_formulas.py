"""The small language of derived fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.formulas import FormulaError, formula_keys, formula_value, parsed_formula
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN
from tests.analysis.evidence.table import Table

SHARES = {"A": 0.4, "B": 0.2, "C": 0.1, **{f"T{n}": 0.03 for n in range(10)}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ^ 2", 19.0),
        ("(1 + 2) * 3", 9.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("8 / 4 / 2", 1.0),
        ("10 - 3 - 2", 5.0),
        ("(arr / lag(arr, 3)) ^ (1/3) - 1", 0.1),
        ("hhi(shares)", 0.219),
        ("top_share(shares, 1)", 0.4),
        ("top_share(shares, 3)", 0.7),
    ],
)
def test_formula_value_follows_the_usual_precedence(text, value):
    lookup = Table(**{"arr": 1331.0, "arr@3": 1000.0, "shares": SHARES})
    assert formula_value(parsed_formula(text), lookup) == pytest.approx(value)


def test_formula_is_unknown_where_an_input_is_unknown_or_a_division_has_no_result():
    assert formula_value(parsed_formula("a / b"), Table(a=1.0)) is UNKNOWN
    assert formula_value(parsed_formula("a / b"), Table(a=1.0, b=0.0)) is UNKNOWN
    assert formula_value(parsed_formula("a ^ 0.5"), Table(a=-1.0)) is UNKNOWN
    assert formula_value(parsed_formula("a + b"), Table(a=NOT_APPLICABLE)) is NOT_APPLICABLE


@pytest.mark.parametrize("text", ["1 +", "a b", "lag(a)", "(a", "import('os')", "a; b", "__class__.x()", "lag(a, b)"])
def test_formula_outside_the_language_is_refused(text):
    with pytest.raises(FormulaError, match="formula"):
        parsed_formula(text)


def test_formula_keys_name_lags():
    assert formula_keys(parsed_formula("a / lag(a, 12) + hhi(b)")) == (("a", 0), ("a", 12), ("b", 0))


def test_every_formula_of_the_registry_is_readable(registry):
    known = set(registry.by_key)
    for field in registry.fields:
        if field.derived:
            assert {key for key, _ in formula_keys(parsed_formula(field.formula))} <= known


EXPRESSIONS = st.recursive(
    st.integers(0, 9).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_sums_and_products_are_read_as_python_reads_them(text):
    assert formula_value(parsed_formula(text), Table()) == float(eval(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "formula '': expected a number, a key or '(', got ''"),
        ("(a + 1", "formula '(a + 1': expected ')', got ''"),
        ("a b", "formula 'a b': expected 'its end', got 'b'"),
        ("a $ b", "formula 'a $ b': cannot read ' $ b'"),
        ("lag(a, 1.5)", "lag takes a key and a whole number, got a, 1.5"),
        ("top_share(3, 1)", "top_share takes a key and a whole number, got 3, 1"),
        ("hhi(a, 2)", "expected ')', got ','"),
    ],
)
def test_a_formula_that_cannot_be_read_is_refused_with_the_place(text, message):
    with pytest.raises(FormulaError) as refused:
        parsed_formula(text)
    assert message in str(refused.value)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), min_size=1, max_size=8), st.integers(1, 8))
def test_more_of_the_largest_shares_are_never_less_and_no_index_exceeds_the_square_of_their_sum(shares, count):
    lookup = Table(shares=shares)
    fewer, more = (formula_value(parsed_formula(f"top_share(shares, {each})"), lookup) for each in (count, count + 1))
    index = formula_value(parsed_formula("hhi(shares)"), lookup)
    assert isinstance(fewer, float) and isinstance(more, float) and isinstance(index, float)
    assert fewer <= more <= sum(shares.values()) + 1e-9
    assert index <= sum(shares.values()) ** 2 + 1e-9


def test_a_share_figure_of_what_is_no_table_is_unknown_and_of_what_does_not_apply_does_not_apply():
    assert formula_value(parsed_formula("hhi(a)"), Table(a=3.0)) is UNKNOWN
    assert formula_value(parsed_formula("hhi(a)"), Table(a=NOT_APPLICABLE)) is NOT_APPLICABLE
    assert formula_value(parsed_formula("top_share(a, 1)"), Table()) is UNKNOWN
