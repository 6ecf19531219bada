"""Contradictions among the stated figures of a training run, each naming two numbers and the size of the gap.

Each check holds a stated figure against the others by one relation, and where two routes lead to a figure the counted
operations (6ND) go before the stated compute, so that one wrong number gives one finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.economics.hardware import Chip
from analysis.economics.training_compute import HOURS_PER_DAY, OPERATION_COUNT_BAND, TrainingFigures, training_flop
from analysis.economics.training_estimate import TrainingEstimate, training_estimate, with_findings
from analysis.quantities.contradictions import (
    Contradiction,
    disagreement,
    figure,
    in_count,
    in_percent,
    in_scientific,
    in_usd,
)
from analysis.quantities.ranges import Range

PLAUSIBLE_UTILISATION = Range(0.15, 0.40, 0.60)
"""Below it a run was broken or its hours hold other work; above it none is reported (Megatron-LM .56 at most)."""
PUBLIC_TEXT_TOKENS = 300e12
"""Median stock of public human text; 90 % interval 100T to 1000T. Villalobos et al. 2024 (arXiv 2211.04325)."""
LEAST_COST_SHARE = 0.5

_ROUNDING = 0.05
_HOURS_BAND = Range(0.70, 1.0, 1.10)
_PRODUCT_BAND = Range(0.80, 1.0, 1.25)
_EPOCH_BAND = Range(0.90, 1.0, 1.10)
_UTILISATION_BAND = Range(0.75, 1.0, 1.35)
_PRICE_BAND_SLACK = 2.0


def checked_training(figures: TrainingFigures, chip: Chip | None = None) -> TrainingEstimate:
    """What follows from the stated figures, with every contradiction among them."""
    estimate = training_estimate(figures, chip)
    return with_findings(estimate, tuple(training_contradictions(figures, chip)))


def training_contradictions(figures: TrainingFigures, chip: Chip | None = None) -> Iterator[Contradiction]:
    """Contradictions among the stated figures, in the order of the checks; none where too little is stated.

    Where a mixture of experts leaves open what a token passes through, only what contradicts at both ends counts.
    """
    of_ends = [_checked(each, chip) for each in _ends(figures)]
    yield from (agreed for found in zip(*of_ends, strict=True) if (agreed := _agreed(found)) is not None)


def _ends(figures: TrainingFigures) -> tuple[TrainingFigures, ...]:
    span = figures.computing_range
    if span is None or figures.computing_params is not None:
        return (figures,)
    return tuple(replace(figures, active_params=end) for end in (span.low, span.high))


def _agreed(found: Sequence[Contradiction | None]) -> Contradiction | None:
    """The mildest of one check's findings, None unless every end gives one, all of them in one direction."""
    named = [each for each in found if each is not None]
    if len(named) < len(found) or len({each.gap > 1 for each in named}) > 1:
        return None
    return min(named, key=lambda each: abs(math.log(each.gap)))


def _checked(figures: TrainingFigures, chip: Chip | None) -> tuple[Contradiction | None, ...]:
    return (
        _active_above_total(figures),
        _tokens_and_epochs(figures),
        _more_text_than_exists(figures),
        _compute_and_operations(figures),
        _hours_and_calendar(figures),
        _cost_and_hours(figures),
        _stated_peak(figures, chip),
        _utilisation(figures, chip),
        _cost_and_cloud(figures, chip),
        _price_and_market(figures, chip),
    )


def _active_above_total(given: TrainingFigures) -> Contradiction | None:
    if given.params is None or given.active_params is None:
        return None
    return disagreement(
        "active_above_total",
        figure(("the number of active parameters", "激活参数量"), given.active_params, in_scientific),
        figure(("the number of all parameters", "总参数量"), given.params, in_scientific),
        Range(0, 1, 1),
        "a token cannot pass through more parameters than there are",
        "每个词元经过的参数不可能多于全部参数",
    )


def _tokens_and_epochs(given: TrainingFigures) -> Contradiction | None:
    if given.tokens is None or given.unique_tokens is None or given.epochs is None:
        return None
    return disagreement(
        "tokens_and_epochs",
        figure(("the number of tokens seen", "所见词元数"), given.tokens, in_scientific),
        figure(("unique tokens times epochs", "去重词元数乘轮数"), given.unique_tokens * given.epochs, in_scientific),
        _EPOCH_BAND,
        "tokens seen are unique tokens times the passes over them",
        "所见词元数应为去重词元数与训练轮数之积",
    )


