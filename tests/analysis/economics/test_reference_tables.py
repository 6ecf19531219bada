import pytest

from data.catalogue import reference_table_names, reference_text
from data.records import NotFound


def test_every_table_can_be_read_and_states_a_licence():
    names = reference_table_names()
    assert "hardware.yaml" in names
    for name in names:
        assert "licence" in reference_text(name)[:2000].lower(), name


def test_a_path_is_not_a_table():
    with pytest.raises(NotFound, match=r"No reference table is called '\.\./fields\.yaml'"):
        reference_text("../fields.yaml")
