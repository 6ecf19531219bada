"""Exclusive locks on files: freed by the kernel when the last process that holds them is gone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileLock:
    """A lock that is held; a child that inherits `descriptor` holds it too."""

    name: str
    descriptor: int

    def release(self) -> None:
        """Let go; the lock stays taken while a child still holds it."""
        os.close(self.descriptor)


def take_lock(path: Path) -> FileLock | None:
    """The lock on a file, made if need be; None when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return FileLock(path.stem, descriptor)


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock on a file."""
    if not path.exists():
        return False
    lock = take_lock(path)
    if lock is not None:
        lock.release()
    return lock is None


def take_slot(folder: Path, names: Sequence[str]) -> FileLock | None:
    """The first free slot of those named, None when all are taken."""
    for name in names:
        lock = take_lock(folder / f"{name}.lock")
        if lock is not None:
            return lock
    return None
