"""Rubric files checked, and the investor profiles listed."""

import json

import pytest

from data.catalogue import reference_text
from data.database import open_database
from data.repository import delete_profile, save_profile

SHIPPED = "analysis/rubrics/default.yaml"
EVEN = {"expectation": {"return_potential": 0.25, "problem_and_product": 0.25, "technology_progress": 0.25,
                        "execution": 0.25},
        "risk": {"technical": 0.4, "data": 0.1, "compute_cost": 0.1, "market": 0.1, "financial": 0.1,
                 "transparency_fairness": 0.1, "legal": 0.1}}  # fmt: skip


@pytest.fixture(scope="module")
def shipped(pytestconfig):
    return (pytestconfig.rootpath / SHIPPED).read_text(encoding="utf-8")


def test_the_shipped_rubric_is_sound_and_its_hash_is_that_of_its_content(analysis, tmp_path, shipped):
    copy, commented = tmp_path / "copy.yaml", tmp_path / "commented.yaml"
    copy.write_text(shipped, encoding="utf-8")
    commented.write_text("# a remark\n" + shipped, encoding="utf-8")
    hashes = {json.loads(analysis("rubric", "check", each, "--json").stdout)["hash"] for each in (copy, commented)}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("schema_version:", "schema_versoin:", "schema_versoin"),
        ("key: arr_usd", "key: arr_euro", "arr_euro"),
        (
            "schema_version: 2",
            "schema_version: 1",
            "this release reads schema_version 2; start from its default",
        ),
    ],
)
def test_a_rubric_with_a_slip_is_refused_by_the_name_of_the_slip(analysis, tmp_path, shipped, old, new, part):
    file = tmp_path / "mine.yaml"
    changed = shipped.replace(old, new, 1)
    if changed == shipped:
        changed = shipped.replace("arr_usd", "arr_euro", 1)
    file.write_text(changed, encoding="utf-8")
    done = analysis("rubric", "check", file)
    assert done.exit_code == 2
    assert part in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.yaml", b"a: [1", "the rubric is not valid YAML"),
        ("latin.yaml", "é".encode("latin-1"), "cannot be read as UTF-8 text"),
        (None, b"", "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(refused, tmp_path, name, content, sentence):
    file = tmp_path / (name or "nowhere.yaml")
    if name:
        file.write_bytes(content)
    assert sentence in refused("rubric", "check", file)


def test_profiles_list_the_shipped_ones_in_either_language_with_shares_that_sum_to_one(analysis):
    english, chinese = (
        json.loads(analysis("rubric", "profiles", "--language", language, "--json").stdout) for language in ("en", "zh")
    )
    assert english.keys() == chinese.keys() == {"pre_seed", "growth", "strategic"}
    assert english["growth"]["label"] != chinese["growth"]["label"]
    for profile in english.values():
        assert sum(profile["expectation"].values()) == pytest.approx(1)
        assert sum(profile["risk"].values()) == pytest.approx(1)


def test_a_saved_profile_is_listed_beside_them_until_it_is_deleted(analysis, database_url):
    with open_database(database_url).session() as session:
        saved = save_profile(session, "Cautious", **EVEN, actor="analyst")
    shown = analysis("rubric", "profiles").stdout
    with open_database(database_url).session() as session:
        delete_profile(session, saved.key, actor="analyst")
    assert "cautious: Cautious" in shown
    assert "technical 40, data 10" in shown
    assert "Cautious" not in analysis("rubric", "profiles").stdout


def test_a_file_that_is_no_rubric_is_not_taken_for_one(refused, tmp_path):
    file = tmp_path / "hardware.yaml"
    file.write_text(reference_text("hardware.yaml"), encoding="utf-8")
    done = refused("assess", "--startup", "solid", "--rubric", file)
    assert "criteria" in done
