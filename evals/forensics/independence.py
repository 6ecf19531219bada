"""Tests of whether two models were trained independently, from their feed-forward neurons.

CSU and MATCH of arXiv 2502.12292. Both ask whether neurons stand in one order: CSU in the same order by index, MATCH
in any order that gates and ups agree on. Deviations: at most 1,024 neurons and 8 layers are taken, evenly spaced; for
MATCH the activations come from the shared tokens' embeddings, normalised, without running the layers before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import combine_pvalues, spearmanr

from data.records import InvalidInput
from evals.forensics.model_parts import ModelParts

Array = np.ndarray
MOST_NEURONS = 1024
MOST_LAYERS = 8
MOST_TOKENS = 1024
SMALLEST_P = 1e-300
PARTS: tuple[Literal["gate", "up"], ...] = ("gate", "up")


@dataclass(frozen=True, slots=True)
class IndependenceTest:
    """Outcome of one test over the layers.

    Attributes:
        p_value: Of independent training, Fisher's combination over layers; None where the test does not apply.
        correlation: Mean rank correlation over layers, None likewise.
        layers: Layers that took part.
        reason: Why it does not apply, empty otherwise.
    """

    p_value: float | None
    correlation: float | None
    layers: int
    reason: str = ""


def in_place_test(first: ModelParts, second: ModelParts) -> IndependenceTest:
    """CSU: whether the up neurons most alike stand at the same index; exact under independence, dead after a shuffle.

    Applies to models of equal width, neurons and depth.
    """
    if first.layers != second.layers or first.hidden != second.hidden:
        return IndependenceTest(None, None, 0, "the models differ in depth or width")
    outcomes = []
    for layer in _spaced(first.layers, MOST_LAYERS):
        shapes = [_neuron_shape(parts, layer) for parts in (first, second)]
        if shapes[0] is None or shapes[0] != shapes[1]:
            return IndependenceTest(None, None, 0, "the models have no feed-forward neurons of equal number")
        rows = _spaced_indices(shapes[0][0], MOST_NEURONS)
        ups = [_unit_rows(np.asarray(parts.neurons(layer, "up", rows))) for parts in (first, second)]
        assigned = _assignment(ups[0] @ ups[1].T)
        outcomes.append(_rank_test(assigned, np.arange(len(assigned))))
    return _combined(outcomes)


def any_order_test(first: ModelParts, second: ModelParts, first_rows: Array, second_rows: Array) -> IndependenceTest:
    """MATCH: whether gates and ups, each matched by their activations on shared tokens, agree on the order of neurons.

    Survives permutations, rotations and scales, and models of other width. Its p value is nominal: models trained
    independently on equal text may agree a little.

    Args:
        first: One model.
        second: The other; layers are compared by rising index, as many as the shallower has.
        first_rows: Embedding rows of shared tokens in the first model.
        second_rows: The same tokens' rows in the second.
    """
    if len(first_rows) < 64:
        return IndependenceTest(None, None, 0, "fewer than 64 tokens are shared")
    chosen = _spaced_indices(len(first_rows), MOST_TOKENS)
    inputs = [_normalised_embeddings(p, rows[chosen]) for p, rows in ((first, first_rows), (second, second_rows))]
    outcomes = []
    for layers in zip(_spaced(first.layers, MOST_LAYERS), _spaced(second.layers, MOST_LAYERS), strict=False):
        if any(parts.neuron_name(n, "gate") is None for parts, n in zip((first, second), layers, strict=True)):
            return IndependenceTest(None, None, 0, "a model has no gated feed-forward layers")
        orders = [_activation_order((first, second), layers, inputs, part) for part in PARTS]
        outcomes.append(_rank_test(orders[0], orders[1]))
    return _combined(outcomes)


def _activation_order(
    models: tuple[ModelParts, ModelParts], layers: tuple[int, int], inputs: list[Array], part: Literal["gate", "up"]
) -> Array:
    """For each chosen neuron of the first model, the neuron of the second whose activations go most with its own."""
    first = models[0].neurons(layers[0], part)
    second = models[1].neurons(layers[1], part)
    if first is None or second is None:
        raise InvalidInput(f"Model {models[0].name!r} has a gate without an up matrix; export it as saved.")
    chosen = _spaced_indices(len(first), MOST_NEURONS)
    activations = [inputs[0] @ first[chosen].T, inputs[1] @ second.T]
    del first, second
    return _assignment(np.abs(_correlations(activations[0], activations[1])))


def _neuron_shape(parts: ModelParts, layer: int) -> tuple[int, ...] | None:
    name = parts.neuron_name(layer, "up")
    return None if name is None else parts.weights.entry(name).shape


def _normalised_embeddings(parts: ModelParts, rows: Array) -> Array:
    values = np.concatenate(list(parts.embedding_blocks(rows)))
    return np.asarray(values / np.maximum(np.sqrt(np.mean(values**2, axis=1, keepdims=True)), 1e-12))


def _correlations(first: Array, second: Array) -> Array:
    centred = [values - values.mean(axis=0) for values in (first, second)]
    return np.asarray(_unit_rows(centred[0].T) @ _unit_rows(centred[1].T).T)


def _unit_rows(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def _assignment(similarity: Array) -> Array:
    rows, columns = linear_sum_assignment(-similarity)
    return np.asarray(columns[np.argsort(rows)])


def _rank_test(first: Array, second: Array) -> tuple[float, float]:
    outcome = spearmanr(first, second, alternative="greater")
    return float(outcome.statistic), max(float(outcome.pvalue), SMALLEST_P)


def _combined(outcomes: list[tuple[float, float]]) -> IndependenceTest:
    if not outcomes:
        return IndependenceTest(None, None, 0, "no layer has queries and keys under a known name")
    p_value = combine_pvalues([p for _, p in outcomes], method="fisher").pvalue
    correlation = float(np.mean([correlation for correlation, _ in outcomes]))
    return IndependenceTest(float(p_value), correlation, len(outcomes))


def _spaced(layers: list[int], most: int) -> list[int]:
    return [layers[index] for index in _spaced_indices(len(layers), most)]


def _spaced_indices(count: int, most: int) -> Array:
    return (
        np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)) if count else np.zeros(0, int)
    )
