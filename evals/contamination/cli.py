"""Contamination probes on the command line. Exit 0 not contaminated, 1 contaminated, 2 bad input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from data.command_line import one_sentence_errors
from evals.command_line import write_json
from evals.contamination.rendering import Style

app = typer.Typer(add_completion=False)

WIDTHS = "{:<20}{:>12}{:>12}{:>12}{:>7}{:>10}{:>9}  {}"


@app.command()
def probe(
    name: Annotated[str, typer.Argument(help="A probe, or all.")],
    model: Annotated[str, typer.Option(help="Local model folder, or hub id.")],
    items: Annotated[str, typer.Option(help="Published items: JSON lines {question, choices, answer}, or own task.")],
    fresh: Annotated[str | None, typer.Option(help="Unpublished items of the same kind, likewise.")] = None,
    sample: Annotated[Path | None, typer.Option(help="Text file: part of the training data.")] = None,
    references: Annotated[Path | None, typer.Option(help="YAML file: accuracies of unsuspected models.")] = None,
    canary: Annotated[str | None, typer.Option(help="The benchmark's canary; its last word is the secret.")] = None,
    style: Annotated[Style, typer.Option(help="How the benchmark shows options.")] = Style.INLINE,
    seed: Annotated[int, typer.Option(help="Fixes every draw.")] = 1234,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Look for a benchmark's items in a model's training; exit 1 when the label is contaminated.

    Probes: option_order, exchangeability, min_k_plus_plus, loss, guided_completion, ngram_overlap, canary_rank,
    fresh_gap, perturbed_twins, reference_models.
    """
    with one_sentence_errors():
        settings = {
            "items": items,
            "fresh": fresh,
            "sample": sample,
            "references": references,
            "canary": canary,
            "style": style,
            "seed": seed,
        }
        report = _report(name, model, {key: value for key, value in settings.items() if value is not None})
    if as_json:
        write_json(report, "-")
    else:
        _print_report(report)
    raise typer.Exit(1 if report["label"] == "contaminated" else 0)


def _report(name: str, model: str, settings: dict[str, Any]) -> dict[str, Any]:
    if Path(model).expanduser().is_dir():
        os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    # Loading torch takes seconds; bad items are told before.
    from evals.checkpoints.loading import silence_loading
    from evals.contamination.battery import PROBES, check_disjoint, check_probes, contamination_report
    from evals.contamination.measurement import materials_of
    from evals.contamination.subject import LocalModel
    from evals.engine import EngineSettings, MeasuringLM

    probes = tuple(PROBES) if name == "all" else (name,)
    check_probes(probes)
    materials = materials_of(settings)
    check_disjoint(materials)
    silence_loading()
    lm = MeasuringLM.open(EngineSettings(str(Path(model).expanduser()), seed=materials.seed))
    return contamination_report(LocalModel(lm), materials, probes=probes).as_json()


def _print_report(report: dict[str, Any]) -> None:
    typer.echo(WIDTHS.format("probe", "statistic", "p", "corrected", "n", "tokens", "seconds", ""))
    for result in report["probes"]:
        words = (_number(result[key]) for key in ("statistic", "p_value", "adjusted_p_value"))
        flag = {True: "SIGNAL", False: "", None: "not run"}[result["flag"]]
        cost = (result["n"], result["tokens_forwarded"], f"{result['seconds']:.1f}")
        typer.echo(WIDTHS.format(result["probe"], *words, *cost, flag))
        for caveat in result["caveats"] if result["flag"] is not False else []:
            typer.echo(f"    {caveat['en']}")
    run = report["benchmark_run"]
    typer.echo(f"The benchmark run itself: {run['tokens_forwarded']} tokens, {run['seconds']:.1f} seconds.")
    typer.echo(f"label: {report['label']}")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
