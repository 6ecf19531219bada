"""Benchmarks as decks call them, matched to lm-eval's task names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "arcc": ("arc_challenge",),
    "arcchallenge": ("arc_challenge",),
    "arce": ("arc_easy",),
    "arc": ("arc_challenge", "arc_easy"),
    "bbh": ("bbh",),
    "bigbenchhard": ("bbh",),
    "commonsenseqa": ("commonsense_qa",),
    "csqa": ("commonsense_qa",),
    "drop": ("drop",),
    "gpqa": ("gpqa_main_n_shot", "gpqa_diamond_n_shot", "gpqa_main_zeroshot", "gpqa_diamond_zeroshot"),
    "gpqadiamond": ("gpqa_diamond_n_shot", "gpqa_diamond_zeroshot"),
    "lambada": ("lambada_openai", "lambada_standard"),
    "math": ("minerva_math", "hendrycks_math"),
    "math500": ("minerva_math500", "hendrycks_math500"),
    "multitaskunderstanding": ("mmlu",),
    "nq": ("nq_open",),
    "naturalquestions": ("nq_open",),
    "obqa": ("openbookqa",),
    "siqa": ("social_iqa",),
    "socialiqa": ("social_iqa",),
    "truthfulqa": ("truthfulqa_mc1", "truthfulqa_mc2", "truthfulqa_gen"),
    "tqa": ("triviaqa", "truthfulqa_mc2"),
}
_CLOSE_ENOUGH = 0.75
_CANDIDATES = 4


def task_candidates(name: str, known_tasks: Collection[str]) -> tuple[str, ...]:
    """The tasks a benchmark's name may mean, best first: one if the name is the task's or a common other name for it.

    Several where the name covers several tasks or only resembles them; none where nothing comes near.

    Args:
        name: The benchmark's name without shots, items and the like.
        known_tasks: lm-eval task names to choose from.
    """
    bare = _normalised(name)
    by_name = {_normalised(task): task for task in sorted(known_tasks, reverse=True)}
    if bare in by_name:
        return (by_name[bare],)
    if aliased := tuple(task for task in _ALIASES.get(bare, ()) if task in known_tasks):
        return aliased
    close = difflib.get_close_matches(bare, by_name, n=_CANDIDATES, cutoff=_CLOSE_ENOUGH)
    return tuple(by_name[match] for match in close)


def is_surely(name: str, task: str) -> bool:
    """Whether a benchmark's name means this task and no other: its own name, or another name of nothing else."""
    bare = _normalised(name)
    return bare == _normalised(task) or _ALIASES.get(bare) == (task,)


def _normalised(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
