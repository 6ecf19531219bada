"""The header of a safetensors file, parsed without trusting it: where every tensor lies, or why the file is malformed.

Layout (safetensors format description): eight bytes, little-endian u64 N; N bytes of JSON; the tensors' bytes, in which
the offsets of all tensors follow one another without overlap or hole.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

DTYPE_BITS: dict[str, int] = {
    "BOOL": 8, "U8": 8, "I8": 8, "U16": 16, "I16": 16, "U32": 32, "I32": 32, "U64": 64, "I64": 64,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "F16": 16, "BF16": 16, "F32": 32, "F64": 64, "C64": 64,
}  # fmt: skip
LARGEST_HEADER_BYTES = 100_000_000
LARGEST_RANK = 16


class HeaderFault(NamedTuple):
    """One way in which a file breaks the format: the rule's code and what was met."""

    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where one tensor lies in its file.

    Attributes:
        name: As the header spells it.
        dtype: Code of `DTYPE_BITS`.
        shape: Sizes of its axes; empty for a scalar.
        start: First byte, counted from the beginning of the file.
        end: One past its last byte.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def elements(self) -> int:
        """Count of its values."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes it takes in the file."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's header states, and every way in which it breaks the format.

    Attributes:
        tensors: Well-formed entries in the order of their bytes.
        metadata: The free text pairs under `__metadata__`.
        faults: Empty exactly when the file follows the format.
        data_start: First byte after the header, 0 when the header could not be read.
        file_bytes: Size of the file.
    """

    tensors: tuple[TensorEntry, ...]
    metadata: dict[str, str]
    faults: tuple[HeaderFault, ...]
    data_start: int
    file_bytes: int


class _MalformedHeaderError(Exception):
    def __init__(self, rule: str, detail: str) -> None:
        self.fault = HeaderFault(rule, detail)
        super().__init__(detail)


def read_header(file: Path) -> Header:
    """The header of `file` with all its faults; reads the first N + 8 bytes only.

    Raises:
        OSError: if the file cannot be read at all.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        try:
            _check_length(length, size)
            return parse_header(stream.read(length), size)
        except _MalformedHeaderError as malformed:
            return Header((), {}, (malformed.fault,), 0, size)


def parse_header(text: bytes, file_bytes: int) -> Header:
    """The header whose JSON is `text`, in a file of `file_bytes` bytes; never raises, whatever the bytes are."""
    data_start = 8 + len(text)
    try:
        content = _json_object(text)
        metadata = _metadata(content.pop("__metadata__", None))
    except _MalformedHeaderError as malformed:
        return Header((), {}, (malformed.fault,), 0, file_bytes)
    entries: list[TensorEntry] = []
    faults: list[HeaderFault] = []
    for name, entry in content.items():
        try:
            entries.append(_tensor_entry(name, entry, data_start, file_bytes))
        except _MalformedHeaderError as malformed:
            faults.append(malformed.fault)
    entries.sort(key=lambda entry: (entry.start, entry.end))
    faults += _layout_faults(entries, data_start, file_bytes, complete=not faults)
    return Header(tuple(entries), metadata, tuple(faults), data_start, file_bytes)


def _check_length(length: int, size: int) -> None:
    if size < 8:
        raise _MalformedHeaderError("file_truncated", f"{size} bytes, at least 8 needed")
    if length > LARGEST_HEADER_BYTES:
        raise _MalformedHeaderError(
            "header_absurd", f"header of {length} bytes, at most {LARGEST_HEADER_BYTES} allowed"
        )
    if length > size - 8:
        raise _MalformedHeaderError("file_truncated", f"header of {length} bytes in a file of {size}")


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        content = json.loads(text.decode("utf-8"), object_pairs_hook=_unique_pairs, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _MalformedHeaderError("header_not_json", f"{type(error).__name__}: {str(error)[:120]}") from error
    if not isinstance(content, dict) or not text.startswith(b"{"):
        raise _MalformedHeaderError("header_not_json", "not a JSON object from its first byte")
    return content


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name in content:
            raise _MalformedHeaderError("header_duplicate_key", f"{name[:120]!r} is given more than once")
        content[name] = value
    return content


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _metadata(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise _MalformedHeaderError("header_not_json", "__metadata__ must map text to text")
    return value


def _tensor_entry(name: str, entry: object, data_start: int, file_bytes: int) -> TensorEntry:
    shown = name[:120]
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _MalformedHeaderError("entry_malformed", f"{shown!r} must have dtype, shape and data_offsets alone")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in DTYPE_BITS:
        raise _MalformedHeaderError("dtype_unknown", f"{shown!r} has dtype {str(dtype)[:40]!r}")
    if not _are_sizes(shape) or len(shape) > LARGEST_RANK or not _are_sizes(offsets) or len(offsets) != 2:
        raise _MalformedHeaderError(
            "entry_malformed", f"{shown!r} has a shape or offsets that are not whole numbers ≥ 0"
        )
    start, end = (data_start + offset for offset in offsets)
    if not start <= end <= file_bytes:
        raise _MalformedHeaderError("offset_out_of_bounds", f"{shown!r} lies at {offsets} of {file_bytes - data_start}")
    if math.prod(shape) * DTYPE_BITS[dtype] != (end - start) * 8:
        raise _MalformedHeaderError(
            "shape_size_mismatch", f"{shown!r} of shape {shape} and dtype {dtype} is given {end - start} bytes"
        )
    return TensorEntry(name, dtype, tuple(shape), start, end)


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and all(type(size) is int and 0 <= size < 2**63 for size in value)


def _layout_faults(
    entries: list[TensorEntry], data_start: int, file_bytes: int, *, complete: bool
) -> list[HeaderFault]:
    """Overlaps always; holes and left-over bytes only where every entry was read, since a bad one leaves a hole."""
    faults = []
    position = data_start
    for entry in entries:
        if entry.start < position:
            faults.append(
                HeaderFault("tensors_overlap", f"{entry.name[:120]!r} begins {position - entry.start} bytes early")
            )
        elif entry.start > position and complete:
            faults.append(HeaderFault("hole_in_data", f"{entry.start - position} bytes before {entry.name[:120]!r}"))
        position = max(position, entry.end)
    if position < file_bytes and complete:
        faults.append(HeaderFault("hole_in_data", f"{file_bytes - position} bytes after the last tensor"))
    return faults
