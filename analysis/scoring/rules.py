"""Rules over the evidence: true is a finding, unknown a question to the founder, and gates cap the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis.evidence.conditions import truth
from analysis.evidence.readings import unique_inputs
from analysis.evidence.state import Evidence
from analysis.scoring.claim_words import claims_phrase
from analysis.scoring.comparisons import REFUTED_COUNT, refuted_claims
from analysis.scoring.messages import finding_message
from analysis.scoring.open_keys import unknown_leaves
from analysis.scoring.rubric import Rubric
from analysis.scoring.rubric_schema import Rule
from analysis.scoring.settings import Severity, Verdict
from analysis.scoring.verdicts import lowest
from data.records import Fact, InvalidInput

Outcome = Literal["open", "clear", "unknown"]
BEYOND_DECISION = (
    " It was set aside before; what was found since goes beyond that decision.",
    "此前曾被搁置；此后的发现超出了当时的决定。",
)
"""What is added, in English and Chinese, to a finding that counts again."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An analyst's decision that a finding does not count, with the reason and where it can be checked.

    Attributes:
        lapsed: Whether what was found since goes beyond what was decided on, so that the finding counts again.
    """

    reason: str
    source: str
    decided_by: str = ""
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is true.

    Attributes:
        rule: Key of the rule.
        message_en: One sentence with the numbers.
        message_zh: The same in Chinese.
        facts: Ledger facts it rests on.
        source: Where the rule comes from.
        set_aside: The analyst's decision, None while the finding counts.
    """

    rule: str
    number: int
    severity: Severity
    category: str
    label_en: str
    label_zh: str
    message_en: str
    message_zh: str
    facts: tuple[Fact, ...]
    source: str
    set_aside: SetAside | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A rule that cannot be decided yet, as a question to the founder, with the keys it waits for."""

    rule: str
    number: int
    severity: Severity
    question_en: str
    question_zh: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateState:
    """Where a gate stands: open when its finding counts, clear, or unknown; and the best verdict it leaves."""

    rule: str
    label_en: str
    label_zh: str
    outcome: Outcome
    cap: Verdict | None
    set_aside: SetAside | None


@dataclass(frozen=True, slots=True)
class Cap:
    """The best verdict that a rule leaves, and why."""

    rule: str
    verdict: Verdict
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RuleResults:
    """What all rules say."""

    findings: tuple[Finding, ...]
    questions: tuple[OpenQuestion, ...]
    gates: tuple[GateState, ...]
    caps: tuple[Cap, ...]


def rule_results(rubric: Rubric, evidence: Evidence, set_aside: Mapping[str, SetAside] | None = None) -> RuleResults:
    """All rules judged on the evidence.

    Args:
        rubric: Its rules.
        evidence: What is known.
        set_aside: Decisions of analysts by key of the rule; they count only while the rule is true.

    Raises:
        InvalidInput: if a decision names no rule, or gives no reason or no source.
    """
    given = dict(set_aside or {})
    _refuse_unfounded(given, rubric)
    decisions = {key: decision for key, decision in given.items() if not decision.lapsed}
    outcomes = {rule.key: rule_truth(rule, evidence) for rule in rubric.rules}
    true = [rule for rule in rubric.rules if outcomes[rule.key] is True]
    unknown = [rule for rule in rubric.rules if outcomes[rule.key] is None]
    gates = [rule for rule in rubric.rules if rule.severity == "gate"]
    return RuleResults(
        findings=tuple(_finding(rule, evidence, given.get(rule.key), rubric) for rule in true),
        questions=tuple(_question(rule, evidence) for rule in unknown),
        gates=tuple(_gate(rule, outcomes[rule.key], evidence, decisions, rubric) for rule in gates),
        caps=_caps(rubric, outcomes, evidence, decisions),
    )


def _refuse_unfounded(decisions: Mapping[str, SetAside], rubric: Rubric) -> None:
    known = {rule.key for rule in rubric.rules}
    for key, decision in decisions.items():
        if key not in known:
            raise InvalidInput(f"finding {key!r} cannot be set aside: the rubric has no such rule")
        if not decision.reason.strip() or not decision.source.strip():
            raise InvalidInput(f"finding {key!r} cannot be set aside without a reason and a source")


def thresholds_of(rule: Rule) -> dict[str, float | date]:
    """The rule's thresholds by name."""
    return {name: threshold.value for name, threshold in rule.thresholds.items()}


