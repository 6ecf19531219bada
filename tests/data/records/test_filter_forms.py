"""A filter as JSON and in an address: the same filter comes back, and what cannot be one is refused by name."""

import json
from dataclasses import fields
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import (
    LIST_ORDERS,
    NO_FILTER,
    PIPELINE_STATUSES,
    Filter,
    InvalidInput,
    Span,
    filter_address,
    filter_document,
    filter_from_address,
    filter_from_document,
)
from data.records.filters import ADDRESS_NAMES

TEXTS = st.lists(st.text(max_size=40), max_size=3).map(tuple)


def spans(highest):
    ends = st.none() | st.floats(0, highest)
    return st.tuples(ends, ends).map(lambda two: Span(*(sorted(two) if None not in two else two)))


FILTERS = st.builds(
    Filter,
    statuses=st.lists(st.sampled_from(list(PIPELINE_STATUSES)), max_size=3).map(tuple),
    owners=TEXTS,
    tags=TEXTS,
    verdicts=TEXTS,
    findings=TEXTS,
    stages=TEXTS,
    sectors=TEXTS,
    countries=TEXTS,
    headcount=spans(1e9),
    measured_share=spans(1.0),
    quiet_days=st.none() | st.integers(1, 36_500),
    words=st.text(max_size=40),
    order=st.sampled_from(LIST_ORDERS),
    turned=st.booleans(),
)


@given(FILTERS)
def test_a_filter_comes_back_from_its_document_as_it_was_through_json_too(chosen):
    assert filter_from_document(json.loads(json.dumps(filter_document(chosen)))) == chosen


@given(FILTERS)
def test_a_filter_comes_back_from_a_real_address_as_it_was(chosen):
    address = urlencode(filter_address(chosen), doseq=True, errors="surrogatepass")
    read = parse_qs(address, keep_blank_values=True, errors="surrogatepass")
    assert filter_from_address(read | {"lang": ["zh"], "id": ["acme"]}) == chosen


def test_what_asks_for_nothing_is_left_out_of_both():
    assert filter_document(NO_FILTER) == filter_address(NO_FILTER) == {}
    assert filter_from_document({}) == filter_from_address({}) == NO_FILTER


def test_an_address_is_short_and_can_be_typed():
    chosen = Filter(
        statuses=("meeting", "diligence"), owners=("",), headcount=Span(10, None), measured_share=Span(None, 0.5),
        quiet_days=30, turned=True,
    )  # fmt: skip
    said = "status=meeting&status=diligence&owner=&headcount=10..&measured=..0.5&quiet=30&turned=1"
    assert urlencode(filter_address(chosen), doseq=True) == said
    assert filter_from_address({"measured": ["0.2..0.9"], "tag": ["Robotics"]}) == Filter(
        measured_share=Span(0.2, 0.9), tags=("Robotics",)
    )


def test_every_part_has_a_name_in_an_address_and_no_two_the_same():
    assert list(ADDRESS_NAMES) == [each.name for each in fields(Filter)]
    assert len(set(ADDRESS_NAMES.values())) == len(ADDRESS_NAMES)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"status": ["meeting"]}, "filter: part 'status' is not known; allowed are statuses, owners, tags"),
        (["meeting"], "filter: got ['meeting'], expected its parts by name"),
        ({"statuses": ["met"]}, "filter, statuses: got 'met', expected any of sourced, meeting, diligence"),
        ({"tags": "ai"}, "filter, tags: got 'ai', expected a list of texts"),
        ({"owners": [3]}, "filter, owners: got [3], expected a list of texts"),
        ({"words": "x" * 201}, "expected text of at most 200 letters"),
        ({"headcount": [50, 10]}, "filter, headcount: got [50, 10], expected two ends from 0 up, the lower first"),
        ({"headcount": [True, 10]}, "filter, headcount: got [True, 10]"),
        ({"measured_share": [0, 85]}, "filter, measured_share: got [0, 85], expected two ends from 0 to 1"),
        ({"quiet_days": 0}, "filter, quiet_days: got 0, expected days from 1 to 36500"),
        ({"quiet_days": True}, "filter, quiet_days: got True"),
        ({"order": "luck"}, "filter, order: got 'luck', expected one of expectation, risk"),
        ({"turned": 1}, "filter, turned: got 1, expected true or false"),
    ],
)
def test_a_document_that_is_no_filter_is_refused_in_one_sentence_that_names_the_part(document, sentence):
    with pytest.raises(InvalidInput) as refused:
        filter_from_document(document)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"status": ["met"]}, "filter, status: got 'met'"),
        ({"quiet": ["soon"]}, "filter, quiet: got 'soon', expected days"),
        ({"measured": ["85"]}, "filter, measured: got '85', expected two ends from 0 to 1"),
        ({"measured": ["nan.."]}, "filter, measured: got [nan, None]"),
        ({"headcount": ["a..b"]}, "filter, headcount: got ['a', 'b']"),
        ({"turned": ["yes"]}, "filter, turned: got 'yes', expected true or false, in an address 1 or 0"),
    ],
)
def test_an_address_is_refused_by_the_name_that_stands_in_it(address, sentence):
    with pytest.raises(InvalidInput) as refused:
        filter_from_address(address)
    assert sentence in str(refused.value)
