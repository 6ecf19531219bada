"""Whether the intervals hold what they promise: the scoring put to synthetic startups whose true worth is known."""

from __future__ import annotations

from analysis.track_record.calibration_figures import AxisFigures, CalibrationFigures, TrialFigures, parse_calibration
from data.catalogue import reference_text
from data.records import InvalidInput, NotFound
from pages.components.format import day, interval, share, signed
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import LINE, Cell, Part, Row, View, items, show, table, words

_ASKED_OF = (0.88, 0.92)


def show_calibration(rubric_hash: str) -> None:
    """Coverage per simulated world, agreement of the order, and what questions are worth; none where not kept."""
    try:
        found = parse_calibration(reference_text("calibration.yaml"))
    except (InvalidInput, NotFound):
        empty_state(text("method.calibration.none"))
        return
    section(
        text("method.calibration.title"),
        text("method.calibration.note", startups=found.startups, day=day(found.made_on, language())),
    )
    stale = [] if found.rubric_hash == rubric_hash else [[[words(text("method.calibration.stale"), "attention")]]]
    how = text("method.calibration.command", command=found.command, rubric=found.rubric_hash[:8])
    shown = [_worlds_view(found), items("plain", [*stale, [[words(how, "mute small")]]]), _questions_view(found)]
    show(shown, key="calibration")


def _worlds_view(found: CalibrationFigures) -> View:
    names = ("world", "expectation", "risk", "order", "baseline")
    columns = [Cell([words(text(f"method.calibration.{name}"))], "" if name == "world" else "number") for name in names]
    rows = []
    for world in found.worlds:
        better = world.rank_correlation > world.baseline_rank_correlation
        rows.append(
            Row(
                [
                    Cell([words(world.label_zh if language() == "zh" else world.label_en)]),
                    Cell(_coverage(world.expectation), "number"),
                    Cell(_coverage(world.risk), "number"),
                    Cell([words(f"{world.rank_correlation:.2f}", "strong" if better else "")], "number"),
                    Cell([words(f"{world.baseline_rank_correlation:.2f}", "mute")], "number"),
                ],
                rule=True,
            )
        )
    return table(columns, rows, label=text("method.calibration.title"))


def _coverage(figures: AxisFigures) -> list[Part]:
    """Share of truths inside with its interval; marked where the promise of nine in ten is missed."""
    is_off = not _ASKED_OF[0] <= figures.share <= _ASKED_OF[1]
    error = text("method.calibration.error", bias=signed(figures.bias), error=f"{figures.error:.1f}")
    ends = f"{interval(100 * figures.low, 100 * figures.high, 1)}%"
    return [
        words(share(figures.share, 1), "strong attention" if is_off else "strong", source=error),
        LINE,
        words(ends, "mute small"),
    ]


def _questions_view(found: CalibrationFigures) -> View:
    names = ("asked", "before", "best", "random")
    columns = [Cell([words(text(f"method.calibration.{name}"))], "" if name == "asked" else "number") for name in names]
    rows = [
        Row(
            [
                Cell([words(text("method.calibration.answers", count=trial.asked))]),
                *(Cell(_decision(trial, name), "number") for name in ("before", "after_best", "after_random")),
            ],
            rule=True,
        )
        for trial in found.questions
    ]
    return table(columns, rows, label=text("method.calibration.asked"))


def _decision(trial: TrialFigures, name: str) -> list[Part]:
    lost = text("method.calibration.lost", points=f"{getattr(trial, f'lost_{name}'):.2f}")
    return [words(share(getattr(trial, f"wrong_{name}"), 1), "strong"), LINE, words(lost, "mute small")]
