"""Each decision note has its four parts, names files that are there, and is guarded by tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "decisions"
NOTES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
WHY = r"\*\*Why the obvious answer fails\.\*\*"
PARTS = (r"\*\*Problem\.\*\*", WHY, r"\*\*Decision\.\*\*", r"\*\*Who keeps it true\.\*\*")


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_note_goes_from_the_problem_to_who_keeps_it_true(note):
    text = note.read_text(encoding="utf-8")
    places = [match.start() if (match := re.search(part, text)) else -1 for part in PARTS]
    assert places == sorted(places) and places[0] > 0
    assert len(text.split()) < 550, "about a page"


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_note_names_files_and_tests_that_exist(note):
    words = re.findall(r"`([^`\s]+)`", note.read_text(encoding="utf-8"))
    named = {word for word in words if word.startswith("test_") and not word.endswith(".py")}
    assert named, "somebody has to notice when it is no longer so"
    assert named - TESTS == set()
    folders = ("analysis/", "data/", "docs/", "evals/", "pages/", "tests/")
    assert [word for word in words if word.startswith(folders) and not (ROOT / word).exists()] == []


def test_the_list_of_the_notes_is_whole():
    linked = re.findall(r"\]\(([\w.-]+)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert linked == [path.name for path in NOTES]
