"""What the EU AI Act asks of the maker of a general-purpose model, and which of it the ledger shows done.

An indication, not legal advice. Sources: Regulation (EU) 2024/1689, Articles 51 to 55, 111(3) and 113, with
the exception of Article 53(2); Commission guidelines on general-purpose AI models of 18 July 2025.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.compliance.eu_ai_act import Answer, compute_duties, modifier_is_provider
from analysis.evidence.readings import Absence, unique_inputs, weakest_level
from analysis.evidence.state import Evidence
from analysis.published.tables import PublishedModel
from analysis.quantities.ranges import Range, exactly
from data.records import Fact, Source

MODIFIER_KEY = "eu_modifier_verdict"
DUTIES_FROM = date(2025, 8, 2)
OLDER_MODELS_FROM = date(2027, 8, 2)
_ESTIMATE_ERROR = 0.3
"""Share by which an estimate of training compute may be off; the error the guidelines accept."""
_MODIFIER_KEYS = ("own_pretraining", "base_model_name", "architecture_type", "train_flop", "train_flop_estimate")


@dataclass(frozen=True, slots=True)
class EuDuty:
    """One duty.

    Attributes:
        code: Its name in code.
        applies: Whether the company owes it on the day of assessment.
        met: Whether the ledger shows it done; unknown where no field of the registry says.
        source: Article it follows from.
    """

    code: str
    label_en: str
    label_zh: str
    applies: Answer
    met: Answer
    source: str


@dataclass(frozen=True, slots=True)
class EuPosition:
    """Where a company stands under the Act.

    Attributes:
        general_purpose: Whether its own training compute makes the model a general-purpose one.
        systemic_risk: Whether it lies above the presumption of systemic risk.
        modifier: Whether changing another's model makes it a provider; "no" for a model of its own.
        on_eu_market: Whether it sells in the EU.
        in_force: Whether the duties bind on the day of assessment, given the release of the model.
    """

    general_purpose: Answer
    systemic_risk: Answer
    modifier: Answer
    on_eu_market: Answer
    in_force: Answer
    duties: tuple[EuDuty, ...]


def eu_position(evidence: Evidence, published: Sequence[PublishedModel] = ()) -> EuPosition:
    """The position as far as the ledger tells.

    Args:
        evidence: Ledger with computed results; its day decides what is in force.
        published: Public record of models, for the compute of the one that was modified.
    """
    flop = training_flop(evidence)
    found = compute_duties(flop, generates_content=True)
    trains = _yes_or_no(evidence, "own_pretraining")
    modifier = _modifier(evidence, flop, published)
    provider = _either(modifier, _both(found.general_purpose, trains))
    market, in_force = _on_eu_market(evidence), _in_force(evidence)
    owes = _both(_both(provider, market), in_force)
    owes_systemic = _both(_both(found.systemic_risk, market), in_force)
    spared = _both(_yes_or_no(evidence, "weights_open"), _opposite(found.systemic_risk))
    papers = _both(owes, _opposite(spared))
    duties = (
        EuDuty("technical_documentation", "Technical documentation", "技术文档", papers, "unknown", "Art. 53(1)(a)"),
        EuDuty("downstream_information", "Information for deployers", "下游信息", papers, "unknown", "Art. 53(1)(b)"),
        EuDuty("copyright_policy", "Copyright policy", "版权政策", owes, "unknown", "Art. 53(1)(c)"),
        EuDuty(
            "training_summary",
            "Public summary of training content",
            "训练内容公开摘要",
            owes,
            _yes_or_no(evidence, "eu_training_summary_published"),
            "Art. 53(1)(d)",
        ),
        EuDuty(
            "notification",
            "Notification of the Commission within two weeks",
            "两周内通报欧盟委员会",
            owes_systemic,
            _yes_or_no(evidence, "eu_ai_office_notified"),
            "Art. 52(1)",
        ),
        EuDuty(
            "risk_evaluation", "Evaluation of systemic risks", "系统性风险评估", owes_systemic, "unknown", "Art. 55"
        ),
    )
    return EuPosition(found.general_purpose, found.systemic_risk, modifier, market, in_force, duties)


def training_flop(evidence: Evidence) -> Range | None:
    """Compute of the company's own training in FLOP: as stated, else estimated with the error of an estimate."""
    stated, estimated = evidence.reading("train_flop").value, evidence.reading("train_flop_estimate").value
    if isinstance(stated, float) and stated > 0:
        return exactly(stated)
    return exactly(estimated).widened(_ESTIMATE_ERROR) if isinstance(estimated, float) and estimated > 0 else None


def modifier_fact(evidence: Evidence, published: Sequence[PublishedModel] = ()) -> Fact | None:
    """The result `eu_modifier_verdict`, None while undecided; as strong as the weakest fact behind it."""
    answer = _modifier(evidence, training_flop(evidence), published)
    inputs = unique_inputs([entry for key in _MODIFIER_KEYS for entry in evidence.reading(key).inputs])
    if answer not in ("yes", "no") or not inputs:
        return None
    source = Source(
        "computed", "Training compute against a third of the original’s", reference=", ".join(_MODIFIER_KEYS)
    )
    verdict = "provider" if answer == "yes" else "not_provider"
    as_of = min(entry.fact.as_of for entry in inputs)
    return Fact(MODIFIER_KEY, verdict, weakest_level(inputs), as_of, source, entered_by="Assay")


def _modifier(evidence: Evidence, flop: Range | None, published: Sequence[PublishedModel]) -> Answer:
    trains = _yes_or_no(evidence, "own_pretraining")
    if trains != "no":
        return "no" if trains == "yes" else "unknown"
    if evidence.reading("architecture_type").value == "api_only":
        return "no"
    original = _original_flop(evidence, published)
    systemic = original is not None and original > 1e25
    return modifier_is_provider(flop, original, original_has_systemic_risk=systemic)


def _original_flop(evidence: Evidence, published: Sequence[PublishedModel]) -> float | None:
    name = evidence.reading("base_model_name").value
    if not isinstance(name, str):
        return None
    wanted = _plain(name)
    return next((model.training_flop for model in published if _plain(model.name) == wanted), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _yes_or_no(evidence: Evidence, key: str) -> Answer:
    value = evidence.reading(key).value
    return ("yes" if value else "no") if isinstance(value, bool) else "unknown"


def _on_eu_market(evidence: Evidence) -> Answer:
    regions = evidence.reading("sales_regions").value
    return ("yes" if "eu" in regions else "no") if isinstance(regions, tuple) else "unknown"


def _in_force(evidence: Evidence) -> Answer:
    """Models placed on the market before 2 August 2025 have until 2 August 2027."""
    if evidence.as_of is None:
        return "unknown"
    if evidence.as_of >= OLDER_MODELS_FROM:
        return "yes"
    released = evidence.reading("model_release_date").value
    if isinstance(released, Absence) or not isinstance(released, date):
        return "unknown"
    return "yes" if released >= DUTIES_FROM else "no"


def _opposite(answer: Answer) -> Answer:
    opposites: dict[Answer, Answer] = {"yes": "no", "no": "yes"}
    return opposites.get(answer, answer)


def _both(first: Answer, second: Answer) -> Answer:
    if "no" in (first, second):
        return "no"
    return next((answer for answer in (first, second) if answer != "yes"), "yes")


def _either(first: Answer, second: Answer) -> Answer:
    if "yes" in (first, second):
        return "yes"
    return next((answer for answer in (first, second) if answer != "no"), "no")
