"""How evidence becomes a distribution and distributions a verdict: all settings of the scoring together."""

from __future__ import annotations

from typing import Literal

from analysis.evidence.result_fields import Strict
from analysis.scoring.credibility_settings import CredibilitySettings
from analysis.scoring.settings import (
    Ageing,
    Dependence,
    EvidenceSetting,
    KnownLevel,
    QuestionSettings,
    SeverityName,
    Share,
    Verdict,
    VerdictLines,
    VerdictName,
)


class Scoring(Strict):
    """How evidence becomes a distribution and distributions a verdict."""

    evidence_levels: tuple[EvidenceSetting, ...]
    distribution: Literal["beta_by_moments"]
    sd_cap_share: Share
    mean_clip: tuple[Share, Share]
    ageing: Ageing
    mixed_evidence: Literal["weakest_input"]
    verdicts: tuple[VerdictName, ...]
    open_high_finding_cap: Verdict
    verdict_lines: VerdictLines
    severities: tuple[SeverityName, ...]
    dependence: Dependence | None = None
    credibility: CredibilitySettings | None = None
    questions: QuestionSettings | None = None

    def verdict_names(self, language: str) -> dict[str, str]:
        """Name of every verdict in `language` ("en" or "zh"), from best to worst."""
        return {name.code: name.label_zh if language == "zh" else name.label_en for name in self.verdicts}

    def pull(self, level: KnownLevel) -> float:
        """Share by which points of that level are pulled to the mean of the missing."""
        return next(setting.pull_to_missing for setting in self.evidence_levels if setting.level == level)
