import numpy as np
import pytest

from analysis.contamination.label import ContaminationLabel, ProbeKind, ProbeOutcome, joint_label
from data.records import InvalidInput

MEMORY: ProbeKind = "memorisation"
IMPACT: ProbeKind = "impact"


def test_p_values_are_corrected_by_holm_over_all_probes_that_ran():
    judged = joint_label(
        [
            ProbeOutcome("order", MEMORY, 0.002),
            ProbeOutcome("loss", MEMORY, 0.5),
            ProbeOutcome("gap", IMPACT, 0.004),
            ProbeOutcome("canary", MEMORY, None),
        ]
    )
    assert judged.adjusted_p_values == pytest.approx({"order": 0.006, "loss": 0.5, "gap": 0.008})
    assert judged.signals == ("order", "gap")
    assert judged.label is ContaminationLabel.CONTAMINATED


@pytest.mark.parametrize(
    ("memory", "impact", "label"),
    [
        (1e-9, 1e-9, "contaminated"),
        (1e-9, 0.3, "indicative"),
        (0.3, 1e-9, "indicative"),
        (0.3, 0.3, "clean"),
        (1e-9, None, "indicative"),
        (0.3, None, "unknown"),
        (None, 0.3, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_label_needs_both_kinds_of_probe(memory, impact, label):
    outcomes = [ProbeOutcome("order", MEMORY, memory), ProbeOutcome("gap", IMPACT, impact)]
    assert joint_label(outcomes).label == label


def test_items_seen_in_the_data_need_no_p_value():
    judged = joint_label([ProbeOutcome("overlap", MEMORY, None, found=True), ProbeOutcome("gap", IMPACT, 1e-4)])
    assert judged.label is ContaminationLabel.CONTAMINATED
    assert judged.signals == ("overlap", "gap")


def test_a_sample_without_overlap_counts_as_looked_for():
    judged = joint_label([ProbeOutcome("overlap", MEMORY, None, found=False), ProbeOutcome("gap", IMPACT, 0.4)])
    assert judged.label is ContaminationLabel.CLEAN


def test_of_clean_models_at_most_one_in_a_hundred_shows_any_signal():
    rng = np.random.default_rng(5)
    kinds = [MEMORY] * 6 + [IMPACT] * 3
    labels = []
    for _ in range(3000):
        outcomes = [ProbeOutcome(str(place), kind, float(rng.random())) for place, kind in enumerate(kinds)]
        labels.append(joint_label(outcomes).label)
    flagged = sum(label is not ContaminationLabel.CLEAN for label in labels) / len(labels)
    assert 0 < flagged <= 0.01 + 3 * (0.01 * 0.99 / 3000) ** 0.5
    assert ContaminationLabel.CONTAMINATED not in labels


def test_a_p_value_that_is_no_probability_is_refused():
    with pytest.raises(InvalidInput, match="Probe 'gap' gave no probability"):
        joint_label([ProbeOutcome("gap", IMPACT, 1.2)])
