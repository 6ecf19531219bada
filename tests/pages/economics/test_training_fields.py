"""The fields of the training tab: what is read off them, in parameters, tokens, dollars and fractions."""

import pytest

from analysis.quantities.ranges import Range
from pages.components.economics.training_fields import SERVER_FACTOR, entered_run
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw
from tests.pages.records import NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")


def entered(begin=NOBODY, **address):
    return draw(entered_run, begin, address={f"training.{name}": value for name, value in address.items()}).result


@pytest.mark.parametrize(
    ("name", "given", "figure", "value"),
    [
        ("params", "70", "params", 7e10),
        ("tokens", "2.5", "tokens", 2.5e12),
        ("flop", "7.2", "flop", 7.2e21),
        ("gpu_hours", "30840", "gpu_hours", 3.084e7),
        ("days", "54", "days", 54),
        ("cost_usd", "5.5", "cost_usd", 5.5e6),
        ("unique_tokens", "14.8", "unique_tokens", 14.8e12),
        ("mfu", "38", "mfu", 0.38),
        ("devices", "16384", "gpus", 16384),
        ("layers", "126", "layers", 126),
    ],
)
def test_a_field_is_read_in_its_own_unit(name, given, figure, value):
    assert getattr(entered(**{name: given}).figures, figure) == pytest.approx(value)


def test_what_nobody_stated_is_none_and_not_zero():
    figures = entered().figures
    unstated = ("flop", "gpu_hours", "days", "mfu", "cost_usd", "unique_tokens", "layers", "price_per_gpu_hour")
    assert [getattr(figures, name) for name in unstated] == [None] * len(unstated)


def test_the_active_parameters_of_the_ledger_hold_until_the_field_is_changed():
    begin = start([fact("params_total_billion", 47.0), fact("params_active_billion", 13.0)])
    kept, changed = entered(begin), entered(begin, params="20")
    assert (kept.figures.params, kept.figures.active_params) == (47e9, 13e9)
    assert (changed.figures.params, changed.figures.active_params) == (20e9, None)


def test_the_middle_of_the_list_price_counts_as_its_range_and_another_price_as_stated():
    listed, own = entered(), entered(**{"price.H100 SXM": "2.5"})
    assert (listed.price, listed.figures.price_per_gpu_hour) == (listed.chip.price.band, None)
    assert (own.price, own.figures.price_per_gpu_hour) == (Range(2.5, 2.5, 2.5), 2.5)


def test_owning_begins_with_the_bare_part_and_its_server_and_keeps_the_range():
    found = entered()
    assert found.owned.purchase_usd == found.chip.purchase.band.scaled(SERVER_FACTOR)
    assert entered(purchase="40000").owned.purchase_usd == Range(40_000, 40_000, 40_000)
    assert entered(purchase="").owned is None


def test_without_a_purchase_price_of_the_accelerator_owning_is_unknown():
    assert entered(chip="MI355X").owned is None


@pytest.mark.parametrize(("chip", "is_stand_in"), [(None, True), ("B200", False)])
def test_the_usual_accelerator_stands_in_only_until_one_is_chosen(chip, is_stand_in):
    address = {} if chip is None else {"chip": chip}
    assert entered(start([fact("gpu_hours_final_run", 1e6)]), **address).is_stand_in is is_stand_in


def test_a_calculator_without_a_startup_has_no_stand_in():
    assert entered().is_stand_in is False
