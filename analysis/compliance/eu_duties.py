"""Whether a company that changed another's model counts as its provider under the EU AI Act, from its ledger.

An indication, not legal advice. Source: Commission guidelines on general-purpose AI models of 18 July 2025.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.compliance.eu_ai_act import Answer, modifier_is_provider
from analysis.evidence.readings import unique_inputs, weakest_level
from analysis.evidence.state import Evidence
from analysis.published.tables import PublishedModel
from analysis.quantities.ranges import Range, exactly
from data.records import Fact, Source

MODIFIER_KEY = "eu_modifier_verdict"
_ESTIMATE_ERROR = 0.3
"""Share by which an estimate of training compute may be off; the error the guidelines accept."""
_MODIFIER_KEYS = ("own_pretraining", "base_model_name", "architecture_type", "train_flop", "train_flop_estimate")


def training_flop(evidence: Evidence) -> Range | None:
    """Compute of the company's own training in FLOP: as stated, else estimated with the error of an estimate."""
    stated, estimated = evidence.reading("train_flop").value, evidence.reading("train_flop_estimate").value
    if isinstance(stated, float) and stated > 0:
        return exactly(stated)
    return exactly(estimated).widened(_ESTIMATE_ERROR) if isinstance(estimated, float) and estimated > 0 else None


def modifier_fact(evidence: Evidence, published: Sequence[PublishedModel] = ()) -> Fact | None:
    """The result `eu_modifier_verdict`, None while undecided; as strong as the weakest fact behind it."""
    answer = _modifier(evidence, published)
    inputs = unique_inputs([entry for key in _MODIFIER_KEYS for entry in evidence.reading(key).inputs])
    if answer not in ("yes", "no") or not inputs:
        return None
    source = Source(
        "computed", "Training compute against a third of the original’s", reference=", ".join(_MODIFIER_KEYS)
    )
    verdict = "provider" if answer == "yes" else "not_provider"
    as_of = min(entry.fact.as_of for entry in inputs)
    return Fact(MODIFIER_KEY, verdict, weakest_level(inputs), as_of, source, entered_by="Assay")


def _modifier(evidence: Evidence, published: Sequence[PublishedModel]) -> Answer:
    trains = evidence.reading("own_pretraining").value
    if not isinstance(trains, bool):
        return "unknown"
    if trains or evidence.reading("architecture_type").value == "api_only":
        return "no"
    return modifier_is_provider(training_flop(evidence), _original_flop(evidence, published))


def _original_flop(evidence: Evidence, published: Sequence[PublishedModel]) -> float | None:
    name = evidence.reading("base_model_name").value
    if not isinstance(name, str):
        return None
    wanted = _plain(name)
    return next((model.training_flop for model in published if _plain(model.name) == wanted), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
