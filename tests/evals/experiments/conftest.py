from datetime import UTC, datetime

import pytest

from data.records import Experiment, ModelRecord, ProbeQuestion, RunState
from evals.experiments.kinds import ExperimentContext
from evals.places import DEMO_MODELS

DEMO = DEMO_MODELS / "kestrel-loom-labs"


@pytest.fixture
def context():
    """A function that makes a context of some settings on a model's folder; `heard` collects the progress."""

    def make(settings, location=DEMO, kind="probe", heard=None):
        model = ModelRecord(1, "kestrel", "Loom", str(location))
        experiment = Experiment(
            1, kind, model, settings, RunState.RUNNING, {}, None, None, "test", False, datetime.now(UTC)
        )
        return ExperimentContext(experiment, ([] if heard is None else heard).append)

    return make


@pytest.fixture
def question():
    return lambda **given: ProbeQuestion(
        **({"prompt": "The founder of Jorhaven is", "length": 6} | given)
    ).as_settings()
