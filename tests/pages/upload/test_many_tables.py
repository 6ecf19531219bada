"""What the section on many startups lists: columns with their meaning, startups with their counts, entries."""

from datetime import date

import pytest

from data.bulk import ColumnMapping, EntryChange, StartupChange, column_targets
from data.registry import load_registry
from pages.components.upload.many_tables import column_table, entry_frame, startup_frame, target_name
from tests.pages.drawing import draw

REGISTRY = load_registry()
DAY = date(2026, 9, 30)
NEW = EntryChange("arr_usd", DAY, "added", None, 2_400_000)
CORRECTED = EntryChange("hq_country", DAY, "changed", "SE", "NO")
CHANGE = StartupChange("acme", "Acme Models", is_new=False, entries=(NEW, CORRECTED), unchanged=3)


@pytest.mark.parametrize(("language", "said"), [("en", "Annual recurring revenue"), ("zh", "年度经常性收入")])
def test_a_column_is_named_after_its_field(language, said):
    named = draw(target_name, "arr_usd", column_targets(REGISTRY), language=language).result
    assert said in named


def test_every_column_stands_with_what_it_is_taken_for():
    mapping = ColumnMapping({"Name": "name", "Partner": "ignore"})
    view = draw(column_table, ["Name", "Partner", "Odd"], mapping, column_targets(REGISTRY)).result
    meanings = [row["cells"][1]["parts"][0]["words"] for row in view["rows"]]
    assert meanings == ["Name", "left out", "still to answer above"]


def test_startups_stand_with_what_is_added_changed_and_known():
    frame = draw(startup_frame, [CHANGE]).result
    assert frame.to_dict("records") == [
        {"Startup": "Acme Models", "Not on record yet": "no", "Facts added": 1, "Facts changed": 1,
         "Facts as known already": 3}
    ]  # fmt: skip


def test_entries_stand_beside_what_is_on_record_up_to_the_limit():
    frame = draw(entry_frame, [CHANGE, CHANGE], REGISTRY, 3).result
    assert frame["Known so far"].tolist() == ["", "SE", ""]
    assert frame["New"].tolist() == ["$2.4M a year", "NO", "$2.4M a year"]