def _more_text_than_exists(given: TrainingFigures) -> Contradiction | None:
    if given.unique_tokens is None:
        return None
    return disagreement(
        "more_text_than_exists",
        figure(("the number of unique tokens", "去重词元数"), given.unique_tokens, in_scientific),
        figure(("the stock of public text", "公开文本存量"), PUBLIC_TEXT_TOKENS, in_scientific),
        Range(0, 1, 1),
        "no more public human text is estimated to exist (90 % interval 100T to 1000T tokens)",
        "公开人类文本存量估计不超过此数（90% 区间 100 万亿至 1000 万亿词元）",
    )


def _compute_and_operations(given: TrainingFigures) -> Contradiction | None:
    params, tokens = given.computing_params, given.tokens_seen
    if given.flop is None or params is None or tokens is None:
        return None
    counted = training_flop(params, tokens, given.attention_flop_per_token).mid
    return disagreement(
        "compute_and_operations",
        figure(("the stated training compute", "自报训练计算量"), given.flop, _flop),
        figure(("six times parameters times tokens", "参数量与词元数之积的六倍"), counted, _flop),
        OPERATION_COUNT_BAND.widened(_ROUNDING),
        "training costs six operations per parameter and token",
        "训练中每个参数每个词元约需六次运算",
    )


def _hours_and_calendar(given: TrainingFigures) -> Contradiction | None:
    if given.gpu_hours is None or given.gpus is None or given.days is None:
        return None
    return disagreement(
        "hours_and_calendar",
        figure(("the number of accelerator hours", "卡时"), given.gpu_hours, in_count),
        figure(
            ("accelerators times days times 24", "卡数乘天数乘 24"), given.gpus * given.days * HOURS_PER_DAY, in_count
        ),
        _HOURS_BAND,
        "the run cannot use more hours than the calendar holds, and interruptions take less than a third",
        "训练卡时不能超过日历时数，而中断通常不到三成",
    )


def _cost_and_hours(given: TrainingFigures) -> Contradiction | None:
    if given.cost_usd is None or given.gpu_hours is None or given.price_per_gpu_hour is None:
        return None
    return disagreement(
        "cost_and_hours",
        figure(("the stated cost", "自报成本"), given.cost_usd, in_usd),
        figure(("hours times price", "卡时乘单价"), given.gpu_hours * given.price_per_gpu_hour, in_usd),
        _PRODUCT_BAND,
        "a run costs its hours at its price",
        "训练成本等于卡时与单价之积",
    )


def _stated_peak(given: TrainingFigures, chip: Chip | None) -> Contradiction | None:
    if given.peak_flop_s is None or chip is None:
        return None
    return disagreement(
        "stated_peak",
        figure(("the stated peak per accelerator", "自报单卡峰值"), given.peak_flop_s, _flop_per_second),
        figure(
            (f"the dense peak of {chip.name}", f"{chip.name} 的稠密峰值"),
            chip.peak_flop_s(given.precision),
            _flop_per_second,
        ),
        Range(0.97, 1, 1.03),
        "utilisation refers to the dense peak; headlines with 2:4 sparsity are twice as high",
        "利用率以稠密峰值为准，含 2:4 稀疏的标称值高一倍",
    )


def _utilisation(given: TrainingFigures, chip: Chip | None) -> Contradiction | None:
    """Stated against implied utilisation; where they agree or only one is known, that one against what can be."""
    implied = training_estimate(replace(given, cost_usd=None), chip).implied_mfu
    if implied is not None and given.mfu is not None:
        # Where hours or operations are derived themselves, what is implied is known no better than they are.
        left_open = Range(implied.low / implied.mid, 1.0, implied.high / implied.mid).widened(_ROUNDING)
        allowed = Range(min(_UTILISATION_BAND.low, left_open.low), 1.0, max(_UTILISATION_BAND.high, left_open.high))
        apart = disagreement(
            "stated_and_implied_utilisation",
            figure(("the stated utilisation", "自报算力利用率"), given.mfu, in_percent),
            figure(
                ("the utilisation that compute and hours imply", "由计算量与卡时推算的利用率"), implied.mid, in_percent
            ),
            allowed,
            "utilisation is compute over hours times peak",
            "利用率等于计算量除以卡时与峰值之积",
        )
        if apart is not None:
            return apart
    value = given.mfu if given.mfu is not None else None if implied is None else implied.mid
    if value is None:
        return None
    return _beyond_measured(value, chip, given) or _unlike_reported(value)


