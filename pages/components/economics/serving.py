"""What serving the model costs at least, at what price it pays, and whether a language model is needed at all."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from analysis.diligence.reported_figures import serving_claims
from analysis.economics.hardware import Chip
from analysis.economics.serving_checks import ServingClaims, serving_contradictions
from analysis.economics.serving_economics import (
    ServedModel,
    ServingBounds,
    api_gross_margin,
    break_even_utilisation,
    critical_batch,
    prefill_tokens_per_second_bound,
    serving_bounds,
    usd_per_million_tokens,
)
from analysis.published.comparison import standing
from analysis.quantities.ranges import Range, exactly
from data.records import InvalidInput
from pages.components.economics.assumptions import Assumption, chip_assumptions, show_assumptions
from pages.components.economics.baseline import show_baseline
from pages.components.economics.charts import Axes, Curve, Line, curve_chart
from pages.components.economics.choice import Start
from pages.components.economics.contradictions import show_contradictions
from pages.components.economics.controls import (
    Field,
    chip_field,
    count_field,
    number_field,
    option_field,
    price_band,
    price_field,
    share_field,
)
from pages.components.economics.downloads import FigureRow, ranged, show_downloads, single
from pages.components.economics.published import model_prices
from pages.components.economics.quantities import in_bytes, in_count, in_exact_money, in_money, value_figure
from pages.components.economics.serving_speeds import (
    Speed,
    known_speeds,
    leading_speed,
    newest_serving,
    show_speeds,
)
from pages.components.economics.wording import said
from pages.components.format import day, percentage
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import heads, items, show, words
from pages.components.theme import palette

TAB = "serving"
BATCHES = tuple(2**power for power in range(10))
_BYTES = {"16": 2.0, "8": 1.0, "4": 0.5}
_EXAMPLE = {"params": 8.0, "layers": 32, "kv_heads": 8, "head_dim": 128}


class Setup(NamedTuple):
    """The serving setup as entered, and its bounds."""

    model: ServedModel
    chip: Chip
    batch: int
    context: int
    devices: int
    price: float | None
    busy: float
    bounds: ServingBounds

    @property
    def cost(self) -> float | None:
        """US dollars per million tokens at the share of busy time, at least."""
        if self.price is None:
            return None
        return usd_per_million_tokens(self.price * self.devices, self.bounds.tokens_per_second_bound, self.busy)


def show_serving(start: Start) -> None:
    """The whole tab."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        setup, asked = _entered(start)
        machine_price = None
        if newest_serving(start) is not None:
            machine_price = number_field(TAB, Field("machine_price", None, 0.0001, 1e6), start)
    claims = serving_claims(start.evidence) if start.evidence is not None else ServingClaims()
    with right:
        if setup is None:
            empty_state(said("serving.needs"))
        else:
            _show_figures(setup)
            _show_price_curve(setup, claims, asked)
    if setup is not None:
        bound = _bound(setup)
        speeds = known_speeds(start, setup.price, machine_price)
        leading = leading_speed(speeds, bound)
        show_speeds(speeds, bound, setup.busy)
        _show_margin(leading, setup.busy, asked)
    if setup is not None and start.evidence is not None:
        found = tuple(serving_contradictions(claims, setup.bounds))
        show_contradictions(found, said("serving.checks.note"), key=TAB)
    show_baseline(start)
    if setup is not None:
        assumptions = [*_assumptions(setup), *chip_assumptions(setup.chip, setup.price)]
        show_assumptions(assumptions, TAB)
        show_downloads(TAB, _downloaded(setup, speeds, leading, asked), assumptions, start)


