"""The arrows between the folders, read off the import statements."""

import ast
from collections.abc import Sequence
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("data", "analysis", "evals", "pages")
MAY_IMPORT = {
    "data": {"data"},
    "analysis": {"analysis", "data"},
    "evals": {"evals", "analysis", "data"},
    "pages": {"pages", "analysis", "data"},
}
HEAVY = {"torch", "transformers", "lm_eval", "accelerate", "datasets"}
OUTSIDE_WORLD = {"sqlalchemy", "streamlit", "requests", "httpx", "subprocess", "socket", "urllib"}
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path) -> set[str]:
    """Every module a file imports, anywhere in it; of `from folder import name` both the folder and the name in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names if node.module in FOLDERS}
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_folder_imports_only_the_folders_below_it(path):
    own = path.relative_to(ROOT).parts[0]
    used = {module.split(".")[0] for module in imported_modules(path)} & set(FOLDERS)
    assert used <= MAY_IMPORT[own], f"{name(path)} imports {sorted(used - MAY_IMPORT[own])}"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "evals"], ids=name)
def test_only_evals_imports_the_heavy_libraries(path):
    used = {module.split(".")[0] for module in imported_modules(path)} & HEAVY
    assert not used, f"{name(path)} imports {sorted(used)}"


COMMANDS = {"__main__.py", "commands"}
ANALYSIS = [
    path for path in SOURCES if (parts := path.relative_to(ROOT).parts)[0] == "analysis" and parts[1] not in COMMANDS
]


@pytest.mark.parametrize("path", ANALYSIS, ids=name)
def test_analysis_knows_records_and_nothing_of_the_outside_world(path):
    modules = imported_modules(path)
    of_data = {module for module in modules if module.split(".")[0] == "data"}
    assert of_data <= {"data.records"}, f"{name(path)} imports {sorted(of_data)}"
    assert not {module.split(".")[0] for module in modules} & OUTSIDE_WORLD


ORDERED = ("analysis", "data", "evals", "pages")
"""Folders whose packages must not run in a circle; a folder joins once it has none."""


def packages_used(folder: str) -> dict[str, set[str]]:
    """By package of `folder`, the other packages of it that its modules import, for type checking alone included.

    Modules that lie loose in the folder count as one package, "loose"; `__main__` puts the commands together and may
    import everything.
    """
    used: dict[str, set[str]] = {}
    for path in (ROOT / folder).rglob("*.py"):
        if path.name != "__main__.py":
            own = package_of(path.relative_to(ROOT).with_suffix("").parts)
            others = {
                package_of(parts) for module in imported_modules(path) if (parts := module.split("."))[0] == folder
            }
            used.setdefault(own, set()).update(others - {own})
    return used


def package_of(parts: Sequence[str]) -> str:
    """The package within its folder that a module belongs to, by the parts of its name."""
    return parts[1] if len(parts) > 1 and (ROOT / parts[0] / parts[1]).is_dir() else "loose"


@pytest.mark.parametrize("folder", ORDERED)
def test_the_packages_of_a_folder_depend_on_each_other_in_one_direction_only(folder):
    used = packages_used(folder)
    assert set(used) <= set(TopologicalSorter(used).static_order()), "a cycle raises, and names its members"


PAGES = [path for path in SOURCES if path.relative_to(ROOT).parts[0] == "pages"]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_reaches_no_other_folder_by_path(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    climbs = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "parents"]
    assert climbs == [], f"{name(path)} leaves its folder in line {climbs}"
    joined = [
        side.value
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        for side in (node.left, node.right)
        if isinstance(side, ast.Constant) and isinstance(side.value, str)
    ]
    assert not {part for value in joined for part in value.split("/")} & {*FOLDERS, "..", "var", "logs"} - {"pages"}


def test_the_groups_of_the_pages_components_depend_on_each_other_in_one_direction_only():
    used: dict[str, set[str]] = {}
    for path in (ROOT / "pages" / "components").rglob("*.py"):
        parts = path.relative_to(ROOT / "pages" / "components").parts
        modules = [module for module in imported_modules(path) if module.startswith("pages.components.")]
        groups = {module.split(".")[2] for module in modules}
        own = parts[0] if len(parts) == 2 else ""
        known = {group for group in groups if (ROOT / "pages" / "components" / group).is_dir()}
        loose = {""} if groups - known else set()
        used.setdefault(own, set()).update((known | loose) - {own})
    assert set(used) <= set(TopologicalSorter(used).static_order()), "a cycle raises, and names its members"


def test_no_tests_folder_is_a_package_that_could_shadow_the_source():
    shadowing = [name(path) for path in (ROOT / "tests").rglob("__init__.py")]
    assert shadowing == []
