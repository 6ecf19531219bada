"""Fingerprints: small matrices of a model that suffice to ask, without its weights, whether another descends from it.

A fingerprint is a safetensors file: 1,024 token embeddings and, of four layers, the queries and keys reduced to their
64 strongest directions, in 16 bits; below 20 MB for a model of 8 billion parameters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from blake3 import blake3
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from data.records import InvalidInput, NotFound
from evals.checkpoints.header import read_header
from evals.forensics.alignment import Alignment, aligned_cka, column_alignment, column_cosines, monotone_pairs
from evals.forensics.calibration import Judgement, judgement
from evals.forensics.lineage import FEWEST_SHARED_TOKENS, Verdict
from evals.forensics.model_parts import ModelParts

Array = np.ndarray
SUFFIX = ".fingerprint.safetensors"
TOKENS = 1024
LAYERS = 4
DIRECTIONS = 64
SHAPE_KEYS = (
    "model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
    "num_key_value_heads", "head_dim", "vocab_size", "rope_theta", "tie_word_embeddings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a model.

    Attributes:
        name: Model it was taken from.
        tokens: Texts of the tokens kept, or their ids as text where the model has no tokenizer.
        embedding: Their embeddings, shape (tokens, hidden).
        features: Per layer kept, queries and keys as (hidden × directions).
        depth: Layers of the whole model.
        shape: Sizes of config.json.
        vocabulary_hash: blake3 of all tokens with their ids, empty without a tokenizer.
    """

    name: str
    tokens: tuple[str, ...]
    embedding: Array
    features: dict[int, tuple[Array, Array]]
    depth: int
    shape: dict[str, Any]
    vocabulary_hash: str


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """How a model compares with one fingerprint of the library.

    Attributes:
        reference: Name of the known model.
        score: Mean unbiased CKA over the layers kept, None where too few tokens are shared.
        judgement: Where the score stands among independent pairs.
        same_shape: Whether all sizes of config.json are equal.
        same_vocabulary: Whether all tokens and ids are equal.
    """

    reference: str
    score: float | None
    judgement: Judgement | None
    same_shape: bool
    same_vocabulary: bool

    @property
    def verdict(self) -> Verdict:
        """What the weights kept in the fingerprint say, in the words of a full comparison."""
        if self.judgement is None:
            return "not_comparable"
        return "shared_initialisation" if self.judgement.excludes_chance else "no_evidence"

    @property
    def is_candidate(self) -> bool:
        """Whether the whole weights should be compared; also where only the tokenizer and sizes are equal."""
        return self.verdict == "shared_initialisation" or (self.same_shape and self.same_vocabulary)


def fingerprint(parts: ModelParts) -> Fingerprint:
    """The fingerprint of an opened model.

    Tokens are those with the lowest hash of their text, so that models with overlapping vocabularies keep the same.
    """
    names = parts.tokens or {str(number): number for number in range(parts.vocabulary)}
    usable = [token for token, row in names.items() if row < parts.vocabulary]
    kept = sorted(usable, key=lambda token: blake3(token.encode(errors="replace")).digest())[:TOKENS]
    rows = np.array([names[token] for token in kept], dtype=np.int64)
    chosen = np.unique(np.linspace(0, len(parts.layers) - 1, min(LAYERS, len(parts.layers))).round().astype(int))
    features = {}
    for layer in (parts.layers[index] for index in chosen):
        queries, keys = parts.queries_and_keys(layer)
        features[layer] = (_strongest(queries), _strongest(keys))
    return Fingerprint(
        name=parts.name,
        tokens=tuple(kept),
        embedding=np.concatenate(list(parts.embedding_blocks(rows))).astype(np.float16),
        features=features,
        depth=len(parts.layers),
        shape={key: parts.config.get(key) for key in SHAPE_KEYS},
        vocabulary_hash=_vocabulary_hash(parts.tokens),
    )


def fingerprint_score(first: Fingerprint, second: Fingerprint) -> float | None:
    """Mean unbiased CKA of the layers two fingerprints keep; None where they share under 64 tokens or no layer."""
    places = {token: place for place, token in enumerate(second.tokens)}
    shared = [(place, places[token]) for place, token in enumerate(first.tokens) if token in places]
    if len(shared) < FEWEST_SHARED_TOKENS:
        return None
    rows = np.array(shared)
    embeddings = (first.embedding[rows[:, 0]].astype(np.float32), second.embedding[rows[:, 1]].astype(np.float32))
    alignment = column_alignment(column_cosines(*embeddings), len(shared))
    similarity = np.array(
        [
            [_layer_similarity(one, other, alignment) for other in second.features.values()]
            for one in first.features.values()
        ]
    )
    if not similarity.size:
        return None
    pairs = (
        monotone_pairs(similarity)
        if first.depth != second.depth
        else list(zip(*np.diag_indices(min(similarity.shape)), strict=True))
    )
    return float(np.mean([similarity[pair] for pair in pairs]))


