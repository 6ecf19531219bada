"""What follows from the ledger itself under the rubric's result keys: the physics of training, and contradictions."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from analysis.economics.hardware import Chip, chip_named
from analysis.economics.serving_economics import (
    INPUT_TOKENS_PER_OUTPUT_TOKEN,
    ServedModel,
    ServingBounds,
    api_gross_margin,
    serving_floor,
)
from analysis.economics.training_compute import TYPICAL_UTILISATION, TrainingFigures, training_gpu_hours
from analysis.economics.training_estimate import TrainingEstimate, training_estimate
from analysis.evidence.readings import Reading, unique_inputs, weakest_level
from analysis.evidence.state import Evidence
from analysis.quantities.ranges import exactly
from data.records import EvidenceLevel, Fact, NotFound, Source

_BILLION, _TRILLION = 1e9, 1e12
_FIGURES = {
    "gpus": ("gpu_count", 1.0),
    "days": ("training_days", 1.0),
    "mfu": ("mfu_reported_share", 1.0),
    "unique_tokens": ("tokens_unique_trillion", _TRILLION),
    "params": ("params_total_billion", _BILLION),
    "active_params": ("params_active_billion", _BILLION),
    "tokens": ("tokens_seen_trillion", _TRILLION),
    "flop": ("train_flop", 1.0),
    "gpu_hours": ("gpu_hours_final_run", 1.0),
    "price_per_gpu_hour": ("gpu_price_usd_hour", 1.0),
    "cost_usd": ("final_run_cost_usd", 1.0),
}


def stated_training(evidence: Evidence) -> TrainingFigures:
    """What the ledger states of the training run, in parameters, tokens, FLOP, hours and US dollars."""
    stated: dict[str, float | None] = {}
    for name, (key, scale) in _FIGURES.items():
        value = evidence.reading(key).value
        stated[name] = value * scale if isinstance(value, float) and value > 0 else None
    epochs = evidence.stored_reading("data_epochs").value
    stated["epochs"] = epochs if isinstance(epochs, float) and epochs > 0 else None
    is_mixture = evidence.reading("architecture_type").value == "moe_transformer"
    return TrainingFigures(**stated, is_mixture=is_mixture)  # type: ignore[arg-type]  # only the float figures are named


def training_chip(evidence: Evidence, chips: Sequence[Chip]) -> Chip | None:
    """The accelerator the ledger names, None if it names none or one that the table does not hold."""
    code = evidence.reading("gpu_type").value
    if not isinstance(code, str):
        return None
    try:
        return chip_named(code, chips)
    except NotFound:
        return None


def computed_facts(evidence: Evidence, chips: Sequence[Chip]) -> list[Fact]:
    """Result facts that follow from the ledger; as strong as the weakest and as old as the oldest fact behind them."""
    figures = stated_training(evidence)
    chip = training_chip(evidence, chips)
    estimate = training_estimate(figures, chip)
    values = {
        "train_flop_estimate": (_operation_count(figures), ("params_total_billion", "tokens_seen_trillion")),
        "mfu_implied": (
            _implied_mfu(figures, estimate),
            ("params_total_billion", "tokens_seen_trillion", "gpu_hours_final_run", "gpu_type"),
        ),
        "training_cost_ratio": (_cost_ratio(figures, chip), ("final_run_cost_usd", "train_flop", "gpu_type")),
        "usd_per_mtok_vs_roofline": (
            _over_serving_floor(evidence, chip),
            ("serving_cost_usd_per_mtok", "params_total_billion", "gpu_type"),
        ),
        "gross_margin_gap": (
            _margin_gap(evidence),
            ("gross_margin_full_share", "price_usd_per_mtok", "serving_cost_usd_per_mtok"),
        ),
    }
    facts = [_computed(key, value, keys, evidence) for key, (value, keys) in values.items() if value is not None]
    return [fact for fact in facts if fact is not None] + _agreement_of_documents(evidence)


def _operation_count(figures: TrainingFigures) -> float | None:
    if figures.computing_params is None or figures.tokens_seen is None:
        return None
    return 6 * figures.computing_params * figures.tokens_seen


def _implied_mfu(figures: TrainingFigures, estimate: TrainingEstimate) -> float | None:
    is_open = figures.flop is None and figures.computing_params is None
    return None if is_open or estimate.implied_mfu is None else estimate.implied_mfu.mid


def _cost_ratio(figures: TrainingFigures, chip: Chip | None) -> float | None:
    """Stated cost over the cost at cloud rates from compute, chip and typical utilisation."""
    flop = figures.flop if figures.flop is not None else _operation_count(figures)
    if figures.cost_usd is None or flop is None or chip is None or chip.price is None:
        return None
    hours = training_gpu_hours(exactly(flop), chip.peak_flop_s(), TYPICAL_UTILISATION)
    return figures.cost_usd / (hours.mid * chip.price.band.mid)


def stated_serving_floor(evidence: Evidence, chip: Chip | None) -> ServingBounds | None:
    """The most a device of the ledger's kind can serve and the least a million tokens can cost; None if unknown.

    The price is the stated one, else the lowest list price; a stated share of cached prompt tokens costs nothing. Where
    a mixture of experts leaves open what a token passes through, as little as any does is taken.
    """
    figures = stated_training(evidence)
    if chip is None or figures.params is None or figures.computing_range is None:
        return None
    price = figures.price_per_gpu_hour or (None if chip.price is None else chip.price.low_usd)
    bits, cached = (_number(evidence, key) for key in ("quantisation_bits", "cache_hit_share"))
    active = min(figures.computing_range.low, figures.params)
    model = ServedModel(figures.params, active, bytes_per_param=(bits or 16) / 8)
    prompts = INPUT_TOKENS_PER_OUTPUT_TOKEN / (INPUT_TOKENS_PER_OUTPUT_TOKEN + 1)
    return serving_floor(model, chip, price, computed_share=1 - prompts * min(max(cached or 0.0, 0.0), 1.0))


def _over_serving_floor(evidence: Evidence, chip: Chip | None) -> float | None:
    """Stated cost per million tokens over the least that the chip allows; None where that least is open."""
    if stated_training(evidence).computing_params is None:
        return None
    stated, floor = _number(evidence, "serving_cost_usd_per_mtok"), stated_serving_floor(evidence, chip)
    if stated is None or floor is None or not floor.usd_per_million_tokens_bound:
        return None
    return stated / floor.usd_per_million_tokens_bound


def _margin_gap(evidence: Evidence) -> float | None:
    """Gross margin before credits as the ledger has it, less what price and serving cost per token leave."""
    keys = ("gross_margin_full_share", "price_usd_per_mtok", "serving_cost_usd_per_mtok")
    margin, price, cost = (_number(evidence, key) for key in keys)
    if margin is None or cost is None or not price:
        return None
    return margin - api_gross_margin(cost, price)


def _number(evidence: Evidence, key: str) -> float | None:
    value = evidence.reading(key).value
    return value if isinstance(value, float) and math.isfinite(value) else None


def _agreement_of_documents(evidence: Evidence) -> list[Fact]:
    """The largest relative difference between two documents’ values of one field for one date, and how many met.

    Claims are left out: a claim beside a document is weighed as credibility, not as a contradiction of documents. Two
    editions of the company's own table are one document.
    """
    groups: dict[tuple[str, object], list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if (
            fact.level is EvidenceLevel.DOCUMENTED
            and isinstance(fact.value, int | float)
            and not isinstance(fact.value, bool)
        ):
            groups[fact.key, fact.as_of].append(fact)
    pairs = [
        pair
        for group in groups.values()
        for pair in combinations(group, 2)
        if _are_two_documents(pair[0].source, pair[1].source)
    ]
    if not groups:
        return []
    gap, keys = max(((_relative_gap(a, b), (a.key,)) for a, b in pairs), default=(0.0, ()))
    newest = max(fact.as_of for group in groups.values() for fact in group)
    source = Source("computed", "Compared across the documents held", reference=", ".join(keys) or None)
    found = {"field_conflict_share": gap, "documents_compared_count": len(pairs)}
    return [
        Fact(key, value, EvidenceLevel.DOCUMENTED, newest, source, entered_by="Assay") for key, value in found.items()
    ]


def _are_two_documents(a: Source, b: Source) -> bool:
    return a.title != b.title and (a.table_id is None or b.table_id is None)


def _relative_gap(a: Fact, b: Fact) -> float:
    first, second = float(a.value), float(b.value)  # type: ignore[arg-type]  # numbers, by the caller's choice
    largest = max(abs(first), abs(second))
    return abs(first - second) / largest if largest else 0.0


def _computed(key: str, value: float, keys: Sequence[str], evidence: Evidence) -> Fact | None:
    readings: list[Reading] = [evidence.reading(name) for name in keys]
    inputs = unique_inputs([entry for reading in readings for entry in reading.inputs])
    if not inputs:
        return None
    source = Source("computed", "Computed from the ledger", reference=", ".join(keys))
    as_of = min(entry.fact.as_of for entry in inputs)
    return Fact(key, value, weakest_level(inputs), as_of, source, entered_by="Assay")
