"""Whether two checkpoints share their initialisation, from weights alone and tensor by tensor.

"Shares initialisation with X" can be shown this way. Who copied whom, and whether they were allowed to, cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from data.records import InvalidInput
from evals.checkpoints.digest import folder_digests
from evals.checkpoints.parameters import is_parameter
from evals.forensics.alignment import Alignment, aligned_cka, column_alignment, monotone_pairs
from evals.forensics.calibration import Judgement, NullKind, judgement
from evals.forensics.independence import IndependenceTest, any_order_test, in_place_test
from evals.forensics.model_parts import ModelParts, open_parts, shared_rows
from evals.forensics.weight_change import WeightChange, weight_change

Array = np.ndarray
Verdict = Literal["shared_initialisation", "no_evidence", "not_comparable"]
FEWEST_SHARED_TOKENS = 64
MOST_TOKENS = 20_000
MOST_DIMENSIONS = 1024
DIMENSIONS_FOR_LAYERS = 256
IN_PLACE = 0.9
IDENTICAL = 0.01

VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    "shared_initialisation": ("shares initialisation with", "与其同源初始化"),
    "no_evidence": ("no sign of shared initialisation with", "未发现与其同源初始化的迹象"),
    "not_comparable": ("cannot be compared with", "无法与其比较"),
}


@dataclass(frozen=True, slots=True)
class AttentionScore:
    """Queries and keys compared after alignment: the main score.

    Attributes:
        score: Mean unbiased CKA over layers, queries and keys; about 0 for independent models, 1 for equal ones.
        by_layer: Layer of the first, layer of the second, mean CKA of its queries and keys.
        alignment: How the hidden dimensions were matched.
    """

    score: float
    by_layer: tuple[tuple[int, int, float], ...]
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class LineageReport:
    """What comparing two checkpoints found.

    Attributes:
        first: Name of one folder.
        second: Name of the other.
        verdict: shared_initialisation, no_evidence or not_comparable.
        score: Main score, None where not comparable by it.
        judgement: Where the score stands among independent pairs.
        identical_share: Share of the first's matrix values that stand in the second byte for byte, under any name.
        reason: Why they are not comparable, empty otherwise.
        methods: Each method's own outcome, by name; None or a reason where it does not apply.
    """

    first: str
    second: str
    verdict: Verdict
    score: float | None
    judgement: Judgement | None
    identical_share: float
    reason: str
    methods: dict[str, Any]

    @property
    def p_value(self) -> float | None:
        """Empirical p value of independence by the main score; None where it was not computed."""
        return self.judgement.p_value if self.judgement else None

    def sentence(self, language: str = "en") -> str:
        """The verdict as one sentence in `language` ("en" or "zh")."""
        words = VERDICT_WORDS[self.verdict][language == "zh"]
        return (
            f"{self.first}：{words}（{self.second}）。" if language == "zh" else f"{self.first} {words} {self.second}."
        )

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-safe values."""
        return asdict(self) | {
            "p_value": self.p_value,
            "sentence_en": self.sentence(),
            "sentence_zh": self.sentence("zh"),
        }


def compare_checkpoints(first_folder: Path, second_folder: Path) -> LineageReport:
    """Compare the weights in two folders; a tensor of each is in memory at a time.

    Raises:
        InvalidInput: if a folder has no usable weights or configuration.
    """
    first, second = open_parts(first_folder), open_parts(second_folder)
    identical = identical_share(first, second)
    methods: dict[str, Any] = {"tensor_hash": {"identical_share": identical}}
    try:
        outcome = attention_score(first, second)
    except InvalidInput as reason:
        verdict: Verdict = "shared_initialisation" if identical >= IDENTICAL else "not_comparable"
        return LineageReport(first.name, second.name, verdict, None, None, identical, str(reason), methods)
    judged = judgement(outcome.score, _null_kind(first, second))
    methods |= _supporting_methods(first, second, outcome)
    shared = identical >= IDENTICAL or judged.excludes_chance
    verdict = "shared_initialisation" if shared else "no_evidence"
    return LineageReport(first.name, second.name, verdict, outcome.score, judged, identical, "", methods)


