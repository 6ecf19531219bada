"""An empty database of each test's own, a PostgreSQL server where there is one, the registry, and a profile."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from data.database import Database, open_database
from data.records import Registry
from data.registry import load_registry

TODAY = date(2026, 11, 1)
POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql"))

SMALL_PROFILE = """\
startup:
  slug: kestrel-loom
  name: Kestrel Loom Labs (fictional)
  summary_en: Drafts radiology reports from dictation.
  summary_zh: 根据口述起草放射科报告。
  fictional: true
model: {name: Kestrel 8B, location: data/demo/models/kestrel-loom}
sources:
  deck: {kind: pitch_deck, title: "Pitch deck, September 2026", dated: 2026-09-02, url: "https://example.org/deck"}
  accounts: {kind: management_accounts, title: Accounts to September 2026}
facts:
  hq_country: {value: NO, level: documented, as_of: 2026-09-30, source: accounts}
  funding_stage: {value: pre_seed, level: documented, as_of: 2026-09-30, source: deck, page: 3}
  arr_usd: {value: 2400000, level: documented, as_of: 2026-09-30, source: accounts, page: "12",
            history: {2026-06-30: 2000000}}
  task_success_share: {value: 0.85, level: claimed, as_of: 2026-09-30, source: deck, se: 0.02, note: sample of 300}
  own_pretraining: {value: no, level: claimed, as_of: 2026-09-30, source: deck}
  launch_date: {value: 2026-05-01, level: claimed, as_of: 2026-09-30, source: deck}
  post_training_methods: {value: [sft, dpo], level: claimed, as_of: 2026-09-30, source: deck}
  source_mix_shares: {value: {licensed: 0.6, synthetic: 0.4}, level: claimed, as_of: 2026-09-30, source: deck}
  claimed_benchmark_scores:
    value:
    - {model: Kestrel 8B, task: mmlu, metric: acc, value: 0.641, n: 14042, shots: 5, date: 2026-06-20}
    level: claimed
    as_of: 2026-09-30
    source: deck
not_applicable:
  energy_mwh: Nothing was trained by the company.
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/assay.sqlite")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture
def small_profile() -> str:
    return SMALL_PROFILE


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="module")
def postgres_url():
    given = os.environ.get("ASSAY_TEST_POSTGRES")
    if given:
        yield given
        return
    if not (POSTGRES / "initdb").exists() or not shutil.which("runuser") or os.geteuid() != 0:
        pytest.skip("no PostgreSQL: set ASSAY_TEST_POSTGRES to the URL of an empty database")
    folder = Path(tempfile.mkdtemp(prefix="assay-postgres-"))  # pytest's own folders are closed to other users
    shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    as_postgres = ["runuser", "-u", "postgres", "--"]
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*as_postgres, POSTGRES / "initdb", "-D", folder / "db", "-A", "trust", "-E", "UTF8"], **quiet)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control: list[str | Path] = [*as_postgres, POSTGRES / "pg_ctl", "-D", folder / "db"]
    subprocess.run([*control, "-o", options, "-w", "-l", folder / "log", "start"], **quiet)
    yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "fast", "stop"], **quiet)
    shutil.rmtree(folder)
