"""Digests of a checkpoint: of the whole folder, of each file, of each tensor, at the speed of the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from data.records import InvalidInput
from evals.forensics.header import Header, TensorEntry, read_header

MODEL_FILES = (
    "config.json",
    "generation_config.json",
    "model.safetensors.index.json",
    "added_tokens.json",
    "chat_template.jinja",
    "merges.txt",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What one file holds: its name, size, blake3 in hex, and for weights the digest of each tensor by name."""

    name: str
    nbytes: int
    blake3: str
    tensors: dict[str, str]


def checkpoint_files(folder: Path) -> list[Path]:
    """The files that make a checkpoint what it is, sorted by name: safetensors weights, configuration and tokenizer.

    Links that lead out of the folder are left out, see `stays_inside`.
    """
    names = {file.name for file in folder.glob("*.safetensors")} | set(MODEL_FILES)
    files = [folder / name for name in sorted(names)]
    return [file for file in files if file.is_file() and stays_inside(file, folder)]


def stays_inside(file: Path, folder: Path) -> bool:
    """Whether `file`, its links followed, lies under `folder`.

    A hub cache keeps its files as links to the `blobs` folder beside `snapshots`; those count as inside.
    """
    root = folder.resolve()
    allowed = [root, root.parent.parent / "blobs"] if root.parent.name == "snapshots" else [root]
    target = file.resolve()
    return any(target.is_relative_to(place) for place in allowed)


def checkpoint_digest(folder: Path) -> str:
    """blake3 in hex over the lines "name, size, blake3 of the bytes" of `checkpoint_files`, in order of name.

    It changes with any byte, name or shard boundary, and not with dates, place or other files in the folder.

    Raises:
        InvalidInput: if the folder holds no safetensors file.
    """
    files = checkpoint_files(folder)
    if not any(file.suffix == ".safetensors" for file in files):
        raise InvalidInput(f"Model folder {folder.name!r} holds no .safetensors file; expected at least one.")
    with ThreadPoolExecutor(_threads(files)) as pool:
        return combined_digest(pool.map(_file_digest, files))


def combined_digest(files: Iterable[FileDigest]) -> str:
    """The checkpoint's digest from its files' digests."""
    lines = sorted(f"{file.name}\0{file.nbytes}\0{file.blake3}\n" for file in files)
    return str(blake3("".join(lines).encode()).hexdigest())


def folder_digests(folder: Path) -> tuple[FileDigest, ...]:
    """Digests of every checkpoint file and of every tensor in it, each byte read once; files share the cores.

    Tensors of a file whose header is malformed are left out.
    """
    files = checkpoint_files(folder)
    with ThreadPoolExecutor(_threads(files)) as pool:
        return tuple(pool.map(_file_and_tensor_digests, files))


def _threads(files: list[Path]) -> int:
    return max(1, min(os.cpu_count() or 1, len(files)))


def _file_digest(file: Path) -> FileDigest:
    whole, nbytes = blake3(max_threads=blake3.AUTO), 0
    with file.open("rb", buffering=0) as stream:
        for chunk in _chunks(stream.fileno(), 0, file.stat().st_size):
            whole.update(chunk)
            nbytes += len(chunk)
    return FileDigest(file.name, nbytes, whole.hexdigest(), {})


def _file_and_tensor_digests(file: Path) -> FileDigest:
    header = read_header(file) if file.suffix == ".safetensors" else None
    if header is None or header.faults:
        return _file_digest(file)
    whole = blake3(max_threads=blake3.AUTO)
    tensors: dict[str, str] = {}
    with file.open("rb", buffering=0) as stream:
        for tensor, start, end in _spans(header):
            part = blake3(max_threads=blake3.AUTO)
            for chunk in _chunks(stream.fileno(), start, end):
                whole.update(chunk)
                part.update(chunk)
            if tensor is not None:
                tensors[tensor.name] = _tensor_digest(tensor, part.digest())
    return FileDigest(file.name, header.file_bytes, whole.hexdigest(), tensors)


def _spans(header: Header) -> Iterator[tuple[TensorEntry | None, int, int]]:
    yield None, 0, header.data_start
    for tensor in header.tensors:
        yield tensor, tensor.start, tensor.end


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