def attention_score(first: ModelParts, second: ModelParts) -> AttentionScore:
    """Mean unbiased CKA of queries and keys after matching the hidden dimensions over shared tokens.

    Layers of equal number are compared one to one; otherwise the shallower's are placed in order where they fit best.
    At most 20,000 tokens and 1,024 matched dimensions take part, evenly spaced.

    Raises:
        InvalidInput: if fewer than 64 tokens are shared, or no queries and keys are found under a known name.
    """
    alignment = embedding_alignment(first, second)
    few = _thinned(alignment, MOST_DIMENSIONS)
    pairs = _layer_pairs(first, second, alignment)
    by_layer = []
    for one, other in pairs:
        parts = zip(first.queries_and_keys(one), second.queries_and_keys(other), strict=True)
        similarities = [aligned_cka(a, b, few) for a, b in parts]
        known = [value for value in similarities if value is not None]
        if known:
            by_layer.append((one, other, float(np.mean(known))))
    if not by_layer:
        raise InvalidInput(
            f"No queries and keys of {first.name!r} and {second.name!r} can be compared; export both as saved."
        )
    return AttentionScore(float(np.mean([value for *_, value in by_layer])), tuple(by_layer), alignment)


def embedding_alignment(first: ModelParts, second: ModelParts) -> Alignment:
    """Hidden dimensions of two models matched by their embedding columns over shared tokens.

    Raises:
        InvalidInput: if fewer than 64 tokens are shared.
    """
    first_rows, second_rows = shared_rows(first, second)
    if len(first_rows) < FEWEST_SHARED_TOKENS:
        raise InvalidInput(
            f"{first.name!r} and {second.name!r} share {len(first_rows)} tokens, at least {FEWEST_SHARED_TOKENS} are "
            "needed; hand over both tokenizer.json files."
        )
    chosen = np.linspace(0, len(first_rows) - 1, min(len(first_rows), MOST_TOKENS)).astype(np.int64)
    cosines = _streamed_cosines(first, second, first_rows[chosen], second_rows[chosen])
    return column_alignment(cosines, len(first_rows))


def identical_share(first: ModelParts, second: ModelParts) -> float:
    """Share of the first's matrix values that the second holds byte for byte, whatever tensors and files are called.

    Vectors, buffers and constant matrices are left out: those are equal in models that have nothing in common.
    """
    known = {digest for file in folder_digests(second.weights.folder) for digest in file.tensors.values()}
    total, equal = 0, 0
    for file in folder_digests(first.weights.folder):
        for name, digest in file.tensors.items():
            entry = first.weights.entry(name)
            if len(entry.shape) < 2 or not is_parameter(name):
                continue
            total += entry.elements
            equal += entry.elements if digest in known and not _is_constant(first, name) else 0
    return equal / total if total else 0.0


def lineage_facts(verdicts: Mapping[str, Verdict], declared_base: str | None) -> dict[str, str]:
    """What comparisons of one model with known public models settle, by rubric key; nothing without a comparison.

    Args:
        verdicts: By name of the public model.
        declared_base: Name of the base model the startup declares; None or "own" when it declares none.
    """
    if not verdicts:
        return {}
    shared = [name for name, verdict in verdicts.items() if verdict == "shared_initialisation"]
    if shared:
        declared = declared_base is not None and any(_same_name(name, declared_base) for name in shared)
        return {"lineage_verdict": "declared_parent" if declared else "undeclared_parent"}
    answered = "no_evidence" in verdicts.values()
    return {"lineage_verdict": "independent" if answered else "inconclusive"}