def _entered(start: Start) -> tuple[Setup | None, float | None]:
    section(said("serving.title"), said("training.note_startup" if start.slug else "serving.note"))
    example: dict[str, float] = {} if start.slug else dict(_EXAMPLE)
    figures = start.figures
    params = number_field(
        TAB, Field("params", figures.params / 1e9 if figures.params else example.get("params")), start
    )
    active = number_field(TAB, Field("active", figures.active_params / 1e9 if figures.active_params else None), start)
    bits = option_field(TAB, "bits", tuple(_BYTES), start, _bits_index(start))
    with st.expander(said("serving.shape")):
        layers = count_field(TAB, Field("layers", example.get("layers"), 1), start)
        kv_heads = count_field(TAB, Field("kv_heads", example.get("kv_heads"), 1), start)
        head_dim = count_field(TAB, Field("head_dim", example.get("head_dim"), 1), start)
    chip = chip_field(TAB, start)
    devices = count_field(TAB, Field("devices", 1, 1), start)
    batch = count_field(TAB, Field("batch", 32, 1), start)
    context = count_field(TAB, Field("context", start.number("context_length_tokens") or 2048, 0), start)
    price = price_field(TAB, chip, start)
    busy = share_field(TAB, Field("busy", 50, 5, 100), start)
    asked = number_field(
        TAB, Field("asked", start.number("price_usd_per_mtok") or (None if start.slug else 0.5)), start
    )
    if params is None or devices is None or batch is None or context is None:
        return None, asked
    try:
        model = ServedModel(params * 1e9, active * 1e9 if active else None, _BYTES[bits], layers, kv_heads, head_dim)
        found = serving_bounds(model, chip, batch=batch, context=context, price_per_gpu_hour=price, devices=devices)
    except InvalidInput as error:
        st.error(str(error))
        return None, asked
    return Setup(model, chip, batch, context, devices, price, busy, found), asked


def _bits_index(start: Start) -> int:
    bits = start.number("quantisation_bits")
    names = list(_BYTES)
    return names.index(f"{bits:.0f}") if bits is not None and f"{bits:.0f}" in names else 0


def _show_figures(setup: Setup) -> None:
    bounds, chip = setup.bounds, setup.chip
    fits = said(
        "serving.fits" if bounds.fits else "serving.fits_not", memory=in_bytes(setup.devices * chip.memory_bytes)
    )
    knee = critical_batch(chip, setup.model.bytes_per_param)
    knee_note = "" if knee is None else said("serving.knee", batch=f"{knee:,.0f}")
    cost = said("unknown") if setup.cost is None else in_money(setup.cost)
    least = bounds.usd_per_million_tokens_bound
    floor = "" if least is None else said("serving.floor", busy=percentage(setup.busy), cost=in_money(least))
    figures = [
        value_figure(
            said("serving.speed"),
            in_count(bounds.tokens_per_second_bound),
            source=said("serving.source.speed"),
            note=knee_note,
        ),
        value_figure(said("serving.cost"), cost, source=said("serving.source.cost"), note=floor),
        value_figure(
            said("serving.prefill"),
            in_count(_prefill(setup)),
            source=said("serving.source.prefill"),
            note=said("serving.prefill_note"),
        ),
        value_figure(said("serving.memory"), in_bytes(bounds.memory_bytes), note=f"{fits} · {_cache_note(setup)}"),
    ]
    show([heads(figures)], key="serving_figures")


def _cache_note(setup: Setup) -> str:
    """What the cache of the batch takes, and per token; unknown without the shape."""
    per_token = setup.model.kv_bytes_per_token
    if per_token is None:
        return said("serving.cache_unknown")
    whole = in_bytes(per_token * setup.batch * setup.context)
    return said("serving.cache", size=in_bytes(per_token), whole=whole)


def _show_price_curve(setup: Setup, claims: ServingClaims, asked: float | None) -> None:
    """Least cost per million tokens over the batch, between the list prices of the accelerator."""
    band = price_band(setup.chip, setup.price)
    section(said("serving.curve.title"), said("serving.curve.note"))
    if band is None:
        empty_state(said("serving.curve.no_price"))
        return
    costs = [_costs_at(setup, batch, band) for batch in BATCHES]
    curve = Curve(
        BATCHES,
        [cost.mid for cost in costs],
        role="expectation",
        low=[cost.low for cost in costs],
        high=[cost.high for cost in costs],
    )
    named = (
        (asked, "serving.curve.asked"),
        (claims.usd_per_million_tokens, "serving.curve.stated"),
    )
    lines = [Line(value, said(name, value=in_money(value))) for value, name in named if value]
    axes = Axes(said("serving.curve.x"), said("serving.curve.y"), log_x=True, log_y=True, write_y=in_exact_money)
    figure = curve_chart([curve], axes, palette(), lines=lines)
    show_figure(figure, key="serving_curve", description=said("serving.curve.alt"))


