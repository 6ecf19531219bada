"""The weights of a folder, read tensor by tensor or row by row at offsets we parsed; no more in memory than asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch

from data.records import InvalidInput, NotFound
from evals.checkpoints.folder import checkpoint_files
from evals.checkpoints.header import Header, TensorEntry, read_header

TORCH_DTYPES: dict[str, torch.dtype] = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "U16": torch.uint16, "I16": torch.int16,
    "U32": torch.uint32, "I32": torch.int32, "U64": torch.uint64, "I64": torch.int64,
    "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2,
    "F8_E4M3FNUZ": torch.float8_e4m3fnuz, "F8_E5M2FNUZ": torch.float8_e5m2fnuz,
    "F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64,
}  # fmt: skip
FLOAT_DTYPES = frozenset({"F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F16", "BF16", "F32", "F64"})
_LAYER = re.compile(r"(?:^|\.)(?:layers|h|blocks|block)\.(\d+)\.")


@dataclass(frozen=True)
class Weights:
    """All tensors of a folder's safetensors files.

    Attributes:
        folder: Where the files lie.
        headers: Parsed header by file name, malformed ones included.
    """

    folder: Path
    headers: dict[str, Header]

    @cached_property
    def places(self) -> dict[str, tuple[str, TensorEntry]]:
        """File name and entry of each tensor by its name; the first file wins where two hold it."""
        found: dict[str, tuple[str, TensorEntry]] = {}
        for file, header in self.headers.items():
            for entry in header.tensors:
                found.setdefault(entry.name, (file, entry))
        return found

    @property
    def names(self) -> list[str]:
        """Names of all tensors, sorted."""
        return sorted(self.places)

    def entry(self, name: str) -> TensorEntry:
        """Type, shape and place of a tensor.

        Raises:
            NotFound: if no file holds it.
        """
        if name not in self.places:
            raise NotFound(f"Tensor {name!r} is in no file of {self.folder.name!r}; see the names in its headers.")
        return self.places[name][1]

    def tensor(self, name: str, *, rows: tuple[int, int] | None = None) -> torch.Tensor:
        """A tensor in its stored type, or rows [first, last) of it; only those bytes are read.

        Raises:
            NotFound: if no file holds it.
            InvalidInput: if its type cannot be read here, or the file ended early.
        """
        entry = self.entry(name)
        if entry.dtype not in TORCH_DTYPES:
            raise InvalidInput(f"Tensor {name!r} has type {entry.dtype!r}, which cannot be read; convert it to BF16.")
        first, last = rows if rows is not None else (0, entry.shape[0] if entry.shape else 1)
        row_bytes = entry.nbytes // max(1, entry.shape[0] if entry.shape else 1)
        shape = (last - first, *entry.shape[1:]) if entry.shape else ()
        content = self._bytes(self.places[name][0], entry.start + first * row_bytes, (last - first) * row_bytes)
        if not content:
            return torch.empty(shape, dtype=TORCH_DTYPES[entry.dtype])
        return torch.frombuffer(content, dtype=TORCH_DTYPES[entry.dtype]).reshape(shape)

    def row_blocks(self, name: str, block_bytes: int = 64 << 20) -> Iterator[torch.Tensor]:
        """The rows of a tensor from first to last, in blocks of about `block_bytes`, in the stored type."""
        entry = self.entry(name)
        if len(entry.shape) < 2 or entry.nbytes <= block_bytes:
            yield self.tensor(name)
            return
        step = max(1, block_bytes // max(1, entry.nbytes // entry.shape[0]))
        for first in range(0, entry.shape[0], step):
            yield self.tensor(name, rows=(first, min(first + step, entry.shape[0])))

    def _bytes(self, file: str, start: int, count: int) -> bytearray:
        content = bytearray(count)
        view, position = memoryview(content), 0
        with (self.folder / file).open("rb", buffering=0) as stream:
            while position < count:
                read = os.preadv(stream.fileno(), [view[position:]], start + position)
                if read == 0:
                    raise InvalidInput(f"Weight file {file!r} ended early; copy it again.")
                position += read
        return content


def open_weights(folder: Path) -> Weights:
    """The weights in `folder`; only headers are read.

    Raises:
        InvalidInput: if there is no such folder, or no safetensors file in it.
    """
    if not folder.is_dir():
        raise InvalidInput(
            f"Model folder {folder.name!r} does not exist; name a folder with config.json and safetensors."
        )
    files = [file for file in checkpoint_files(folder) if file.suffix == ".safetensors"]
    if not files:
        raise InvalidInput(f"Model folder {folder.name!r} holds no .safetensors file; expected at least one.")
    return Weights(folder, {file.name: read_header(file) for file in files})


def layer_of(name: str) -> int | None:
    """Index of the decoder layer a tensor belongs to by its name, None outside layers."""
    match = _LAYER.search(name)
    return int(match.group(1)) if match else None


def role_of(name: str) -> str:
    """The tensor's name with its layer's number taken out, so that equal roles of two layers compare equal."""
    return _LAYER.sub(lambda match: match.group(0).replace(match.group(1), "*"), name, count=1)