def _supporting_methods(first: ModelParts, second: ModelParts, outcome: AttentionScore) -> dict[str, Any]:
    in_place = outcome.alignment.in_place_share >= IN_PLACE
    return {
        "lap_cka": {
            "score": outcome.score,
            "by_layer": [list(row) for row in outcome.by_layer],
            "shared_tokens": outcome.alignment.shared_tokens,
            "mean_column_cosine": float(outcome.alignment.cosines.mean()),
            "in_place_share": outcome.alignment.in_place_share,
        },
        "csu": _attempt(lambda: in_place_test(first, second)),
        "match": _attempt(lambda: any_order_test(first, second, *shared_rows(first, second))),
        "weight_change": _attempt(lambda: weight_change(first, second)) if in_place else None,
    }


def _attempt(method: Callable[[], IndependenceTest | WeightChange | None]) -> dict[str, Any] | None:
    try:
        outcome = method()
    except InvalidInput as reason:
        return {"reason": str(reason)}
    return None if outcome is None else asdict(outcome)


def _null_kind(first: ModelParts, second: ModelParts) -> NullKind:
    return "same_depth" if len(first.layers) == len(second.layers) else "other_depth"


def _layer_pairs(first: ModelParts, second: ModelParts, alignment: Alignment) -> list[tuple[int, int]]:
    if len(first.layers) == len(second.layers):
        return list(zip(first.layers, second.layers, strict=True))
    few = _thinned(alignment, DIMENSIONS_FOR_LAYERS)
    columns = [_few_dimensions(second, layer, few.second) for layer in second.layers]
    similarity = np.zeros((len(first.layers), len(second.layers)))
    ordered = Alignment(np.arange(len(few.first)), np.arange(len(few.first)), few.signs, few.cosines, few.shared_tokens)
    for row, layer in enumerate(first.layers):
        features = _few_dimensions(first, layer, few.first)
        for column, others in enumerate(columns):
            values = [aligned_cka(a, b, ordered) or 0.0 for a, b in zip(features, others, strict=True)]
            similarity[row, column] = float(np.mean(values))
    return [(first.layers[row], second.layers[column]) for row, column in monotone_pairs(similarity)]


def _few_dimensions(parts: ModelParts, layer: int, dimensions: Array) -> list[Array]:
    return [features[dimensions].copy() for features in parts.queries_and_keys(layer)]


def _thinned(alignment: Alignment, most: int) -> Alignment:
    count = len(alignment.first)
    if count <= most:
        return alignment
    chosen = np.linspace(0, count - 1, most).astype(np.int64)
    return Alignment(
        alignment.first[chosen],
        alignment.second[chosen],
        alignment.signs[chosen],
        alignment.cosines[chosen],
        alignment.shared_tokens,
    )


def _streamed_cosines(first: ModelParts, second: ModelParts, first_rows: Array, second_rows: Array) -> Array:
    """Cosines of centred embedding columns, from sums over blocks of tokens."""
    product = np.zeros((first.hidden, second.hidden))
    sums, squares = (np.zeros(first.hidden), np.zeros(second.hidden)), (np.zeros(first.hidden), np.zeros(second.hidden))
    for blocks in zip(first.embedding_blocks(first_rows), second.embedding_blocks(second_rows), strict=True):
        product += blocks[0].T @ blocks[1]
        for part, block in enumerate(blocks):
            sums[part][:] += block.sum(axis=0, dtype=np.float64)
            squares[part][:] += np.square(block, dtype=np.float64).sum(axis=0)
    count = len(first_rows)
    deviations = [np.sqrt(np.maximum(squares[part] - sums[part] ** 2 / count, 0)) for part in (0, 1)]
    product -= np.outer(sums[0], sums[1]) / count
    norms = np.outer(deviations[0], deviations[1])
    return np.asarray(np.divide(product, norms, out=np.zeros_like(product), where=norms > 0))


def _is_constant(parts: ModelParts, name: str) -> bool:
    row = parts.weights.tensor(name, rows=(0, 1)).float()
    return bool((row == row.reshape(-1)[0]).all())


def _same_name(one: str, other: str) -> bool:
    plain = [name.rsplit("/", 1)[-1].lower().replace("_", "-") for name in (one, other)]
    return plain[0] == plain[1]
