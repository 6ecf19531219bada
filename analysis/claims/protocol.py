"""The conditions of a claim and of a run in the same words, so that they can be held against each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from data.records import UNSTATED_METRIC, Claim, RunProtocol, Score

_STOCK_WORDS = {"stock", "harness", "lm-eval", "lm_eval", "lm-evaluation-harness", "default", "task default"}
_CHAT_WORDS = {"chat", "chat template", "chat_template", "instruct", "with chat template"}
_SPLITS = {"val": "validation", "dev": "validation", "valid": "validation"}
_LIKELIHOOD_METRICS = {"acc", "acc_norm", "acc_bytes", "mc1", "mc2", "brier_score", "pct_stereotype"}
_MAJORITY = re.compile(r"\bmaj(?:ority)?[@_-]?(\d+)", re.IGNORECASE)
_VARIANT = re.compile(
    r"_(?:cot|zeroshot|zero_shot|fewshot|few_shot|n_shot|nshot|self_consistency|generative|gen|continuation|llama)(?=_|$)"
)


@dataclass(frozen=True, slots=True)
class RunConditions:
    """What a run recorded of its conditions.

    Attributes:
        protocol: As the run stored it.
        model: Name of its model, None if nobody says.
        models: Names of all models of the startup.
    """

    protocol: RunProtocol = field(default_factory=RunProtocol)
    model: str | None = None
    models: tuple[str, ...] = ()


Protocols = Mapping[int, RunConditions]
"""The conditions of each run, by run id."""


class Condition(NamedTuple):
    """One condition as the claim and as the run state it; None where a side does not."""

    aspect: str
    claimed: object
    measured: object


def conditions(claim: Claim, score: Score, run: RunConditions) -> list[Condition]:
    """Every condition that decides whether the score answers the claim.

    A claim that is silent on a majority vote is one on single answers; silent on a chain of thought or a subset, it
    leaves them to its task, which is the run's too.
    """
    task = run.protocol.task(score.task)
    measured_items = score.n if claim.items == score.n else score.total
    usual = [
        Condition("metric", None if claim.metric == UNSTATED_METRIC else claim.metric, score.metric),
        Condition("shots", claim.shots, score.shots),
        Condition("template", _claimed_template(claim.template), _run_template(run.protocol)),
        Condition("split", _split(claim.split), _split(task.split)),
        Condition("items", claim.items, measured_items),
        Condition("majority_of", claim.majority_of or 1, majority_of(score)),
    ]
    of_task = [
        Condition("chain_of_thought", claim.chain_of_thought, has_chain_of_thought(score)),
        Condition("subset", claim.subset, task.subset),
    ]
    return [*_model(claim, run), *usual, *(each for each in of_task if each.claimed is not None)]


def has_chain_of_thought(score: Score) -> bool | None:
    """Whether the model reasoned before it answered: said by the task's name; never where only likelihoods are read.

    None for generated answers of other tasks, whose prompts may or may not ask for steps.
    """
    if re.search(r"(?:^|_)cot(?:_|$)", score.task):
        return True
    return False if score.metric in _LIKELIHOOD_METRICS else None


def majority_of(score: Score) -> int:
    """Answers per item of which the most frequent counted, read off the answer filter; 1 for a single answer."""
    found = _MAJORITY.search(score.filter)
    return int(found.group(1)) if found else 1


def is_variant(first: str, second: str) -> bool:
    """Whether two tasks ask the same items in another way, such as with and without a chain of thought."""
    return _VARIANT.sub("", first) == _VARIANT.sub("", second)


def _model(claim: Claim, run: RunConditions) -> list[Condition]:
    """The model, where it decides: another one of the startup differs, an unknown name cannot be checked."""
    ours, known = run.model, run.models
    if ours is None or (claim.model is None and len(known) < 2):
        return []
    if claim.model is None or _bare(claim.model) not in {_bare(name) for name in known}:
        return [Condition("model", None, ours)]
    return [] if _bare(claim.model) == _bare(ours) else [Condition("model", claim.model, ours)]


def _claimed_template(stated: str | None) -> str | None:
    """The claim's template where it is one of the two a run can have; other words cannot be checked."""
    said = (stated or "").strip().casefold()
    return "stock" if said in _STOCK_WORDS else ("chat" if said in _CHAT_WORDS else None)


def _run_template(protocol: RunProtocol) -> str | None:
    applied = protocol.chat_template_applied
    return None if applied is None else ("chat" if applied else "stock")


def _split(stated: str | None) -> str | None:
    return None if stated is None else _SPLITS.get(stated.strip().casefold(), stated.strip())


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
