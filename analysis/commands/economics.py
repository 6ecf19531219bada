"""Commands that hold numbers against physics and each other: training, serving, accounts, an exit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.commands import report_text
from analysis.commands.stored import dossier_of
from analysis.commands.terminal import AsJson, Language, say
from analysis.diligence.examination import DEFAULT_SEED
from analysis.diligence.reported_figures import reported_financials
from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.serving_economics import ServedModel, serving_bounds
from analysis.economics.training_checks import checked_training
from analysis.economics.training_compute import TrainingFigures
from analysis.economics_reports import cap_table_of, financial_report, serving_report, training_report, waterfall_report
from analysis.finance.bands import parse_finance_bands
from analysis.finance.metrics import customers_frame, last_month, periods_frame
from analysis.scoring.assessment import generator_for
from data.catalogue import reference_text
from data.command_line import one_sentence_errors
from data.company_tables import file_content, read_customer_arr, read_holdings, read_monthly_accounts
from data.records import InvalidInput


def training(
    params: Annotated[float | None, typer.Option(help="Parameters.")] = None,
    active_params: Annotated[float | None, typer.Option(help="Parameters used per token.")] = None,
    mixture: Annotated[
        bool, typer.Option("--mixture", help="A mixture of experts: unless given, those stay open.")
    ] = False,
    tokens: Annotated[float | None, typer.Option(help="Tokens seen.")] = None,
    gpu: Annotated[str | None, typer.Option(help="Accelerator, such as H100.")] = None,
    gpu_hours: Annotated[float | None, typer.Option(help="Device-hours of the run.")] = None,
    mfu: Annotated[float | None, typer.Option(help="Model FLOP utilisation, a fraction.")] = None,
    price_per_gpu_hour: Annotated[float | None, typer.Option(help="US dollars per device-hour.")] = None,
    cost: Annotated[float | None, typer.Option(help="US dollars for the run.")] = None,
    flop: Annotated[float | None, typer.Option(help="Operations of the run as stated.")] = None,
    gpus: Annotated[float | None, typer.Option(help="Devices at work together.")] = None,
    days: Annotated[float | None, typer.Option(help="Calendar days.")] = None,
    unique_tokens: Annotated[float | None, typer.Option(help="Tokens before repeats.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the unique tokens.")] = None,
    precision: Annotated[Literal["bf16", "fp8"], typer.Option(help="Whose peak utilisation refers to.")] = "bf16",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Solve a training run from what is given, and name contradictions; exit status 1 if there are any."""
    with one_sentence_errors():
        chip = chip_named(gpu, parse_chips(reference_text("hardware.yaml"))) if gpu else None
        figures = TrainingFigures(
            params=params,
            active_params=active_params,
            tokens=tokens,
            gpu_hours=gpu_hours,
            mfu=mfu,
            price_per_gpu_hour=price_per_gpu_hour,
            cost_usd=cost,
            flop=flop,
            gpus=gpus,
            days=days,
            unique_tokens=unique_tokens,
            epochs=epochs,
            precision=precision,
            is_mixture=mixture,
        )
        if figures == TrainingFigures(precision=precision, is_mixture=mixture):
            raise InvalidInput("training: nothing was given; name a figure, such as --params 8e9 --tokens 15e12")
        found = checked_training(figures, chip)
    say(training_report(found, language), as_json, report_text.training_lines)
    raise typer.Exit(1 if found.findings else 0)


def serving(
    params: Annotated[float, typer.Option(help="Parameters.")],
    gpu: Annotated[str, typer.Option(help="Accelerator, such as H100.")],
    batch: Annotated[int, typer.Option(help="Sequences decoded together.")] = 1,
    context: Annotated[int, typer.Option(help="Tokens of cache per sequence.")] = 2048,
    price_per_gpu_hour: Annotated[float | None, typer.Option(help="US dollars per device-hour.")] = None,
    bytes_per_param: Annotated[float, typer.Option(help="2 for 16 bits, 1 for 8, 0.5 for 4.")] = 2.0,
    active_params: Annotated[float | None, typer.Option(help="Parameters used per token.")] = None,
    layers: Annotated[int | None, typer.Option(help="With the next two, gives the cache per token.")] = None,
    kv_heads: Annotated[int | None, typer.Option("--kv-heads", help="Key-value heads.")] = None,
    head_dim: Annotated[int | None, typer.Option("--head-dim", help="Dimension of a head.")] = None,
    devices: Annotated[int, typer.Option(help="Accelerators that share the model.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Bound speed, price and memory of serving a model: no real stack can be faster or cheaper."""
    with one_sentence_errors():
        model = ServedModel(params, active_params, bytes_per_param, layers, kv_heads, head_dim)
        chip = chip_named(gpu, parse_chips(reference_text("hardware.yaml")))
        found = serving_bounds(
            model, chip, batch=batch, context=context, price_per_gpu_hour=price_per_gpu_hour, devices=devices
        )
    say(serving_report(found), as_json, report_text.figure_lines)


def finance(
    file: Annotated[Path, typer.Argument(help="Monthly accounts in CSV or XLSX.")],
    startup: Annotated[str | None, typer.Option(help="Slug whose stated figures are held against them.")] = None,
    customers: Annotated[Path | None, typer.Option(help="ARR by customer and month: cohorts, concentration.")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Derive every figure from monthly accounts, and the runway; exit status 1 where they contradict themselves."""
    with one_sentence_errors():
        rows = read_monthly_accounts(file_content(file), file.name, language=language).checked()
        periods, rng = periods_frame(rows), generator_for(file.name, DEFAULT_SEED)
        bands = parse_finance_bands(reference_text("finance_bands.yaml"))
        facts = () if startup is None else dossier_of(startup).facts
        reported = reported_financials(facts, last_month(periods))
        by_customer = None
        if customers is not None:
            found = read_customer_arr(file_content(customers), customers.name, language=language)
            by_customer = customers_frame(found.checked())
        report = financial_report(periods, bands, rng, reported=reported, customers=by_customer, language=language)
    say(report, as_json, report_text.finance_lines)
    raise typer.Exit(1 if report["findings"] else 0)


def waterfall(
    file: Annotated[Path, typer.Argument(help="Cap table in YAML, CSV or XLSX.")],
    exit_usd: Annotated[float, typer.Option("--exit", help="Value of the exit, US dollars.")],
    debt_usd: Annotated[float, typer.Option("--debt", help="Debt paid first, US dollars.")] = 0.0,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Split an exit among the holders of a cap table, to the cent; JSON maps each holder to its payout."""
    with one_sentence_errors():
        table = cap_table_of(read_holdings(file_content(file), file.name, language=language).checked())
        report = waterfall_report(table, exit_usd, debt_usd)
    say(report["payouts"], as_json, report_text.figure_lines)
