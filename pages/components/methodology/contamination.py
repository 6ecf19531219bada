"""What the contamination probes saw of models with a known past, what they cost, and the labels that follow."""

from __future__ import annotations

from data.catalogue.measured import probe_label
from pages.components.charts.contamination import ProbeDot, ProbeWords, contamination_chart
from pages.components.format import plain_number, share
from pages.components.frame import section
from pages.components.language import has_text, language, text
from pages.components.methodology.planted import (
    FalseAlarms,
    PlantedModel,
    PlantedTable,
    label_counts,
    planted_table,
)
from pages.components.plots import plot_text, show_figure
from pages.components.rows import LINE, Cell, Row, items, show, table, words
from pages.components.theme import palette

_COST_STYLES = {"probe": "", "unshared": "number wide", "times_seconds": "number wide"}


def show_contamination() -> None:
    """Circumstances, the picture, the table of probes, their cost, and the labels."""
    found = planted_table()
    section(text("method.planted.title"), text("method.planted.note"))
    said = (_circumstances(found), text("method.planted.misses"), text("method.planted.picture"))
    show([items("plain", [[[words(sentence)]] for sentence in said])], key="planted_how")
    _picture(found)
    _seen(found)
    _labels(found)
    _cost(found)


def group_name(group: str) -> str:
    """What was planted, in words."""
    copies, _, change = group.partition(", ")
    if copies == "0":
        return text("method.planted.clean")
    key = f"method.planted.{change.replace(' ', '_')}" if change else "method.planted.copies"
    return text(key if has_text(key) else "method.planted.copies", count=copies)


def strictest_threshold(found: PlantedTable) -> float:
    """The p-value that signals however many probes ran: the error rate over their number, Holm's first step."""
    return float(found.facts["family_error_rate"]) / len(found.probes)


def p_text(p_value: float | None) -> str:
    """A p-value in two significant digits, in words where the probe did not run."""
    if p_value is None:
        return text("method.planted.not_run")
    if p_value < 1e-12:
        return "< 1e-12"
    return f"{p_value:.2g}"


def _circumstances(found: PlantedTable) -> str:
    facts = found.facts
    clean = found.mislabelled()
    return text(
        "method.planted.how",
        clean=clean.of,
        runs=clean.runs,
        planted=len(found.models) - clean.runs,
        parameters=f"{facts['parameters']:,}",
        items=facts["items"],
        fresh=facts["fresh_items"],
        date=facts["measured_on"],
        machine=facts["machine"],
        minutes=round(sum(facts["processor_seconds"].values()) / 60),
        command=facts["command"],
    )


def _picture(found: PlantedTable) -> None:
    groups = found.groups
    dots = [
        ProbeDot(row, groups.index(model.group), p_value, probe in model.signals, _hover(probe, model, p_value))
        for row, probe in enumerate(found.probes)
        for model in found.models
        if (p_value := model.p_values[probe]) is not None
    ]
    threshold = strictest_threshold(found)
    said = ProbeWords(
        [probe_label(probe, language()) for probe in found.probes],
        [group_name(group) for group in groups],
        text("method.planted.axis"),
        text("method.planted.threshold", value=f"{threshold:g}"),
    )
    figure = contamination_chart(dots, said, threshold, palette())
    show_figure(figure, key="planted_picture", description=text("method.planted.alt", count=len(dots)))


def _hover(probe: str, model: PlantedModel, p_value: float) -> str:
    return f"<b>{plot_text(probe_label(probe, language()))}</b><br>{group_name(model.group)}<br>p = {p_text(p_value)}"


def _seen(found: PlantedTable) -> None:
    section(text("method.planted.seen"), text("method.planted.seen_note"))
    planted = found.groups[1:]
    names = [text("method.planted.probe"), text("method.planted.false_alarms"), *map(group_name, planted)]
    columns = [Cell([words(name)]) for name in [*names, text("method.planted.least")]]
    rows = [_seen_row(found, probe, planted) for probe in found.probes]
    show([table(columns, rows, label=text("method.planted.seen"), cards=True)], key="planted_seen")


