"""Forensics on the command line: the only place here that prints. Exit 0 in order, 1 a finding, 2 bad input."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from evals.forensics.fingerprints import Fingerprint

from data.command_line import one_sentence_errors
from data.places import var_folder
from data.records import InvalidInput
from evals.checkpoints.findings import Finding, Severity
from evals.places import DEMO_FINGERPRINTS

app = typer.Typer(no_args_is_help=True)

lineage_app = typer.Typer(no_args_is_help=True, help="Whether models share their initialisation.")
app.add_typer(lineage_app, name="lineage")

LabelledFolder = Annotated[Path | None, typer.Option(help="Where the trained models are kept; by default under var/.")]
ServedDtype = Literal["float16", "bfloat16", "float32"]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def forensics() -> None:
    """Take weights apart: what they are, where they come from, how they run, and who serves them."""


@app.command()
def checkpoint(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    claimed_billion: Annotated[
        float | None, typer.Option(min=0, help="Parameters the startup claims, in billions.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Examine a model folder without loading it; exit 1 when a finding of severity high stands."""
    from evals.checkpoints.examination import examine_checkpoint

    claimed = None if claimed_billion is None else round(claimed_billion * 1e9)
    with one_sentence_errors():
        report = examine_checkpoint(folder, claimed_parameters=claimed)
    if as_json:
        _print_json(report.as_json())
    else:
        typer.echo(f"{report.folder}  {report.model_type or 'unknown architecture'}  {report.weights_format}")
        typer.echo(f"digest      {report.digest or 'none'}")
        if report.parameters is not None:
            typer.echo(f"parameters  {report.parameters.total:,} ({_active(report.parameters.active)})")
        _print_findings(report.findings)
        typer.echo("may be loaded" if report.may_be_loaded else f"must not be loaded: {report.refusal}")
    raise typer.Exit(0 if report.is_in_order else 1)


@lineage_app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="Model folder.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Model folder.")],
    as_json: AsJson = False,
) -> None:
    """Compare the weights of two models; exit 1 when they share their initialisation."""
    from evals.forensics.lineage import compare_checkpoints

    with one_sentence_errors():
        report = compare_checkpoints(first, second)
    if as_json:
        _print_json(report.as_json())
    else:
        typer.echo(report.sentence())
        if report.judgement is not None:
            judged = report.judgement
            typer.echo(f"score {report.score:.3f}  z {judged.z:.1f}  p {judged.p_value:.3g}  n {judged.null_pairs}")
        typer.echo(f"identical values {report.identical_share:.1%}  {report.reason}".rstrip())
        for name, outcome in report.methods.items():
            typer.echo(f"{name:<14}{_one_line(outcome)}")
    raise typer.Exit(1 if report.verdict == "shared_initialisation" else 0)


