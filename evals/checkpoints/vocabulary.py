"""The tokenizer as its JSON states it: tokens by id, and whether they fit the embedding; nothing is loaded or run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.folder import read_json_object
from evals.checkpoints.parameters import INPUT_EMBEDDING
from evals.checkpoints.weights import Weights

VOCABULARY_FILES = ("tokenizer.json", "vocab.json", "tokenizer.model", "vocab.txt")
FEWEST_TOKENS_PER_ROW = 0.85
"""Share of embedding rows a tokenizer fills at least; padding to multiples of 128 or for spare tokens stays above."""
_ID_KEYS = ("bos_token_id", "eos_token_id", "pad_token_id")


def token_ids(folder: Path) -> dict[str, int] | None:
    """Token texts with their ids from tokenizer.json, or vocab.json and added tokens; None where there is neither.

    Raises:
        ValueError: if the file is no usable JSON, or its vocabulary has another form than known.
    """
    if (folder / "tokenizer.json").is_file():
        content = read_json_object(folder / "tokenizer.json")
        vocabulary = _vocabulary(content.get("model"))
        added = content.get("added_tokens") or []
        return vocabulary | {item["content"]: item["id"] for item in added}
    if (folder / "vocab.json").is_file():
        return _checked({**read_json_object(folder / "vocab.json")})
    return None


def vocabulary_faults(folder: Path, weights: Weights | None, config: dict[str, Any]) -> Iterator[Finding]:
    """Where tokenizer, embedding and special tokens disagree."""
    if not any((folder / name).is_file() for name in VOCABULARY_FILES):
        yield finding("tokenizer_missing")
        return
    try:
        ids = token_ids(folder)
    except (ValueError, KeyError, TypeError) as error:
        yield finding("json_malformed", "tokenizer.json", f"{type(error).__name__}: {error}")
        return
    rows = embedding_rows(weights) or config.get("vocab_size")
    if type(rows) is not int:
        return
    if ids:
        yield from _size_faults(ids, rows)
        yield from _repeated_ids(ids)
    yield from _special_token_faults(config, rows)


def embedding_rows(weights: Weights | None) -> int | None:
    """Rows of the input embedding, None when it was not found."""
    if weights is None:
        return None
    names = [name for name in weights.names if INPUT_EMBEDDING.search(name)]
    return weights.entry(names[0]).shape[0] if names and weights.entry(names[0]).shape else None


def _vocabulary(model: object) -> dict[str, int]:
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(vocabulary, list):
        return {str(item[0]): number for number, item in enumerate(vocabulary)}
    return _checked(vocabulary)


def _checked(vocabulary: object) -> dict[str, int]:
    if not isinstance(vocabulary, dict) or not all(type(number) is int for number in vocabulary.values()):
        raise ValueError("the vocabulary must map each token to a whole number")
    return vocabulary


def _size_faults(ids: dict[str, int], rows: int) -> Iterator[Finding]:
    largest = max(ids.values())
    if largest >= rows:
        yield finding("vocabulary_exceeds_embedding", largest, rows)
    elif rows - len(ids) > 1024 and len(ids) < FEWEST_TOKENS_PER_ROW * rows:
        yield finding("vocabulary_far_below_embedding", f"{len(ids):,}", f"{rows:,}")


def _repeated_ids(ids: dict[str, int]) -> Iterator[Finding]:
    holders: dict[int, list[str]] = defaultdict(list)
    for token, number in ids.items():
        holders[number].append(token)
    repeated = {number: tokens for number, tokens in holders.items() if len(tokens) > 1}
    if repeated:
        number, tokens = next(iter(repeated.items()))
        yield finding("token_id_repeated", "tokenizer.json", f"{len(repeated)} such, {number} is {tokens[:3]}")


def _special_token_faults(config: dict[str, Any], rows: int) -> Iterator[Finding]:
    for key in _ID_KEYS:
        value = config.get(key)
        for number in value if isinstance(value, list) else [value]:
            if type(number) is int and not -1 <= number < rows:
                yield finding("special_token_out_of_range", key, number)
