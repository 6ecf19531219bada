import pytest

from tests.evals.checkpoints.conftest import write_checkpoint


@pytest.fixture
def checkpoint(tmp_path):
    return write_checkpoint(tmp_path / "model")
