"""Digests of a checkpoint: of the whole folder, of each file, of each tensor, at the speed of the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from blake3 import blake3

from data.records import InvalidInput
from evals.checkpoints.folder import checkpoint_files
from evals.checkpoints.header import Header, TensorEntry, read_header

_CHUNK_BYTES = 2 << 20
"""Read at once: small enough that what was read is hashed out of the processor's cache."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What one file holds.

    Attributes:
        name: Without its folder.
        nbytes: Size.
        digest: blake3 in hex of the file's bytes; for weights in good order, blake3 over the blake3 of its header and
            of each tensor's bytes in order of place, so that no byte is hashed a second time for its tensor.
        tensors: Digest of each tensor by name, empty where there are none.
    """

    name: str
    nbytes: int
    digest: str
    tensors: dict[str, str]


def checkpoint_digest(folder: Path) -> str:
    """blake3 in hex over the lines "name, size, digest of the file" of `checkpoint_files`, in order of name.

    It changes with any byte, name or shard boundary, and not with dates, place or other files in the folder.

    Raises:
        InvalidInput: if the folder holds no safetensors file.
    """
    if not any(file.suffix == ".safetensors" for file in checkpoint_files(folder)):
        raise InvalidInput(f"Model folder {folder.name!r} holds no .safetensors file; expected at least one.")
    return combined_digest(folder_digests(folder))


def combined_digest(files: Iterable[FileDigest]) -> str:
    """The checkpoint's digest from its files' digests."""
    lines = sorted(f"{file.name}\0{file.nbytes}\0{file.digest}\n" for file in files)
    return str(blake3("".join(lines).encode()).hexdigest())


def folder_digests(folder: Path) -> tuple[FileDigest, ...]:
    """Digests of every checkpoint file and of every tensor in it, each byte read and hashed once.

    Stretches of all files share the cores, the longest first. Tensors of a file whose header is malformed are left out.
    """
    files = checkpoint_files(folder)
    headers = {file: _sound_header(file) for file in files}
    stretches = [stretch for file in files for stretch in _stretches(file, headers[file])]
    hashed = _hashed(stretches)
    return tuple(_file_digest(file, headers[file], hashed) for file in files)


class _Stretch(NamedTuple):
    """Bytes of one file that are hashed together."""

    file: Path
    start: int
    end: int


def _sound_header(file: Path) -> Header | None:
    header = read_header(file) if file.suffix == ".safetensors" else None
    return None if header is None or header.faults else header


def _stretches(file: Path, header: Header | None) -> list[_Stretch]:
    if header is None:
        return [_Stretch(file, 0, file.stat().st_size)]
    return [_Stretch(file, 0, header.data_start), *(_Stretch(file, t.start, t.end) for t in header.tensors)]


def _hashed(stretches: list[_Stretch]) -> dict[_Stretch, bytes]:
    cores = os.cpu_count() or 1
    longest_first = sorted(set(stretches), key=lambda stretch: stretch.start - stretch.end)
    fair_share = sum(stretch.end - stretch.start for stretch in longest_first) / cores
    with ThreadPoolExecutor(cores) as pool:
        digests = pool.map(lambda stretch: _stretch_digest(stretch, fair_share), longest_first)
        return dict(zip(longest_first, digests, strict=True))


def _stretch_digest(stretch: _Stretch, fair_share: float) -> bytes:
    # Only a stretch that would keep one core busy after all others are done is worth splitting among them.
    alone = stretch.end - stretch.start <= fair_share
    hasher = blake3(max_threads=1 if alone else blake3.AUTO)
    with stretch.file.open("rb", buffering=0) as stream:
        for chunk in _chunks(stream.fileno(), stretch.start, stretch.end):
            hasher.update(chunk)
    return bytes(hasher.digest())


def _file_digest(file: Path, header: Header | None, hashed: dict[_Stretch, bytes]) -> FileDigest:
    if header is None:
        size = file.stat().st_size
        return FileDigest(file.name, size, hashed[_Stretch(file, 0, size)].hex(), {})
    whole = blake3(hashed[_Stretch(file, 0, header.data_start)])
    tensors: dict[str, str] = {}
    for tensor in header.tensors:
        content = hashed[_Stretch(file, tensor.start, tensor.end)]
        whole.update(content)
        tensors[tensor.name] = _tensor_digest(tensor, content)
    return FileDigest(file.name, header.file_bytes, str(whole.hexdigest()), tensors)


def _tensor_digest(tensor: TensorEntry, content: bytes) -> str:
    """Two tensors are the same when type, shape and bytes are; the name is left out, so a renaming changes nothing."""
    return str(blake3(f"{tensor.dtype}{list(tensor.shape)}".encode() + content).hexdigest())


def _chunks(descriptor: int, start: int, end: int) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(min(_CHUNK_BYTES, max(1, end - start))))
    while start < end:
        count = os.preadv(descriptor, [buffer[: min(len(buffer), end - start)]], start)
        if count == 0:
            return
        yield buffer[:count]
        start += count