def _costs_at(setup: Setup, batch: int, band: Range) -> Range:
    found = serving_bounds(setup.model, setup.chip, batch=batch, context=setup.context, devices=setup.devices)
    hourly = band.scaled(setup.devices)
    speed = found.tokens_per_second_bound
    return Range(*(usd_per_million_tokens(price, speed, setup.busy) for price in hourly))


def _bound(setup: Setup) -> Speed:
    """The bound as a speed of one device."""
    speed = exactly(setup.bounds.tokens_per_second_bound / setup.devices)
    return Speed(speed, "bound", said("serving.speeds.at", batch=setup.batch, context=setup.context), setup.price)


def _show_margin(leading: Speed, busy: float, asked: float | None) -> None:
    """Margin and break-even at the price asked and the strongest speed, and where that price stands among published."""
    cost = leading.usd_per_million(busy)
    if asked is None or cost is None or leading.usd_per_hour is None:
        return
    margin = api_gross_margin(cost.mid, asked)
    even = break_even_utilisation(leading.usd_per_hour, leading.values.mid, asked)
    prices = model_prices()
    place = standing(asked, ((price.blended_usd, price.dated) for price in prices))
    where = said("unknown") if place.share is None else percentage(place.share)
    newest = "" if place.newest is None else day(place.newest, language())
    at = said(f"serving.speeds.level.{leading.level}")
    sentences = [
        said(
            "serving.margin_bound" if leading.level == "bound" else "serving.margin",
            margin=percentage(margin),
            speed=at,
        ),
        said("serving.even", share=percentage(even))
        if even <= 1
        else said("serving.even_never", share=percentage(even)),
        said("serving.prices", share=where, n=place.n, day=newest),
    ]
    show([items("plain", [[[words(sentence)]] for sentence in sentences])], key="serving_margin")


def _downloaded(setup: Setup, speeds: list[Speed], leading: Speed, asked: float | None) -> list[FigureRow]:
    """Bounds of the setup, every speed with its cost, and the margin at the price asked."""
    bounds = setup.bounds
    rows = [
        single(said("serving.speed"), bounds.tokens_per_second_bound, "tokens per second"),
        single(said("serving.prefill"), _prefill(setup), "tokens per second"),
        single(said("serving.cost"), setup.cost, "USD per million tokens"),
        single(said("serving.memory"), bounds.memory_bytes, "bytes"),
        single(said("serving.cache_title"), bounds.kv_bytes_per_token, "bytes per token"),
    ]
    for speed in speeds:
        name = f"{said(f'serving.speeds.level.{speed.level}')}: {speed.origin}"
        rows.append(ranged(name, speed.values, "tokens per second and device"))
        rows.append(ranged(name, speed.usd_per_million(setup.busy), "USD per million tokens"))
    cost = leading.usd_per_million(setup.busy)
    if asked is not None and cost is not None:
        rows.append(single(said("serving.speeds.margin"), api_gross_margin(cost.mid, asked), "fraction"))
    return rows


def _prefill(setup: Setup) -> float:
    return prefill_tokens_per_second_bound(setup.model, setup.chip, setup.devices)


def _assumptions(setup: Setup) -> list[Assumption]:
    return [
        Assumption(
            said("serving.assume.step"),
            said("serving.assume.step_value"),
            "Pope et al. 2022, arXiv 2211.05102; Williams, Waterman & Patterson 2009",
        ),
        Assumption(
            said("serving.assume.arithmetic"),
            f"2 × {in_count(setup.model.computing_params)}",
            "arXiv 2001.08361",
        ),
        Assumption(
            said("serving.assume.busy"),
            percentage(setup.busy),
            said("assumptions.entered"),
            verified=False,
            edited=True,
        ),
        Assumption(said("serving.assume.blend"), "(3 × in + 1 × out) / 4", said("serving.assume.blend_source")),
    ]
