"""Signs of life: one notion of whether a worker is there, for every screen and command."""

from datetime import timedelta

import pytest

from data.repository import VISITOR, WARM_PROCESS, WORKER, give_sign, sign_seen, worker_is_there
from data.tables import SignOfLifeRow


def test_a_sign_ages_and_is_renewed(database):
    with database.session() as session:
        assert sign_seen(session, "worker") is None
        give_sign(session, "worker")
        session.flush()
        row = session.get(SignOfLifeRow, "worker")
        row.seen_at = row.seen_at.replace(year=row.seen_at.year - 1)
        session.flush()
        assert sign_seen(session, "worker", "experiments") > 300 * 86400
        give_sign(session, "worker")
        assert sign_seen(session, "worker", "experiments") < 5


@pytest.mark.parametrize("name", [WORKER, WARM_PROCESS])
def test_a_worker_is_there_while_it_or_its_warm_process_was_heard_of_lately(database, name):
    with database.session() as session:
        give_sign(session, VISITOR)
        session.flush()
        assert not worker_is_there(session), "a visitor is no worker"
        give_sign(session, name)
        session.flush()
        assert worker_is_there(session)
        row = session.get(SignOfLifeRow, name)
        row.seen_at -= timedelta(seconds=20)
        session.flush()
        assert not worker_is_there(session)
