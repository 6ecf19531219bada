"""Reports as lines for people; the same reports go out as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Report = dict[str, Any]


def comparison_lines(report: Report) -> Iterator[str]:
    """Who stands before whom, the order by other methods, and what it takes to swap neighbours."""
    for a, row in report["p_better"].items():
        for b, share in row.items():
            yield f"{a} before {b}: {share:.0%}"
    yield ""
    opinions = report["second_opinions"]
    for method, order in opinions["orders"].items():
        yield f"{method:<16} {' > '.join(order)}"
    for slug, free in opinions["free_weights"].items():
        yield f"{slug}: first under {free['rank_acceptability'][0]:.0%} of all weights"
    for swap in opinions["swaps"]:
        if swap["change"] is None:
            yield f"{swap['axis']}: no single weight puts {swap['behind']} before {swap['ahead']}"
        else:
            yield (
                f"{swap['axis']}: {swap['behind']} draws level with {swap['ahead']} if {swap['category']} weighs "
                f"{swap['share_after']:.0%} instead of {swap['weight']:.0%}"
            )


def training_lines(report: Report) -> Iterator[str]:
    """Compute, hours, utilisation and cost with their ranges, then the contradictions."""
    for name in ("flop", "gpu_hours", "implied_mfu", "cost_usd"):
        found = report[name]
        shown = "unknown" if found is None else f"{found['mid']:.4g}  ({found['low']:.4g}–{found['high']:.4g})"
        yield f"{name:<12} {shown}"
    yield from _finding_lines(report)


def figure_lines(figures: Report) -> Iterator[str]:
    """Each figure beside its name."""
    for name, value in figures.items():
        yield f"{name:<30} {_plain(value)}"


def _plain(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def finance_lines(report: Report) -> Iterator[str]:
    """Each metric with its band or the reason why there is none, then the contradictions."""
    for name, found in report["metrics"].items():
        shown = found["reason"] if found["value"] is None else f"{found['value']:,.4g}  {found['band'] or ''}"
        yield f"{name:<26} {shown}"
    for name in ("runway", "runway_with_growth"):
        if report[name] is not None:
            yield from _runway_lines(name, report[name])
    yield from _finding_lines(report)


def _runway_lines(name: str, found: Report) -> Iterator[str]:
    """Months at three quantiles, and the chance of running out before each milestone."""
    horizon = f"over {found['horizon_months']}"
    months = [found[f"months_p{share}"] for share in (10, 50, 90)]
    yield f"{name:<26} months, 10/50/90 %: " + " / ".join(horizon if each is None else f"{each:.3g}" for each in months)
    chances = found["chance_out_of_cash_before"].items()
    yield f"{'':<26} out of cash before: " + ", ".join(f"{month} months {chance:.0%}" for month, chance in chances)


def profile_lines(report: Report) -> Iterator[str]:
    """Each investor profile with its weights, in percent."""
    for key, profile in report.items():
        yield f"{key}: {profile['label']}"
        for axis in ("expectation", "risk"):
            yield f"  {axis:<12} " + ", ".join(f"{code} {100 * share:.0f}" for code, share in profile[axis].items())


def rubric_lines(report: Report) -> Iterator[str]:
    """What a sound rubric holds."""
    yield f"Sound: {report['criteria']} criteria, {report['rules']} rules."


def history_lines(report: Report) -> Iterator[str]:
    """Both axes then and now, and every change that moved one of them by a hundredth of a point."""
    for axis in ("expectation", "risk"):
        found = report[axis]
        yield f"{axis:<12} {found['from']:.1f} -> {found['to']:.1f}  ({found['change']:+.1f})"
    yield f"{'verdict':<12} {report['verdict']['from']} -> {report['verdict']['to']}"
    yield ""
    for change in report["changes"]:
        if abs(change["expectation"]) + abs(change["risk"]) >= 0.01:
            moved = f"expectation {change['expectation']:+.2f}  risk {change['risk']:+.2f}"
            yield f"{(change['at'] or '')[:10]:<10}  {moved}  {change['label']}"
    for rule in report["findings_opened"]:
        yield f"! now open: {rule}"
    for rule in report["findings_closed"]:
        yield f"no longer open: {rule}"


def backtest_lines(report: Report) -> Iterator[str]:
    """The backtest, or why there is none yet."""
    if report["reason"] is not None:
        yield report["reason"]
        return
    for name in ("count", "base_rate", "brier_score", "brier_skill", "lift", "concordance", "concordance_p_value"):
        yield f"{name:<20} {report[name]:.4g}"
    for found in report["bins"]:
        yield (
            f"forecast {found['low']:.1f}–{found['high']:.1f}: {found['observed']:.0%} of {found['startups']} came true"
            f" ({found['observed_low']:.0%}–{found['observed_high']:.0%})"
        )


def calibration_lines(report: Report) -> Iterator[str]:
    """Coverage and rank correlations per world, then what questions did for decisions."""
    for world in report["worlds"]:
        axes = "  ".join(f"{axis} {world[axis]['share']:.1%}" for axis in ("expectation", "risk"))
        ranks = f"rank correlation {world['rank_correlation']:.3f} (plain {world['baseline_rank_correlation']:.3f})"
        yield f"{axes}  {ranks}  {world['label_en']}"
    for trial in report["questions"]:
        yield (
            f"{trial['asked']} answers: wrong decisions {trial['wrong_before']:.1%} -> {trial['wrong_after_best']:.1%},"
            f" with random questions {trial['wrong_after_random']:.1%}"
        )


def _finding_lines(report: Report) -> Iterator[str]:
    for finding in report["findings"]:
        yield f"! {finding['message']}"
