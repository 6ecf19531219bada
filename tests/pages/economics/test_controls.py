"""The what-if fields: they begin with the ledger, a convention or the address, keep to bounds, and may be empty."""

import pytest

from analysis.quantities.ranges import Range
from pages.components import loaders
from pages.components.economics import controls
from pages.components.economics.controls import Field
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw
from tests.pages.records import NOBODY, chip, start

pytestmark = pytest.mark.usefixtures("calculator")
PARAMS = Field("params", 8.0, 0.5, 1000.0)


def proto(drawn, kind):
    return next(node.proto for node in drawn.nodes if node.type == kind)


@pytest.mark.parametrize(("address", "value"), [({}, 8.0), ({"training.params": "405"}, 405.0)])
def test_a_number_begins_with_its_default_or_the_address(address, value):
    drawn = draw(controls.number_field, "training", PARAMS, NOBODY, address=address)
    assert drawn.result == value
    assert drawn.address == address
    field = proto(drawn, "number_input")
    assert (field.label, field.min, field.max) == ("Parameters used per token, billion", 0.5, 1000.0)
    assert field.help == "Of a mixture of experts, those that one token passes through."


def test_a_number_nobody_knows_is_empty_and_says_unknown():
    drawn = draw(controls.number_field, "training", Field("params", None), NOBODY, language="zh")
    assert drawn.result is None
    assert proto(drawn, "number_input").placeholder == "未知"


def test_a_stated_number_beyond_the_bounds_widens_them():
    drawn = draw(controls.number_field, "training", Field("mfu", 140.0, 0.1, 100), NOBODY)
    assert drawn.result == 140.0 and proto(drawn, "number_input").max == 140.0


@pytest.mark.parametrize(
    ("value", "step"), [(None, 1.0), (0, 1.0), (8.0, 1.0), (405.0, 100.0), (0.5, 0.05), (1_500_000.0, 1_000_000.0)]
)
def test_the_buttons_move_a_number_by_its_leading_power_of_ten(value, step):
    drawn = draw(controls.number_field, "training", Field("params", value, -1e15), NOBODY)
    assert proto(drawn, "number_input").step == pytest.approx(step)


@pytest.mark.parametrize(("given", "value"), [(None, None), (1024, 1024), (3.9, 3)])
def test_a_count_is_whole_or_unknown(given, value):
    found = draw(controls.count_field, "training", Field("devices", given, 1), NOBODY).result
    assert found == value and not isinstance(found, float)


@pytest.mark.parametrize(
    ("address", "fraction", "left"),
    [
        ({}, 0.5, {}),
        ({"serving.busy": "80"}, 0.8, {"serving.busy": "80"}),
        ({"serving.busy": "4"}, 0.5, {}),
        ({"serving.busy": ""}, 0.5, {}),
    ],
)
def test_a_share_is_read_as_a_fraction(address, fraction, left):
    drawn = draw(controls.share_field, "serving", Field("busy", 50, 5, 100), NOBODY, address=address)
    assert drawn.result == pytest.approx(fraction)
    assert drawn.address == left


@pytest.mark.parametrize(
    ("begin", "address", "name"),
    [
        (lambda: NOBODY, {}, "H100 SXM"),
        (lambda: NOBODY, {"training.chip": "B200"}, "B200"),
        (lambda: NOBODY, {"training.chip": "Abacus"}, "H100 SXM"),
        (lambda: start([fact("gpu_type", "a100")]), {}, "A100 SXM 80GB"),
    ],
)
def test_the_accelerator_is_the_address_s_the_ledger_s_or_the_usual_one(begin, address, name):
    chips = loaders.yardsticks().chips
    found = draw(controls.chip_field, "training", begin(), address=address).result
    assert found in chips and found.name == name


def test_an_unverified_accelerator_is_marked_in_the_list():
    options = proto(draw(controls.chip_field, "training", NOBODY), "selectbox").options
    unverified = [each.name for each in loaders.yardsticks().chips if not each.verified]
    assert unverified and all(f"{name} (unverified)" in options for name in unverified)


def test_a_ledger_without_an_accelerator_of_the_table_says_that_one_stands_in():
    assert "this one stands in" in draw(controls.note_stand_in, start()).said
    assert draw(controls.note_stand_in, NOBODY).said == ""
    assert draw(controls.note_stand_in, start([fact("gpu_type", "h100")])).said == ""


def test_the_price_begins_at_the_geometric_middle_of_the_list_or_is_unknown():
    assert draw(controls.price_field, "training", chip(), NOBODY).result == 2.0
    assert draw(controls.price_field, "training", chip(price=None), NOBODY).result is None


def test_a_stated_price_counts_for_the_accelerator_of_the_ledger_alone():
    begin = start([fact("gpu_type", "h100"), fact("gpu_price_usd_hour", 2.6)])
    assert draw(controls.price_field, "training", begin.chip, begin).result == 2.6
    assert draw(controls.price_field, "training", chip(), begin).result == 2.0


@pytest.mark.parametrize(
    ("price", "band"),
    [(None, None), (2.0, Range(1.0, 2.0, 4.0)), (2.01, Range(2.01, 2.01, 2.01))],
)
def test_the_middle_of_the_list_stands_for_all_of_it_and_a_price_entered_for_itself(price, band):
    assert controls.price_band(chip(), price) == band


def test_without_a_list_a_price_stands_for_itself():
    assert controls.price_band(chip(price=None), 2.0) == Range(2.0, 2.0, 2.0)


@pytest.mark.parametrize(("language", "labels"), [("en", ["16 bits", "8 bits"]), ("zh", ["16 位", "8 位"])])
def test_options_are_named_in_the_language_and_kept_by_code(language, labels):
    drawn = draw(controls.option_field, "serving", "bits", ("16", "8"), NOBODY, 1, language=language)
    assert drawn.result == "8"
    assert list(proto(drawn, "selectbox").options) == labels
