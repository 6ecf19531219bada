"""Results that are never computed twice: one SQLite file, JSON values, no pickle."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from blake3 import blake3

from data.records import InvalidInput

LOOKUP_ROWS = 500


class RequestStore:
    """Results of finished requests by key, kept the moment their batch ends.

    A key covers everything that determines the result, see `request_key`. Write-ahead logging makes a kill at any
    moment lose at most the batch in flight.

    Args:
        path: The SQLite file; made with its folder if it does not exist.

    Raises:
        InvalidInput: The file exists and is not a store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30.0, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
            )
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise InvalidInput(f"{path.name!r} is not a store of results ({error}); name another file.") from error

    def found(self, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """The stored values of those keys that have one."""
        rows: dict[bytes, Any] = {}
        for start in range(0, len(keys), LOOKUP_ROWS):
            part = keys[start : start + LOOKUP_ROWS]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, value FROM results WHERE key IN ({marks})"
            rows.update((key, json.loads(value)) for key, value in self._connection.execute(query, part))
        return rows

    def keep(self, results: Mapping[bytes, Any]) -> None:
        """Store results in one transaction; a key that is already there keeps its value."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(
                "INSERT OR IGNORE INTO results (key, value) VALUES (?, ?)",
                [(key, json.dumps(value)) for key, value in results.items()],
            )
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM results").fetchone()[0])

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def request_key(namespace: str, *parts: str | bytes) -> bytes:
    """32 bytes that name a result.

    Args:
        namespace: What all requests of one opened model share: digest, dtype, device type, engine version.
        parts: What this request adds: its kind, token bytes, split point, settings. Each part is preceded by its
            length, so no two lists of parts run together.
    """
    return bytes(blake3(_framed((namespace, *parts))).digest())


def _framed(parts: Iterable[str | bytes]) -> bytes:
    encoded = (part.encode() if isinstance(part, str) else part for part in parts)
    return b"".join(len(part).to_bytes(8, "little") + part for part in encoded)