def rule_truth(rule: Rule, evidence: Evidence) -> bool | None:
    """Whether the rule holds: True, False, or None while that is unknown."""
    return truth(rule.when, evidence, thresholds_of(rule))


def _finding(rule: Rule, evidence: Evidence, decision: SetAside | None, rubric: Rubric) -> Finding:
    english, chinese = (_message(rule, evidence, rubric, language) for language in ("en", "zh"))
    lapsed = decision is not None and decision.lapsed
    if lapsed:
        english, chinese = english + BEYOND_DECISION[0], chinese + BEYOND_DECISION[1]
    return Finding(
        rule=rule.key,
        number=rule.number,
        severity=rule.severity,
        category=rule.category,
        label_en=rule.label_en,
        label_zh=rule.label_zh,
        message_en=english,
        message_zh=chinese,
        facts=_facts(rule, evidence),
        source=rule.source,
        set_aside=None if lapsed else decision,
    )


def _message(rule: Rule, evidence: Evidence, rubric: Rubric, language: str) -> str:
    """The comparisons that are true; where they count refuted claims, the claims themselves."""
    refuted = refuted_claims(evidence, rubric.scoring.credibility) if REFUTED_COUNT in rule.reads else ()
    if not refuted:
        return finding_message(rule, evidence, language)
    colon, stop = ("：", "。") if language == "zh" else (": ", ".")
    return f"{rule.label(language)}{colon}{claims_phrase(refuted, language)}{stop}"


def _facts(rule: Rule, evidence: Evidence) -> tuple[Fact, ...]:
    inputs = unique_inputs([entry for key in rule.reads for entry in evidence.reading(key).inputs])
    return tuple({id(entry.fact): entry.fact for entry in inputs}.values())


def _question(rule: Rule, evidence: Evidence) -> OpenQuestion:
    missing = unknown_leaves(rule.reads, evidence)
    english, chinese = (rule.question(language, while_unknown=True) for language in ("en", "zh"))
    return OpenQuestion(rule.key, rule.number, rule.severity, english, chinese, missing)


def _gate(
    rule: Rule, outcome: bool | None, evidence: Evidence, decisions: Mapping[str, SetAside], rubric: Rubric
) -> GateState:
    decision = decisions.get(rule.key) if outcome is True else None
    cap = None if decision is not None else _gate_cap(rule, outcome, evidence, rubric)
    state: Outcome = "unknown" if outcome is None else "open" if outcome else "clear"
    return GateState(rule.key, rule.label_en, rule.label_zh, state, cap, decision)


def _gate_cap(rule: Rule, outcome: bool | None, evidence: Evidence, rubric: Rubric) -> Verdict | None:
    caps = rule.verdict_cap
    if caps is None or outcome is False:
        return None
    cap, stricter = (
        (caps.when_true, caps.when_true_and) if outcome is True else (caps.when_unknown, caps.when_unknown_and)
    )
    if stricter is not None and truth(stricter.when, evidence, thresholds_of(rule)) is True:
        return lowest([stricter.cap, cap], rubric.scoring)
    return cap


def _caps(
    rubric: Rubric, outcomes: Mapping[str, bool | None], evidence: Evidence, decisions: Mapping[str, SetAside]
) -> tuple[Cap, ...]:
    caps = []
    for rule in rubric.rules:
        outcome = outcomes[rule.key]
        if outcome is True and rule.key in decisions:
            continue
        cap = _gate_cap(rule, outcome, evidence, rubric)
        if outcome is True and rule.severity == "high":
            cap = rubric.scoring.open_high_finding_cap
        if cap is not None:
            caps.append(Cap(rule.key, cap, "unknown" if outcome is None else "open"))
    return tuple(caps)


def capped_verdict(verdict: Verdict, caps: Sequence[Cap], rubric: Rubric) -> tuple[Verdict, Cap | None]:
    """The verdict after all caps, and the lowest cap if it is what held the verdict down."""
    if not caps:
        return verdict, None
    order = [name.code for name in rubric.scoring.verdicts]
    binding = max(caps, key=lambda cap: order.index(cap.verdict))
    final = lowest([verdict, binding.verdict], rubric.scoring)
    return final, binding if final != verdict else None
