"""All probes against one model: which can run, what each finds and costs, and what they come to together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analysis.contamination.label import ContaminationLabel, ProbeKind, ProbeOutcome, joint_label
from data.catalogue.measured import probe_texts
from data.records import InvalidInput
from evals.contamination import impact, memorisation
from evals.contamination.finding import Finding, Investigation, Materials, Note
from evals.contamination.references import planted_experiment
from evals.contamination.rendering import whole_text
from evals.contamination.subject import Cost, Subject, metered

LEAST_ITEMS = 20
ProbeListener = Callable[[str, int, int], None]
Need = Literal["log_likelihoods", "fresh", "sample", "canary", "references"]


@dataclass(frozen=True, slots=True)
class Probe:
    """One way of looking for contamination.

    Attributes:
        kind: Whether it looks for memory or for its impact.
        run: The probe itself.
        needs: What must be at hand.
    """

    kind: ProbeKind
    run: Callable[[Investigation], Finding]
    needs: tuple[Need, ...] = ()


PROBES: dict[str, Probe] = {
    "option_order": Probe("memorisation", memorisation.option_order, ("log_likelihoods",)),
    "exchangeability": Probe("memorisation", memorisation.exchangeability, ("log_likelihoods",)),
    "min_k_plus_plus": Probe("memorisation", memorisation.min_k_plus_plus, ("log_likelihoods", "fresh")),
    "loss": Probe("memorisation", memorisation.loss, ("log_likelihoods", "fresh")),
    "guided_completion": Probe("memorisation", memorisation.guided_completion),
    "ngram_overlap": Probe("memorisation", memorisation.ngram_overlap, ("sample",)),
    "canary_rank": Probe("memorisation", memorisation.canary_rank, ("log_likelihoods", "canary")),
    "fresh_gap": Probe("impact", impact.fresh_gap, ("fresh",)),
    "perturbed_twins": Probe("impact", impact.perturbed_twins),
    "reference_models": Probe("impact", impact.reference_models, ("fresh", "references")),
}
"""The probes by name, in the order in which they run."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one probe found, what it cost, and whether it signals.

    Attributes:
        flag: Whether it signals after correction for the number of probes; None where it did not run.
        adjusted_p_value: After Holm's correction, None without a p-value.
    """

    probe: str
    kind: ProbeKind
    finding: Finding
    cost: Cost
    flag: bool | None = None
    adjusted_p_value: float | None = None

    @property
    def outcome(self) -> ProbeOutcome:
        """What counts for the label."""
        return ProbeOutcome(self.probe, self.kind, self.finding.p_value, self.finding.found)

    @property
    def texts(self) -> dict[str, Any]:
        """Name, name of the statistic and caveats of the probe, in both languages."""
        texts: dict[str, Any] = probe_texts()["probes"][self.probe]
        return texts

    def as_json(self) -> dict[str, Any]:
        """The result as plain values, with its texts in both languages."""
        return {
            "probe": self.probe,
            "kind": self.kind,
            "label": self.texts["label"],
            "statistic": self.finding.statistic,
            "statistic_name": self.texts["statistic"],
            "standard_error": self.finding.standard_error,
            "p_value": self.finding.p_value,
            "adjusted_p_value": self.adjusted_p_value,
            "flag": self.flag,
            "n": self.finding.n,
            "tokens_forwarded": self.cost.tokens_forwarded,
            "seconds": round(self.cost.seconds, 3),
            "processor_seconds": round(self.cost.processor_seconds, 3),
            "details": self.finding.details,
            "caveats": [*map(note_texts, (*self.finding.notes, *planted_notes(self.probe))), *self.texts["caveats"]],
        }


@dataclass(frozen=True, slots=True)
class ContaminationReport:
    """What all probes come to.

    Attributes:
        label: The joint label.
        results: One per probe asked for, those that could not run included.
        plain_cost: What the benchmark run itself took on the published items, for comparison.
        items: Published items.
        fresh_items: Fresh ones.
    """

    label: ContaminationLabel
    results: tuple[ProbeResult, ...]
    plain_cost: Cost
    items: int
    fresh_items: int

    def result(self, probe: str) -> ProbeResult | None:
        """The result of a probe, None if it was not asked for."""
        return next((each for each in self.results if each.probe == probe), None)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "label": str(self.label),
            "items": self.items,
            "fresh_items": self.fresh_items,
            "benchmark_run": {
                "tokens_forwarded": self.plain_cost.tokens_forwarded,
                "seconds": round(self.plain_cost.seconds, 3),
                "processor_seconds": round(self.plain_cost.processor_seconds, 3),
            },
            "probes": [result.as_json() for result in self.results],
        }


def contamination_report(
    model: Subject,
    materials: Materials,
    *,
    probes: Sequence[str] = tuple(PROBES),
    on_probe: ProbeListener | None = None,
) -> ContaminationReport:
    """What the named probes find of a model, and what they come to.

    Args:
        model: Weights, or an interface that only answers; the latter is spared probes that need log-probabilities.
        materials: The benchmark.
        probes: Names; all of them by default.
        on_probe: Told before each probe its name, how many are done, and how many there are.

    Raises:
        InvalidInput: if there is no such probe, or a published item is among the fresh ones.
    """
    check_probes(probes)
    check_disjoint(materials)
    case = Investigation(model, materials)
    _ = case.published_correct  # the run that every cost is compared with
    results = tuple(_probed(case, probes, on_probe))
    judged = joint_label([result.outcome for result in results])
    flagged = tuple(
        ProbeResult(
            result.probe,
            result.kind,
            result.finding,
            result.cost,
            flag=result.probe in judged.signals if result.outcome.has_run else None,
            adjusted_p_value=judged.adjusted_p_values.get(result.probe),
        )
        for result in results
    )
    return ContaminationReport(judged.label, flagged, case.plain_cost, len(materials.items), len(materials.fresh))


def check_probes(names: Sequence[str]) -> None:
    """Pass silently when there are probes of all these names.

    Raises:
        InvalidInput: there is none of one of them.
    """
    unknown = [name for name in names if name not in PROBES]
    if unknown:
        raise InvalidInput(f"No probe {unknown[0]!r}; there are {', '.join(PROBES)}, or all")


def check_disjoint(materials: Materials) -> None:
    """Pass silently when no published item is among the fresh ones.

    Raises:
        InvalidInput: one is; it could not be fresh.
    """
    published = {whole_text(item, materials.style) for item in materials.items}
    for number, item in enumerate(materials.fresh, 1):
        if whole_text(item, materials.style) in published:
            raise InvalidInput(
                f"Fresh item {number}, {item.question[:60]!r}, is a published one; give unpublished items"
            )


def _probed(case: Investigation, probes: Sequence[str], on_probe: ProbeListener | None) -> Iterator[ProbeResult]:
    for done, name in enumerate(probes):
        if on_probe is not None:
            on_probe(name, done, len(probes))
        probe = PROBES[name]
        obstacle = missing(probe, case)
        with metered(case.model) as cost:
            finding = Finding(0, notes=(obstacle,)) if obstacle else probe.run(case)
        yield ProbeResult(name, probe.kind, finding, cost)


def missing(probe: Probe, case: Investigation) -> Note | None:
    """What a probe lacks, None if it can run."""
    materials = case.materials
    present: dict[Need, bool] = {
        "log_likelihoods": case.model.gives_log_likelihoods,
        "fresh": bool(materials.fresh),
        "sample": materials.sample is not None,
        "canary": bool(materials.canary and materials.canary.strip()),
        "references": bool(materials.references),
    }
    lacking = next((need for need in probe.needs if not present[need]), None)
    if lacking is not None:
        return Note(f"needs_{lacking}")
    smallest = min(len(materials.items), len(materials.fresh)) if "fresh" in probe.needs else len(materials.items)
    return Note("few_items", {"count": smallest, "least": LEAST_ITEMS}) if smallest < LEAST_ITEMS else None


def planted_notes(probe: str) -> tuple[Note, ...]:
    """What the planted experiment says of a probe; nothing before the experiment was run."""
    rows = {row["probe"]: row for row in planted_experiment().get("probes", [])}
    if probe not in rows:
        return ()
    least, most = rows[probe]["least_copies_seen"], max(rows[probe]["seen"])
    return (Note("least_dose", {"dose": least}),) if least else (Note("never_sure", {"dose": most}),)


def note_texts(note: Note) -> dict[str, str]:
    """A note in both languages."""
    return {code: text.format(**note.values) for code, text in probe_texts()["notes"][note.code].items()}