@lineage_app.command()
def screen(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    library: Annotated[
        Path | None, typer.Option(help="Folder of fingerprints; those under var/fingerprints and those that ship.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare a model with the fingerprints of known ones; exit 1 when one is a candidate parent."""
    from evals.forensics import fingerprints
    from evals.forensics.model_parts import open_parts

    with one_sentence_errors():
        parts = open_parts(folder)
        results = fingerprints.screen(fingerprints.fingerprint(parts), _known_fingerprints(library))
    if as_json:
        _print_json([asdict(result) | {"is_candidate": result.is_candidate} for result in results])
    else:
        for result in results:
            score = "unknown" if result.score is None else f"{result.score:.3f}"
            typer.echo(f"{result.reference:<40} {score:>8}  {'candidate' if result.is_candidate else ''}".rstrip())
    raise typer.Exit(1 if any(result.is_candidate for result in results) else 0)


@lineage_app.command()
def fingerprint(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    out: Annotated[Path, typer.Option(help="File to write; name it *.fingerprint.safetensors.")],
) -> None:
    """Write the fingerprint of a model, small enough to keep and to share."""
    from evals.forensics import fingerprints
    from evals.forensics.model_parts import open_parts

    with one_sentence_errors():
        fingerprints.write_fingerprint(fingerprints.fingerprint(open_parts(folder)), out)
    typer.echo(f"{out}  {out.stat().st_size:,} bytes")


@lineage_app.command()
def mixture(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    candidates: Annotated[list[Path], typer.Argument(help="Folders of models it may be merged from.")],
    as_json: AsJson = False,
) -> None:
    """Write a model as a sum of candidates with weights not below zero; tells merges apart."""
    from evals.forensics.model_parts import open_parts
    from evals.forensics.weight_change import mixture as mixture_of

    with one_sentence_errors():
        found = mixture_of(open_parts(target), [open_parts(folder) for folder in candidates])
    if as_json:
        shares = dict(zip([folder.name for folder in candidates], found.shares, strict=True))
        _print_json({"shares": shares, "unexplained": found.unexplained})
        return
    for folder, share in zip(candidates, found.shares, strict=True):
        typer.echo(f"{share:6.3f}  {folder.name}")
    typer.echo(f"{found.unexplained:6.3f}  unexplained")


@lineage_app.command()
def calibrate(folder: LabelledFolder = None) -> None:
    """Train the labelled set where it is missing, and write the scores of independent pairs that judge all others."""
    from evals.forensics import lineage_benchmark

    folder = _labelled_set(folder)
    null = lineage_benchmark.calibrate(folder, _today())
    lineage_benchmark.write_null(null)
    typer.echo("  ".join(f"{kind} {len(scores)}" for kind, scores in null["scores"].items()))


@lineage_app.command()
def benchmark(folder: LabelledFolder = None) -> None:
    """Score every pair of the labelled set and write the table; exit 1 when over 5 % of strangers are flagged."""
    from evals.forensics import lineage_benchmark
    from evals.forensics.calibration import null_scores

    folder = _labelled_set(folder)
    rows = list(lineage_benchmark.benchmark(folder, null_scores()))
    found = lineage_benchmark.summary(rows, _today())
    lineage_benchmark.write_scores(rows, lineage_benchmark.SCORES_FILE)
    lineage_benchmark.SUMMARY_FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    _print_json({key: value for key, value in found.items() if key != "roc"})
    raise typer.Exit(1 if found["independent_flagged_share"] > 0.05 else 0)


@app.command()
def serving(
    model: Annotated[Path, typer.Option(metavar="DIR", help="Model folder.")],
    batch: Annotated[str, typer.Option(help="Batches, separated by commas.")] = "1,8,32",
    prompt_tokens: Annotated[int, typer.Option(min=1)] = 128,
    output_tokens: Annotated[int, typer.Option(min=2)] = 32,
    repeats: Annotated[int, typer.Option(min=5)] = 5,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    as_json: AsJson = False,
) -> None:
    """Measure how fast the weights answer on plain transformers: a baseline, not the startup's stack."""
    from evals.forensics.serving import ServingSettings, measure_serving

    with one_sentence_errors():
        asked = ServingSettings(_numbers(batch), prompt_tokens, output_tokens, repeats=repeats)
        report = measure_serving(model, asked, device=device)
    if as_json:
        _print_json(report.as_json())
        return
    typer.echo(report.label_en)
    gigabytes, gigaflops = (report.peaks.bandwidth_bytes_per_second / 1e9, report.peaks.flops_per_second / 1e9)
    typer.echo(f"{report.peaks.device} {report.dtype}: peaks {gigabytes:.1f} GB/s, {gigaflops:.0f} GFLOP/s")
    typer.echo("batch   TTFT ms   TPOT ms [95 %]              tokens/s   MBU    MFU")
    for speed in report.speeds:
        tpot = speed.tpot_seconds
        interval = f"{tpot.median * 1e3:8.2f} [{tpot.low * 1e3:.2f}, {tpot.high * 1e3:.2f}]"
        rate = speed.output_tokens_per_second.median
        shares = "  ".join(_share(share) for share in (speed.bandwidth_share, speed.decode_compute_share))
        typer.echo(f"{speed.batch:>5}  {speed.ttft_seconds.median * 1e3:8.2f}  {interval:<26}  {rate:8.1f}  {shares}")


@app.command()
def identity(
    endpoint: Annotated[str, typer.Option(metavar="URL", help="Base address, such as http://host:8000/v1.")],
    model: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the weights it should serve.")],
    served_name: Annotated[str, typer.Option(help="Name the endpoint knows the model by.")] = "default",
    served_dtype: Annotated[ServedDtype, typer.Option(help="Number type the endpoint computes in.")] = "bfloat16",
    vocabulary: Annotated[int, typer.Option(min=0, help="Ask for so many logprobs to estimate the hidden size.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Test whether an endpoint serves the weights in a folder; exit 1 when it serves others."""
    from evals.forensics.identity import IdentitySettings, examine_endpoint

    with one_sentence_errors():
        settings = IdentitySettings(full_vocabulary=vocabulary, served_dtype=served_dtype)
        report = examine_endpoint(endpoint, model, settings, model=served_name)
    if as_json:
        _print_json(report.as_json())
    else:
        typer.echo(f"{report.verdict}: {report.reason_en}")
        for name, test in (("logprobs", report.logprobs), ("samples", report.samples)):
            words = "not given" if test is None else f"difference {test.statistic:.4f}  p {test.p_value:.3g}"
            typer.echo(f"{name:<9} {words}")
    raise typer.Exit(1 if report.verdict == "different" else 0)


def _known_fingerprints(library: Path | None) -> list[Fingerprint]:
    from evals.forensics.fingerprints import SUFFIX, read_library

    if library is not None:
        return read_library(library)
    places = [place for place in (var_folder() / "fingerprints", DEMO_FINGERPRINTS) if any(place.glob(f"*{SUFFIX}"))]
    return [known for place in places for known in read_library(place)]


def _active(parameters: int | None) -> str:
    return "active unknown" if parameters is None else f"{parameters:,} active"


def _share(share: float | None) -> str:
    return "    ?" if share is None else f"{share:5.3f}"


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise InvalidInput(
            f"--batch: got {text!r}, expected whole numbers separated by commas, such as 1,8,32."
        ) from error


def _labelled_set(folder: Path | None) -> Path:
    import torch
    from transformers.utils import logging

    from evals.forensics.labelled_set import write_labelled_set

    torch.set_num_threads(1)
    logging.disable_progress_bar()
    place = folder or var_folder() / "labelled-set"
    for name in write_labelled_set(place):
        typer.echo(name, err=True)
    return place


def _today() -> date:
    return datetime.now(UTC).date()


def _one_line(outcome: object) -> str:
    if not isinstance(outcome, dict):
        return "does not apply"
    numbers = {key: f"{value:.3g}" for key, value in outcome.items() if isinstance(value, float | int)}
    return "  ".join(f"{key} {value}" for key, value in numbers.items()) or str(outcome.get("reason", ""))


def _print_findings(findings: tuple[Finding, ...]) -> None:
    for found in findings:
        typer.echo(f"{found.severity.value:<6}  {found.rule:<28}  {found.message_en}")
    high = sum(found.severity is Severity.HIGH for found in findings)
    typer.echo(f"{len(findings)} findings, {high} of severity high")


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]
