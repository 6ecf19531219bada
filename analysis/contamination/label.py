"""The joint label of several contamination probes: none is believed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from analysis.inference.multiplicity import holm_adjusted
from data.records import InvalidInput

ProbeKind = Literal["memorisation", "impact"]
FAMILY_ERROR_RATE = 0.01


class ContaminationLabel(StrEnum):
    """What the probes come to, codes as in the rubric's `contamination_label`."""

    CLEAN = "clean"
    INDICATIVE = "indicative"
    CONTAMINATED = "contaminated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What one probe found.

    Attributes:
        probe: Its name.
        kind: Memorisation: the model or its data holds the items. Impact: its score is higher for it.
        p_value: None where the probe did not run or has none.
        found: For probes that see the items themselves and need no p-value; None otherwise.
    """

    probe: str
    kind: ProbeKind
    p_value: float | None
    found: bool | None = None

    @property
    def has_run(self) -> bool:
        """Whether it says anything."""
        return self.p_value is not None or self.found is not None


class JointLabel(NamedTuple):
    """The label, the probes that signal, and the p-values corrected for their number."""

    label: ContaminationLabel
    signals: tuple[str, ...]
    adjusted_p_values: dict[str, float]


def joint_label(outcomes: Sequence[ProbeOutcome], family_error_rate: float = FAMILY_ERROR_RATE) -> JointLabel:
    """Label of a model from all its probes.

    A probe signals when its p-value, corrected by Holm over all probes that ran, is at most `family_error_rate`: of
    clean models no more than that share shows any signal, however many probes run and however they depend on each
    other. One kind of signal is indicative; memorisation and impact together are contaminated. Without a signal the
    label is clean only if both kinds were looked for, else unknown.

    Raises:
        InvalidInput: if a p-value is no probability.
    """
    tested = [(outcome.probe, outcome.p_value) for outcome in outcomes if outcome.p_value is not None]
    wrong = [name for name, value in tested if not 0 <= value <= 1]
    if wrong:
        raise InvalidInput(f"Probe {wrong[0]!r} gave no probability; a p-value lies between 0 and 1.")
    corrected = holm_adjusted([value for _, value in tested])
    adjusted = {name: value for (name, _), value in zip(tested, corrected, strict=True)}
    signals = tuple(
        outcome.probe for outcome in outcomes if outcome.found or adjusted.get(outcome.probe, 1.0) <= family_error_rate
    )
    kinds = {outcome.kind for outcome in outcomes if outcome.probe in signals}
    looked_for = {outcome.kind for outcome in outcomes if outcome.has_run}
    if len(kinds) == 2:
        label = ContaminationLabel.CONTAMINATED
    elif kinds:
        label = ContaminationLabel.INDICATIVE
    else:
        label = ContaminationLabel.CLEAN if len(looked_for) == 2 else ContaminationLabel.UNKNOWN
    return JointLabel(label, signals, adjusted)
