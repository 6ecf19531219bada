"""How a lineage score is judged: against the scores of models that are known to be independent.

The scores in null_scores.json come from pairs of models trained from different seeds (`lineage calibrate` made them).
They are small models, whose scores spread more than large ones'; judging large models by them errs towards caution.
"""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

NULL_FILE = Path(__file__).with_name("null_scores.json")
NullKind = Literal["same_depth", "other_depth", "screen"]
LEAST_Z = 4.0
LARGEST_P = 0.02


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a score stands among the scores of independent models.

    Attributes:
        z: Standard deviations above their mean.
        p_value: (1 + number of them at or above) / (1 + their number); never below 1 / (1 + their number).
        null_pairs: Their number.
    """

    z: float
    p_value: float
    null_pairs: int

    @property
    def excludes_chance(self) -> bool:
        """Whether the score lies beyond every doubt of chance: z at least 4 and p at most 0.02."""
        return self.z >= LEAST_Z and self.p_value <= LARGEST_P


def judgement(score: float, kind: NullKind) -> Judgement:
    """Where `score` stands among independent pairs of that kind.

    Args:
        score: A lineage score.
        kind: Pairs of equal depth, of other depth, or compared by fingerprints.
    """
    return judged_against(score, null_scores()[kind])


def judged_against(score: float, null: list[float]) -> Judgement:
    """Where `score` stands among `null`, at least two scores of independent pairs."""
    z = (score - statistics.fmean(null)) / statistics.stdev(null)
    reached = sum(value >= score for value in null)
    return Judgement(z, (1 + reached) / (1 + len(null)), len(null))


@cache
def null_scores() -> dict[NullKind, list[float]]:
    """Scores of independent pairs by kind, as shipped."""
    content: dict[str, Any] = json.loads(NULL_FILE.read_text(encoding="utf-8"))
    return content["scores"]  # type: ignore[no-any-return]
