"""Probes of impact: is the model better on the published items than it would be had it not seen them?"""

from __future__ import annotations

from analysis.contamination.impact import LEAST_REFERENCES, PairedAccuracy, performance_impact
from analysis.contamination.probe_statistics import paired_drop, unpaired_drop
from evals.contamination.finding import Finding, Investigation, Note
from evals.contamination.items import chance_accuracy
from evals.contamination.twins import twin


def fresh_gap(case: Investigation) -> Finding:
    """Accuracy on published items minus accuracy on fresh ones of the same template (arXiv 2405.00332)."""
    published, fresh = case.published_correct, case.fresh_correct
    outcome = unpaired_drop(published, fresh)
    details = {"published_accuracy": sum(published) / len(published), "fresh_accuracy": sum(fresh) / len(fresh)}
    return Finding(outcome.n, outcome.drop, outcome.p_value, standard_error=outcome.standard_error, details=details)


def perturbed_twins(case: Investigation) -> Finding:
    """Accuracy on items minus accuracy on their own rewritten twins (arXiv 2410.05229)."""
    rng = case.rng("perturbed_twins")
    twins = [twin(item, rng) for item in case.materials.items]
    asked = [place for place, found in enumerate(twins) if found is not None]
    left_out = len(twins) - len(asked)
    notes = (Note("no_twin", {"count": left_out, "of": len(twins)}),) if left_out else ()
    if not asked:
        return Finding(0, notes=notes)
    original = [case.published_correct[place] for place in asked]
    made = [found for found in twins if found is not None]
    outcome = paired_drop(original, case.correct([found.item for found in made]))
    details = {"renumbered": float(sum(found.way == "numbers" for found in made))}
    return Finding(
        outcome.n, outcome.drop, outcome.p_value, standard_error=outcome.standard_error, notes=notes, details=details
    )


def reference_models(case: Investigation) -> Finding:
    """Accuracy on published items minus what models as good on the fresh ones reach (arXiv 2405.16281)."""
    published, fresh = case.published_correct, case.fresh_correct
    references = case.materials.references
    if len(references) < LEAST_REFERENCES:
        return Finding(0, notes=(Note("few_references", {"count": len(references), "least": LEAST_REFERENCES}),))
    accuracy = PairedAccuracy(
        sum(published) / len(published), sum(fresh) / len(fresh), len(published), len(fresh), "under suspicion"
    )
    outcome = performance_impact(
        accuracy, references, chance=chance_accuracy(case.materials.items), rng=case.rng("reference_models")
    )
    details = {"expected_accuracy": outcome.expected, "references": float(len(references))}
    if not outcome.within_range:
        return Finding(len(published), notes=(Note("beyond_references"),), details=details)
    return Finding(len(published), outcome.excess, outcome.p_value, details=details | {"low": outcome.low})
