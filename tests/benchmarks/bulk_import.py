"""How long a table of many startups takes to be read, checked and written; run by hand.

    python -m tests.benchmarks.bulk_import --startups 10000 --fields 90

Writes a table of made-up values (one row per startup, its name and date beside the fields) and imports it twice into a
new SQLite database, each time in a process of its own held to one core: `python -m data import-many`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from data.bulk import column_targets
from data.records import Field
from data.registry import load_registry

HEAD = ("name", "as_of", "level")


def fields_of(count: int) -> list[Field]:
    """The first fields of single values that a table may hold."""
    registry = load_registry()
    known = [registry.by_key[key] for key in column_targets(registry) if key in registry.by_key]
    plain = [field for field in known if field.type not in {"list", "share_table"}]
    if len(plain) < count:
        raise SystemExit(f"--fields is {count}; the registry has {len(plain)} such fields")
    return plain[:count]


def made_up(field: Field, rng: np.random.Generator) -> str:
    """A value that the field may hold, as a cell of a table."""
    if field.type == "boolean":
        return "true" if rng.random() < 0.5 else "false"
    if field.type == "enum":
        return str(rng.choice([option.code for option in field.values]))
    if field.type == "date":
        return f"2024-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    low, high = (float(end) if isinstance(end, int | float) else None for end in field.range or (None, None))
    if field.type == "text":
        return "NO" if field.unit == "iso_3166_1_alpha_2" else f"Text {rng.integers(1_000_000):07d} of {field.key}"
    low = low or 0.0
    value = low + rng.random() * (min(high, low + 1e6) - low if high is not None else 1e6)
    return str(int(value)) if field.type == "integer" else f"{value:.4f}"


def rows(startups: int, fields: list[Field]) -> Iterator[list[str]]:
    """The header, then a row per startup."""
    rng = np.random.default_rng(1)
    yield [*HEAD, *(field.key for field in fields)]
    for number in range(startups):
        yield [f"Startup {number}", "2026-09-30", "documented", *(made_up(field, rng) for field in fields)]


def write_table(path: Path, startups: int, fields: list[Field]) -> None:
    """A table of made-up startups in the format of the file's ending."""
    lines = rows(startups, fields)
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(lines)
    elif path.suffix == ".parquet":
        header = next(lines)
        pd.DataFrame(lines, columns=header).to_parquet(path)
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("startups")
        for line in lines:
            sheet.append(line)
        book.save(path)


def imported(table: Path, folder: Path) -> dict[str, object]:
    """Seconds and peak memory of one import, and what it says it did."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'assay.sqlite'}", "OMP_NUM_THREADS": "1"}
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "data", "import-many", str(table), "--json"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )  # fmt: skip
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stdout[:2000] + done.stderr[:2000])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    totals = json.loads(done.stdout)["files"][0]["totals"]
    return {"seconds": round(seconds, 1), "processor": round(used, 1), "megabytes": after.ru_maxrss // 1024, **totals}


def main() -> None:
    """Print what a first and a second import took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=10_000)
    parser.add_argument("--fields", type=int, default=90)
    parser.add_argument("--format", choices=("csv", "xlsx", "parquet"), default="csv")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / f"startups.{given.format}"
        write_table(table, given.startups, fields_of(given.fields))
        print(f"table: {table.stat().st_size / 1e6:.1f} MB, {given.startups} startups, {given.fields} fields")
        for which in ("first", "again"):
            print(which, json.dumps(imported(table, folder)))
        print(f"database: {(folder / 'assay.sqlite').stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
