"""Which startup the screen starts from: nobody, the one named in the address, and what its ledger gives."""

import pytest

from pages.components.economics.choice import choose_start
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw
from tests.pages.records import NOBODY, start


@pytest.mark.parametrize("address", [{}, {"id": "nobody-of-that-name"}, {"id": "<b>"}])
def test_without_a_startup_it_is_a_calculator(calculator, address):
    drawn = draw(choose_start, address=address)
    assert drawn.result == NOBODY
    (box,) = [node.proto for node in drawn.nodes]
    assert list(box.options) == ["No startup (calculator)"]


def test_the_address_names_the_startup_and_the_box_offers_all(many):
    drawn = draw(choose_start, address={"id": "kestrel"}, language="zh")
    assert drawn.result.slug == "kestrel"
    (box,) = [node.proto for node in drawn.nodes]
    assert box.options[0] == "不选公司（仅作计算器）" and len(box.options) == 5
    assert box.raw_value == "Kestrel Legal"


def test_numbers_of_the_ledger_are_numbers_and_everything_else_unknown(calculator):
    begin = start([fact("arr_usd", 2.4e6), fact("funding_stage", "seed"), fact("gpu_count", 64)])
    assert [begin.number(key) for key in ("arr_usd", "gpu_count", "funding_stage", "cash_usd")] == [
        2.4e6, 64.0, None, None,
    ]  # fmt: skip


def test_yes_is_no_number(calculator):
    from data.registry import load_registry

    key = next(field.key for field in load_registry().fields if field.type == "boolean" and not field.derived)
    assert start([fact(key, True)]).number(key) is None


def test_nobody_has_no_evidence_and_no_numbers():
    assert NOBODY.evidence is None and NOBODY.number("arr_usd") is None


def test_the_ledger_s_training_run_and_accelerator_come_along(calculator):
    begin = start([fact("params_total_billion", 8.0), fact("gpu_type", "h100")])
    assert begin.figures.params == 8e9 and begin.chip.name == "H100 SXM"
    assert start([fact("gpu_type", "other")]).chip is None