def _beyond_measured(value: float, chip: Chip | None, given: TrainingFigures) -> Contradiction | None:
    """A utilisation above what the largest matrix product measured on the chip reaches: impossible, not unusual."""
    ceiling = chip.utilisation_ceiling if chip is not None and given.precision == "bf16" else None
    if chip is None or ceiling is None:
        return None
    measured = f"{(chip.gemm_bf16_flop_s or 0) / 1e12:.4g} TFLOP/s"
    return disagreement(
        "utilisation_above_ceiling",
        figure(("the utilisation stated or implied", "自报或推算的算力利用率"), value, in_percent),
        figure(
            (f"the largest matrix product measured on {chip.name}", f"{chip.name} 上实测的最大矩阵乘"),
            ceiling,
            in_percent,
        ),
        Range(0, 1, 1),
        f"no training run gets above the {measured} that the chip reaches on matrix products alone",
        f"任何训练都不可能超过该芯片仅做矩阵乘所达到的 {measured}",
    )


def _unlike_reported(value: float) -> Contradiction | None:
    if PLAUSIBLE_UTILISATION.contains(value):
        return None
    is_high = value > PLAUSIBLE_UTILISATION.high
    bound = PLAUSIBLE_UTILISATION.high if is_high else PLAUSIBLE_UTILISATION.low
    high, low = (
        ("the highest of reported runs", "已公开训练的上限"),
        ("the lowest of reported runs", "已公开训练的下限"),
    )
    return Contradiction(
        "implausible_utilisation",
        figure(("the utilisation stated or implied", "自报或推算的算力利用率"), value, in_percent),
        figure(high if is_high else low, bound, in_percent),
        value / bound,
        "reported runs lie between 15 % and 60 % of the dense peak",
        "已公开训练的利用率在稠密峰值的 15% 至 60% 之间",
    )


def _cost_and_cloud(given: TrainingFigures, chip: Chip | None) -> Contradiction | None:
    if given.cost_usd is None or (given.gpu_hours is not None and given.price_per_gpu_hour is not None):
        return None
    without_cost = replace(given, cost_usd=None)
    expected = training_estimate(without_cost, chip).cost_usd
    if expected is None:
        return None
    return disagreement(
        "cost_and_cloud",
        figure(("the stated cost", "自报成本"), given.cost_usd, in_usd),
        figure(("the least cost at cloud prices", "云价下的最低成本"), expected.low, in_usd),
        Range(LEAST_COST_SHARE, 1, float("inf")),
        "the run stated needs that many hours at list prices",
        "按标价计算，自报训练至少需要这一成本",
    )


def _price_and_market(given: TrainingFigures, chip: Chip | None) -> Contradiction | None:
    if given.price_per_gpu_hour is None or chip is None or chip.price is None:
        return None
    market = chip.price.band
    allowed = Range(market.low / _PRICE_BAND_SLACK / market.mid, 1, market.high * _PRICE_BAND_SLACK / market.mid)
    return disagreement(
        "price_and_market",
        figure(("the stated price per hour", "自报每卡时价格"), given.price_per_gpu_hour, _usd_per_hour),
        figure((f"the middle of list prices for {chip.name}", f"{chip.name} 标价的中间值"), market.mid, _usd_per_hour),
        allowed,
        f"on {chip.price.dated} list prices ran from ${chip.price.low_usd} to ${chip.price.high_usd}",
        f"{chip.price.dated} 的标价为 ${chip.price.low_usd} 至 ${chip.price.high_usd}",
    )


def _flop(value: float) -> str:
    return f"{in_scientific(value)} FLOP"


def _flop_per_second(value: float) -> str:
    return f"{value / 1e12:.4g} TFLOP/s"


def _usd_per_hour(value: float) -> str:
    return f"${value:.2f}"
