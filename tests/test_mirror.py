"""Tests lie where what they test lies."""

import ast
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
OWN_FOLDERS = {"browser", "benchmarks", "gpu", "analysis/fixtures"}
"""Folders of tests without a source folder: what is tried or measured there is the whole, and what it is given."""
SOURCES = ("analysis", "data", "evals", "pages")
MODULES = sorted(path for path in TESTS.rglob("test_*.py") if path.parent != TESTS)
MIRRORING = [path for path in MODULES if path.relative_to(TESTS).parts[0] not in OWN_FOLDERS]


def name(path: Path) -> str:
    return str(path.relative_to(TESTS))


def mirrored(folder: Path) -> Path:
    """The source folder that a folder of tests stands for; packages of pages lie in its components."""
    first, *rest = folder.relative_to(TESTS).parts
    return ROOT.joinpath(first, *(["components"] if first == "pages" and rest else []), *rest)


def packages_used(path: Path) -> Counter[str]:
    """How many names a test takes from each package of the source."""
    used: Counter[str] = Counter()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in SOURCES:
            depth = 3 if node.module.startswith("pages.components.") else 2
            used[".".join(node.module.split(".")[:depth])] += len(node.names)
    return used


def test_every_folder_of_tests_has_its_source_folder():
    folders = {path.parent for path in TESTS.rglob("*.py")} - {TESTS}
    strange = [name(folder) for folder in folders if name(folder) not in OWN_FOLDERS and not mirrored(folder).is_dir()]
    assert sorted(strange) == []


@pytest.mark.parametrize("path", [path for path in MIRRORING if len(path.relative_to(TESTS).parts) > 2], ids=name)
def test_a_test_does_not_lie_with_one_package_and_try_another_alone(path):
    used = packages_used(path)
    own = ".".join(mirrored(path.parent).relative_to(ROOT).parts)
    others = [
        package
        for package in used
        if package.split(".")[0] == own.split(".")[0]
        and (ROOT / package.replace(".", "/")).is_dir()
        and not own.startswith(f"{package}.")  # the folder above holds what all its packages share
    ]
    assert own in used or len(others) != 1, f"it belongs with {others[0]}"


def test_a_test_of_one_package_alone_lies_in_its_folder():
    loose = [path for path in MIRRORING if len(path.relative_to(TESTS).parts) == 2 and "pages" not in path.parts]
    belong = {}
    for path in loose:
        used = packages_used(path)
        if len(used) == 1 and (ROOT / next(iter(used)).replace(".", "/")).is_dir():
            belong[name(path)] = next(iter(used))
    assert belong == {}


def test_exceptions_are_still_needed():
    assert [folder for folder in OWN_FOLDERS if not (TESTS / folder).is_dir()] == []