def _seen_row(found: PlantedTable, probe: str, planted: list[str]) -> Row:
    row = found.cost(probe)
    least = row["least_copies_seen"]
    said = text("method.planted.copies", count=least) if least else text("method.planted.none")
    clean = [value for model in found.of_group("0") if (value := model.p_values[probe]) is not None]
    smallest = text("method.planted.smallest", p=p_text(min(clean)))
    first = [words(probe_label(probe, language()), "strong"), LINE]
    first.append(words(text(f"method.planted.{row['kind']}"), "mute small"))
    alarms = [words(_alarms(found.false_alarms(probe))), LINE, words(smallest, "mute small")]
    cells = [Cell(first), Cell(alarms, "labelled", text("method.planted.false_alarms"))]
    for group in planted:
        models = found.of_group(group)
        seen = sum(probe in model.signals for model in models)
        missed = "attention" if seen < len(models) else "strong"
        values = " · ".join(p_text(model.p_values[probe]) for model in models)
        parts = [words(text("method.planted.of", seen=seen, of=len(models)), missed), LINE, words(values, "mute small")]
        cells.append(Cell(parts, "labelled", group_name(group)))
    return Row([*cells, Cell([words(said)], "labelled", text("method.planted.least"))], rule=True)


def _alarms(alarms: FalseAlarms) -> str:
    ends = f"{100 * alarms.interval.low:.0f}–{100 * alarms.interval.high:.0f}"
    return text("method.planted.alarms", wrong=alarms.models, of=alarms.of, interval=ends)


def _labels(found: PlantedTable) -> None:
    rate = share(found.facts["family_error_rate"])
    section(text("method.planted.labels"), text("method.planted.labels_note", rate=rate))
    columns = [Cell([words(text(f"method.planted.{name}"))]) for name in ("planted", "from_all", "from_weights")]
    rows = [
        Row(
            [
                Cell([words(group_name(group), "strong")]),
                *(
                    Cell([words(_counted(label_counts(found.of_group(group), from_weights=alone)))])
                    for alone in (False, True)
                ),
            ],
            rule=True,
        )
        for group in found.groups
    ]
    clean = found.mislabelled()
    said = text("method.planted.follows", alarms=_alarms(clean), runs=clean.runs, rate=rate)
    views = [table(columns, rows, label=text("method.planted.labels")), items("plain", [[[words(said)]]])]
    show(views, key="planted_labels")


def _counted(labels: dict[str, int]) -> str:
    return " · ".join(f"{text(f'method.planted.label_{label}')} {count}" for label, count in labels.items())


def _cost(found: PlantedTable) -> None:
    run = found.facts["benchmark_run"]
    section(text("method.planted.cost"), text("method.planted.cost_note"))
    names = ("probe", "forwarded", "times", "unshared", "seconds", "times_seconds")
    columns = [Cell([words(text(f"method.planted.{name}"))], _COST_STYLES.get(name, "number")) for name in names]
    plain = run | {"times_benchmark_tokens": 1, "times_benchmark_seconds": 1}
    lines = [(text("method.planted.benchmark_run"), plain)]
    lines += [(probe_label(probe, language()), found.cost(probe)) for probe in found.probes]
    show(
        [table(columns, [_cost_row(name, cost) for name, cost in lines], label=text("method.planted.cost"))],
        key="planted_cost",
    )


def _cost_row(name: str, cost: dict[str, float]) -> Row:
    figures = (
        f"{cost['tokens_forwarded']:,}",
        f"× {plain_number(cost['times_benchmark_tokens'], 2)}",
        f"{cost['tokens_without_sharing']:,}",
        f"{cost['processor_seconds']:.2f}",
        f"× {plain_number(cost['times_benchmark_seconds'], 2)}",
    )
    styles = ("number", "number", "number wide", "number", "number wide")
    cells = [Cell([words(each)], style) for each, style in zip(figures, styles, strict=True)]
    return Row([Cell([words(name, "strong")]), *cells], rule=True)
