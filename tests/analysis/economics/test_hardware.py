"""The hardware table: chips by name, prices with their day, and rows that lack something."""

import pytest

from analysis.economics.hardware import HourPrice, chip_named, parse_chips
from data.catalogue import reference_text
from data.records import InvalidInput, NotFound

CHIPS = parse_chips(reference_text("hardware.yaml"))
ROW = (
    "{name: X 1, aliases: [x-one], bf16_tflops: 100, fp8_tflops: null, memory_gb: 80, bandwidth_tb_s: 2, "
    "bf16_gemm_tflops: null, price: null, source: s, verified: true}"
)


@pytest.mark.parametrize(
    ("name", "bf16", "memory_gb", "bandwidth_tb_s"),
    [("A100 SXM 80GB", 312e12, 80, 2.039), ("H100 SXM", 989.4e12, 80, 3.35), ("H200", 989.4e12, 141, 4.8)],
)
def test_a_chip_has_the_figures_of_its_data_sheet(name, bf16, memory_gb, bandwidth_tb_s):
    chip = chip_named(name, CHIPS)
    assert chip.peak_flop_s() == pytest.approx(bf16, rel=1e-3)
    assert chip.memory_bytes == memory_gb * 1e9
    assert chip.bandwidth_bytes_s == pytest.approx(bandwidth_tb_s * 1e12, rel=0.01)


def test_arithmetic_in_eight_bits_is_about_twice_as_fast_where_there_is_any():
    for chip in CHIPS:
        if chip.fp8_flop_s is not None:
            assert chip.peak_flop_s("fp8") == pytest.approx(2 * chip.peak_flop_s("bf16"), rel=0.03), chip.name


def test_every_listed_price_is_a_range_with_its_source_and_day():
    listed = [price for chip in CHIPS for price in (chip.price, chip.purchase) if price is not None]
    assert listed
    for price in listed:
        assert 0 < price.low_usd <= price.band.mid <= price.high_usd
        assert price.source and price.dated


def test_the_middle_of_a_price_range_is_geometric():
    assert HourPrice(2.0, 8.0, None, "s", verified=True).band == (2, 4, 8)


def test_every_name_and_alias_leads_to_its_chip_whatever_the_case():
    for chip in CHIPS:
        for name in (chip.name, *chip.aliases):
            assert chip_named(f" {name.swapcase()} ", CHIPS) is chip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("memory_gb: 80, ", "", "'X 1': 'memory_gb' is missing"),
        ("bf16_tflops: 100", "bf16_tflops: null", "'X 1': .* of the wrong type"),
        ("aliases: [x-one]", "aliases: null", "'X 1': .* of the wrong type"),
    ],
)
def test_a_row_that_lacks_a_figure_is_refused_by_its_name(old, new, message):
    assert chip_named("X-ONE", parse_chips(f"chips: [{ROW}]")).bf16_flop_s == 1e14
    with pytest.raises(InvalidInput, match=message):
        parse_chips(f"chips: [{ROW.replace(old, new)}]")


@pytest.mark.parametrize("text", ["", "chips: 3", "- a"])
def test_a_text_that_is_no_hardware_table_is_refused(text):
    with pytest.raises(InvalidInput, match="needs a list `chips`"):
        parse_chips(text)


def test_an_unknown_chip_is_refused_with_all_that_are_known():
    with pytest.raises(NotFound) as refused:
        chip_named("H9000", CHIPS)
    assert all(chip.name in str(refused.value) for chip in CHIPS)
