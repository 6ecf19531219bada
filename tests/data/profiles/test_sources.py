"""Page and note in one reference."""

import pytest

from data.profiles.sources import page_and_note, reference_text


@pytest.mark.parametrize(
    ("page", "note", "reference"),
    [("12", "", "12"), ("12", "median 210", "12 | median 210"), ("", "n", "| n"), ("", "", None)],
)
def test_page_and_note_share_the_reference(page, note, reference):
    assert reference_text(page, note) == reference
    assert page_and_note(reference) == (page, note)
