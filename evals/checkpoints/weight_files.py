"""Weight files and their index: headers sound, shards complete, every tensor where the index says, and only there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.folder import INDEX, read_json_object
from evals.checkpoints.weights import Weights

_SHARD = re.compile(r"^(.*)-(\d{5})-of-(\d{5})\.safetensors$")


def header_faults(weights: Weights) -> Iterator[Finding]:
    """Each way in which a weight file breaks the format; a file of many faults shows its first ten."""
    for file, header in weights.headers.items():
        for fault in header.faults[:10]:
            yield finding(fault.rule, file, fault.detail)


def shard_faults(weights: Weights) -> Iterator[Finding]:
    """Shards that the numbering in the file names calls for but that are missing, and tensors held twice."""
    for file in weights.headers:
        if match := _SHARD.match(file):
            stem, _, count = match.groups()
            expected = (f"{stem}-{number:05d}-of-{count}.safetensors" for number in range(1, int(count) + 1))
            yield from (finding("index_shard_missing", name) for name in expected if name not in weights.headers)
            break
    holders: dict[str, list[str]] = defaultdict(list)
    for file, header in weights.headers.items():
        for entry in header.tensors:
            holders[entry.name].append(file)
    for name, files in holders.items():
        if len(files) > 1:
            yield finding("tensor_in_two_files", name, ", ".join(files))


def loaded_tensors(weights: Weights) -> list[str]:
    """Names of the tensors that loading takes: those the index places, else of model.safetensors, else of all files.

    A folder may hold the weights a second time, as consolidated.safetensors beside the shards that the index names.
    """
    if (weights.folder / INDEX).is_file():
        try:
            placed = read_json_object(weights.folder / INDEX)["weight_map"]
            return [name for name in weights.names if name in placed]
        except (ValueError, KeyError, TypeError):
            return weights.names
    whole = weights.headers.get("model.safetensors")
    return sorted({entry.name for entry in whole.tensors}) if whole else weights.names


def index_faults(folder: Path, weights: Weights) -> Iterator[Finding]:
    """Where the index and the files disagree; nothing when there is no index.

    A name in the index that is no plain file name is reported and never opened.
    """
    if not (folder / INDEX).is_file():
        return
    try:
        weight_map = read_json_object(folder / INDEX)["weight_map"]
        places = {str(name): str(file) for name, file in weight_map.items()}
    except (ValueError, KeyError, AttributeError) as error:
        yield finding("json_malformed", INDEX, f"{type(error).__name__}: {error}")
        return
    for file in sorted(set(places.values())):
        if Path(file).name != file or file in {".", ".."}:
            yield finding("index_unsafe_name", file)
        elif file not in weights.headers:
            yield finding("index_shard_missing", file)
    held = {file: {entry.name for entry in header.tensors} for file, header in weights.headers.items()}
    for name, file in places.items():
        if file in held and name not in held[file]:
            yield finding("index_tensor_missing", name, file)
    for file, names in held.items():
        if unlisted := sorted(names - set(places)):
            yield finding("tensor_not_indexed", file, f"{len(unlisted)} tensors such as {unlisted[0]!r}")
