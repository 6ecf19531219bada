"""The demonstration is loaded once, and each demo model is measured once."""

from pathlib import Path

import pytest

from data.demo import seed
from data.demo.seed import seed_demonstration
from data.records import InvalidInput, RunState
from data.repository import archive, change_startup, find_startup, runs, startups


@pytest.fixture
def demo_folder(tmp_path: Path, small_profile: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "kestrel.yaml").write_text(small_profile, encoding="utf-8")
    monkeypatch.setattr(seed, "PROJECT_FOLDER", tmp_path)
    (tmp_path / "data/demo/models/kestrel-loom").mkdir(parents=True)
    return folder


def test_seeding_adds_the_startups_and_queues_a_benchmark_then_the_examinations_of_each_model(
    session, registry, today, demo_folder
):
    report = seed_demonstration(session, registry, folder=demo_folder, today=today)
    assert (report.added, report.kept, report.runs_requested) == (("kestrel-loom",), (), ("Kestrel 8B",))
    asked = sorted(runs(session), key=lambda run: (run.request.priority, run.id))
    assert (asked[0].request.suite, asked[0].request.settings, asked[0].state) == ("demo", {}, RunState.QUEUED)
    assert [run.request.kind for run in asked] == [
        "benchmark",
        "checkpoint",
        "lineage",
        "contamination",
        "classical_baseline",
    ]


def test_seeding_again_keeps_what_an_analyst_changed(session, registry, today, demo_folder):
    seed_demonstration(session, registry, folder=demo_folder, today=today)
    change_startup(session, "kestrel-loom", name="Renamed", summary_en="a", summary_zh="b", actor="analyst")
    report = seed_demonstration(session, registry, folder=demo_folder, today=today)
    assert (report.added, report.kept, report.runs_requested) == ((), ("kestrel-loom",), ())
    assert find_startup(session, "kestrel-loom").name == "Renamed"
    assert len(runs(session)) == 5


def test_seeding_again_leaves_archived_startups_where_they_are_and_asks_for_no_runs(
    session, registry, today, demo_folder, tmp_path
):
    (tmp_path / "data/demo/models/kestrel-loom").rmdir()
    seed_demonstration(session, registry, folder=demo_folder, today=today)
    archive(session, "kestrel-loom", actor="analyst")
    (tmp_path / "data/demo/models/kestrel-loom").mkdir()
    report = seed_demonstration(session, registry, folder=demo_folder, today=today)
    assert (report.added, report.kept, report.runs_requested) == ((), ("kestrel-loom",), ())
    assert (startups(session), runs(session)) == ([], [])


def test_a_model_without_files_is_named_and_not_measured(session, registry, today, demo_folder, tmp_path):
    (tmp_path / "data/demo/models/kestrel-loom").rmdir()
    report = seed_demonstration(session, registry, folder=demo_folder, today=today)
    assert (report.runs_requested, report.without_files) == ((), ("Kestrel 8B",))
    assert runs(session) == []


def test_a_broken_demo_profile_stops_the_seeding_before_anything_is_written(session, registry, today, demo_folder):
    (demo_folder / "zz.yaml").write_text("startup: {}", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"startup\.slug"):
        seed_demonstration(session, registry, folder=demo_folder, today=today)
    assert startups(session) == []


def test_the_demonstration_that_ships_is_valid(session, registry):
    profiles = list(seed.PROFILES_FOLDER.glob("*.yaml"))
    report = seed_demonstration(session, registry)
    assert len(report.added) == len(profiles)
