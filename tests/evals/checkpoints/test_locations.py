import pytest

from data.records import NotFound, Refused
from evals.checkpoints.locations import check_location, checked_location, model_folder
from evals.places import DEMO_MODELS


@pytest.fixture
def allowed(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    (folder / "one").mkdir(parents=True)
    monkeypatch.setenv("ASSAY_MODEL_ROOTS", str(folder))
    return folder


def test_a_folder_below_an_allowed_one_is_taken(allowed):
    assert checked_location(str(allowed / "one")) == str(allowed / "one")


def test_relative_paths_are_meant_from_the_projects_root(tmp_path, monkeypatch):
    model = next(DEMO_MODELS.iterdir())
    monkeypatch.chdir(tmp_path)
    assert checked_location(f"data/demo/models/{model.name}") == str(model)


@pytest.mark.parametrize("location", ["/etc", "../..", "data/demo/models/../../..", "~"])
def test_folders_outside_the_allowed_ones_are_refused(allowed, location):
    with pytest.raises(Refused, match="outside the allowed ones"):
        checked_location(location)


def test_a_link_is_judged_by_where_it_leads(allowed, tmp_path):
    (tmp_path / "secret").mkdir()
    (allowed / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(Refused, match="outside the allowed ones"):
        checked_location(str(allowed / "link"))


def test_a_folder_that_is_gone_is_named(allowed):
    with pytest.raises(NotFound, match="does not exist"):
        checked_location(str(allowed / "two"))


def test_a_hub_id_passes_as_it_was_named_and_nothing_that_only_looks_like_one():
    assert checked_location("organisation/model-1.5") == "organisation/model-1.5"
    for location in ("a/b/c", "../model", "organisation/", "file:///etc"):
        with pytest.raises(Refused):
            checked_location(location)


def test_a_name_without_an_organisation_is_no_hub_id_to_anyone_and_nothing_is_asked_for_it(monkeypatch):
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: pytest.fail("the hub was asked"))
    for take in (check_location, model_folder):
        with pytest.raises(NotFound, match="'gpt2' does not exist, and it is no hub id such as 'organisation/name'"):
            take("gpt2")
    with pytest.raises(Refused):
        checked_location("gpt2")


def test_a_folder_is_taken_as_it_is(tmp_path):
    assert model_folder(str(tmp_path)) == tmp_path
