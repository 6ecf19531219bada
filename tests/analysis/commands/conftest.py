"""A database with two worked examples in it, and the commands run against it as a script would."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from analysis.__main__ import app
from data.database import open_database
from data.repository import add_facts, add_startup
from data.tables import FactRow
from tests.analysis.conftest import ledger_facts

NAMES = ("solid", "overstated")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, registry, default) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('commands') / 'assay.sqlite'}"
    with open_database(url).session() as session:
        for name in NAMES:
            add_startup(
                session, slug=name, name=name.title(), summary_en="A", summary_zh="甲", fictional=True, actor="t"
            )
            add_facts(session, name, ledger_facts(name, registry, default), actor="t")
        session.execute(update(FactRow).values(entered_at=datetime(2026, 10, 1, tzinfo=UTC)))
    return url


@pytest.fixture(scope="session")
def analysis(database_url) -> Callable[..., Result]:
    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], env={"DATABASE_URL": database_url})

    return run


@pytest.fixture
def refused(analysis) -> Callable[..., str]:
    """The one sentence on standard error of a command that is refused with status 2 and prints nothing else."""

    def run(*arguments: str | Path) -> str:
        done = analysis(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        return done.stderr.strip()

    return run
