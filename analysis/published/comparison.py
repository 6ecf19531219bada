"""A startup's model beside published ones: where its size, data and compute stand, and its scores where comparable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.published.scores import PublishedScore
from analysis.published.tables import ModelPrice, PublishedModel
from data.records import EvidenceLevel, Fact, Score, Source

SIZE_FACTOR = 2.0
"""Models count as of one size up to this factor in active parameters."""
LEAST_MODELS = 5
OUR_HARNESS = "lm-eval"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a figure stands among published ones: share below it, counting equal ones half; None without a figure.

    Attributes:
        n: Published models with that figure.
        newest: Publication of the newest among them.
    """

    value: float | None
    share: float | None
    n: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Capability:
    """Share of models of its size that the model exceeds on the same tasks, or None and why it cannot be said.

    Attributes:
        models: Published models compared with.
        tasks: Tasks that all of them and the model share, under one protocol.
    """

    share: float | None
    models: int = 0
    tasks: tuple[str, ...] = ()
    dated: date | None = None
    reason_en: str = ""
    reason_zh: str = ""


@dataclass(frozen=True, slots=True)
class ValuedScore:
    """A published score with what it takes: active parameters, and the list price where the model has one."""

    published: PublishedScore
    price: ModelPrice | None

    @property
    def per_billion_active(self) -> float | None:
        """Points of a hundred per billion active parameters."""
        active = self.published.active_parameters
        return None if active is None else 100 * self.published.score / (active / 1e9)

    @property
    def per_dollar(self) -> float | None:
        """Points of a hundred per US dollar of a million blended tokens."""
        if self.price is None or self.price.blended_usd <= 0:
            return None
        return 100 * self.published.score / self.price.blended_usd


def standing(value: float | None, published: Iterable[tuple[float | None, date]]) -> Standing:
    """The standing of a value among published figures, those that are unknown left out."""
    known = [(figure, day) for figure, day in published if figure is not None]
    newest = max((day for _, day in known), default=None)
    if value is None or not known:
        return Standing(value, None, len(known), newest)
    below = sum(figure < value for figure, _ in known) + sum(figure == value for figure, _ in known) / 2
    return Standing(value, below / len(known), len(known), newest)


def training_standings(
    models: Sequence[PublishedModel], *, params: float | None, tokens: float | None, flop: float | None
) -> dict[str, Standing]:
    """Where parameters, tokens and training compute stand among published language models."""
    language = [model for model in models if "Language" in model.domain]
    return {
        "params": standing(params, ((model.parameters, model.published) for model in language)),
        "tokens": standing(tokens, ((model.tokens, model.published) for model in language)),
        "flop": standing(flop, ((model.training_flop, model.published) for model in language)),
    }


def valued_scores(
    published: Sequence[PublishedScore], prices: Sequence[ModelPrice], *, task: str, shots: int
) -> tuple[ValuedScore, ...]:
    """The published scores of one task and number of shots, with list prices where the names agree."""
    by_name = {price.model: price for price in prices}
    return tuple(
        ValuedScore(score, by_name.get(score.model))
        for score in published
        if score.task == task and score.shots == shots
    )


def value_standings(
    published: Sequence[ValuedScore], score: float | None, *, active_params: float | None, usd_per_mtok: float | None
) -> dict[str, Standing]:
    """Where a score stands for its size and for its price among published scores of the same task and shots.

    Args:
        published: Published scores with what they take.
        score: The model's own, as a fraction; None where it was not run.
        active_params: Parameters the model uses per token.
        usd_per_mtok: Its list price, US dollars per million blended tokens.
    """
    per_size = None if score is None or not active_params else 100 * score / (active_params / 1e9)
    per_dollar = None if score is None or not usd_per_mtok else 100 * score / usd_per_mtok
    return {
        "per_size": standing(per_size, ((each.per_billion_active, each.published.dated) for each in published)),
        "per_dollar": standing(per_dollar, ((each.per_dollar, each.published.dated) for each in published)),
    }


def capability_percentile(
    measured: Sequence[Score],
    published: Sequence[PublishedScore],
    active_params: float | None,
    *,
    contaminated: Collection[str] = (),
) -> Capability:
    """Share of published models within a factor of two in active parameters whose mean the measured one exceeds.

    Only scores under one protocol are compared: the same task, metric and shots, all items, and published with the
    harness that measured. The tasks are those that at least five such models share; others say nothing.

    Args:
        measured: Newest scores of the model.
        published: Published scores.
        active_params: Parameters used per token, None if unknown.
        contaminated: Tasks found contaminated, left out.
    """
    if active_params is None:
        return _unknown("The number of active parameters is unknown.", "激活参数量未知。")
    own = {
        (score.task, score.metric, score.shots): score.value
        for score in measured
        if score.n == score.total and score.task not in contaminated
    }
    same = [score for score in published if (score.task, score.metric, score.shots) in own]
    if not same:
        return _unknown(
            "No published score has the task, metric and shots of a complete run.",
            "没有任何已发布成绩与完整运行的任务、指标和示例数相同。",
        )
    stated = [score for score in same if score.harness == OUR_HARNESS]
    if not stated:
        return _unknown(
            f"{len(same)} published scores share task and shots, but none states the harness; prompts may differ.",
            f"有 {len(same)} 个已发布成绩的任务与示例数相同，但均未说明评测框架，提示词可能不同。",
        )
    return _among_its_size(own, [score for score in stated if _is_of_size(score, active_params)])


def capability_fact(found: Capability, as_of: date) -> Fact | None:
    """The result `capability_percentile` as a measured fact; None where it cannot be said."""
    if found.share is None:
        return None
    title = f"{found.models} published models on {', '.join(found.tasks)}"
    source = Source("computed", title, dated=found.dated)
    return Fact("capability_percentile", found.share, EvidenceLevel.MEASURED, as_of, source, entered_by="Assay")


def _among_its_size(own: dict[tuple[str, str, int | None], float], peers: Sequence[PublishedScore]) -> Capability:
    tables: dict[str, dict[tuple[str, str, int | None], float]] = {}
    for score in peers:
        tables.setdefault(score.model, {})[score.task, score.metric, score.shots] = score.score
    shared = [key for key in own if sum(key in table for table in tables.values()) >= LEAST_MODELS]
    complete = [table for table in tables.values() if shared and all(key in table for key in shared)]
    if len(complete) < LEAST_MODELS:
        return _unknown(
            f"Fewer than {LEAST_MODELS} published models of its size share the tasks and the protocol.",
            f"任务与协议均相同的同规模已发布模型不足 {LEAST_MODELS} 个。",
        )
    mean = sum(own[key] for key in shared) / len(shared)
    exceeded = sum(mean > sum(table[key] for key in shared) / len(shared) for table in complete)
    tasks = tuple(task for task, _, _ in shared)
    return Capability(exceeded / len(complete), len(complete), tasks, max(score.dated for score in peers))


def _is_of_size(score: PublishedScore, active_params: float) -> bool:
    active = score.active_parameters
    return active is not None and 1 / SIZE_FACTOR <= active / active_params <= SIZE_FACTOR


def _unknown(english: str, chinese: str) -> Capability:
    return Capability(None, reason_en=english, reason_zh=chinese)