def screen(model: Fingerprint, library: list[Fingerprint]) -> list[ScreenResult]:
    """The model against every fingerprint of a library, highest score first."""
    results = []
    for known in library:
        score = fingerprint_score(model, known)
        judged = None if score is None else judgement(score, "screen")
        same_vocabulary = bool(model.vocabulary_hash) and model.vocabulary_hash == known.vocabulary_hash
        results.append(ScreenResult(known.name, score, judged, model.shape == known.shape, same_vocabulary))
    return sorted(results, key=lambda result: -(result.score if result.score is not None else -2.0))


def structure_facts(results: list[ScreenResult], declared_base: str | None) -> dict[str, bool]:
    """Whether configuration or tokenizer equals that of a known model other than the declared base, by rubric key."""
    if not results:
        return {}
    declared = (declared_base or "").rsplit("/", 1)[-1].lower()
    undeclared = [result for result in results if result.reference.lower() != declared]
    return {"structure_match_undeclared": any(result.same_shape or result.same_vocabulary for result in undeclared)}


def write_fingerprint(made: Fingerprint, file: Path) -> None:
    """Write a fingerprint to `file`, whose name should end in `.fingerprint.safetensors`.

    Raises:
        InvalidInput: if the file cannot be written.
    """
    tensors = {"embedding": made.embedding}
    for layer, (queries, keys) in made.features.items():
        tensors |= {f"queries.{layer}": queries, f"keys.{layer}": keys}
    about = {"name": made.name, "tokens": made.tokens, "depth": made.depth, "shape": made.shape}
    about["vocabulary_hash"] = made.vocabulary_hash
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, file, metadata={"fingerprint": json.dumps(about, ensure_ascii=False)})
    except (OSError, SafetensorError) as error:
        raise InvalidInput(f"Fingerprint {str(file)!r} cannot be written ({error}); name another file.") from error


def read_fingerprint(file: Path) -> Fingerprint:
    """The fingerprint in `file`.

    Raises:
        InvalidInput: if it is malformed or no fingerprint.
    """
    header = read_header(file)
    if header.faults or "fingerprint" not in header.metadata:
        raise InvalidInput(f"{file.name!r} is no fingerprint; make one with `lineage fingerprint DIR --out FILE`.")
    about, tensors = json.loads(header.metadata["fingerprint"]), load_file(file)
    layers = sorted(int(name.split(".")[1]) for name in tensors if name.startswith("queries."))
    features = {layer: (tensors[f"queries.{layer}"], tensors[f"keys.{layer}"]) for layer in layers}
    return Fingerprint(
        name=about["name"],
        tokens=tuple(about["tokens"]),
        embedding=tensors["embedding"],
        features=features,
        depth=about["depth"],
        shape=about["shape"],
        vocabulary_hash=about["vocabulary_hash"],
    )


def read_library(folder: Path) -> list[Fingerprint]:
    """All fingerprints in `folder`, by name.

    Raises:
        NotFound: if there is none.
    """
    files = sorted(folder.glob(f"*{SUFFIX}"))
    if not files:
        raise NotFound(f"Folder {folder.name!r} holds no fingerprint (*{SUFFIX}); make one with `lineage fingerprint`.")
    return [read_fingerprint(file) for file in files]


def _strongest(features: Array) -> Array:
    """The strongest directions as (hidden × directions): the same Gram matrix, as near as that rank allows."""
    count = min(DIRECTIONS, *features.shape)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        left, values, _ = torch.svd_lowrank(torch.from_numpy(np.ascontiguousarray(features)), q=count, niter=4)
    return np.asarray((left * values).numpy().astype(np.float16))


def _layer_similarity(first: tuple[Array, Array], second: tuple[Array, Array], alignment: Alignment) -> float:
    values = [
        aligned_cka(a.astype(np.float32), b.astype(np.float32), alignment) for a, b in zip(first, second, strict=True)
    ]
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else 0.0


def _vocabulary_hash(tokens: dict[str, int] | None) -> str:
    if not tokens:
        return ""
    lines = sorted(f"{number}\0{token}" for token, number in tokens.items())
    return str(blake3("\n".join(lines).encode(errors="replace")).hexdigest())
