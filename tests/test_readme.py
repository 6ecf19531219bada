"""What README says can be typed, can be typed; what it says is there, is there."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", README, re.DOTALL)
NAME = re.compile(r"[a-z][a-z-]*$")
OPTION = re.compile(r"--[a-z-]+")


def written_commands() -> list[tuple[str, str]]:
    """Folder and the rest of every command in the code blocks; a line without its own `python -m` goes on with it."""
    found, folder = [], ""
    for line in "\n".join(BLOCKS).splitlines():
        program = re.match(r"python -m (\w+)", line)
        if program:
            folder = program[1]
        if folder and (program or line.startswith(" ")):
            rest = line[program.end() if program else 0 :]
            found += [(folder, part.strip()) for part in rest.split(" | ")]
    return found


def spelled_out(command: str) -> list[str]:
    """The subcommands that a line of README stands for: `schedule list|add|remove` for three, with their options."""
    words = command.split()
    depth = 2 if len(words) > 1 and re.fullmatch(r"[a-z-]+(\|[a-z-]+)*", words[1]) else 1
    if depth == 1:
        return [command]
    return [" ".join([words[0], name, *words[2:]]) for name in words[1].split("|")]


COMMANDS = [(folder, each) for folder, command in written_commands() for each in spelled_out(command)]


@cache
def help_text(folder: str, *command: str) -> str:
    """What `--help` prints, without the frame around it."""
    app = import_module(f"{folder}.__main__").app
    answer = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert answer.exit_code == 0, f"{folder} {' '.join(command)}: {answer.output}"
    return answer.output


def subcommand(command: str) -> list[str]:
    """The words that name the command; what follows is a file, a name in capitals or an option."""
    words = command.split()
    first = [words[0]]
    return first + words[1:2] if words[1:2] and NAME.match(words[1]) else first


@pytest.mark.parametrize(("folder", "command"), COMMANDS, ids=[" ".join(pair) for pair in COMMANDS])
def test_a_command_of_the_readme_is_known_with_every_option_it_names(folder, command):
    text = help_text(folder, *subcommand(command))
    for option in OPTION.findall(command):
        assert option in text, f"python -m {folder} {command}: {option} is not among its options"
    assert ("--json" in text) is (command != "worker"), "README: each has --json, but for the worker"


@pytest.mark.parametrize("folder", ["data", "evals", "analysis"])
def test_a_command_that_is_not_there_would_be_noticed(folder):
    with pytest.raises(AssertionError, match="No such command"):
        help_text(folder, "no-such-command")


def test_the_readme_names_commands_of_every_folder_that_has_some():
    assert {folder for folder, _ in COMMANDS} == {"data", "evals", "analysis"}
    assert len(COMMANDS) > 30


def test_every_make_target_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"run", "test"} <= targets
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_file_and_folder_of_the_readme_is_there():
    named = {path for path in re.findall(r"`([\w./-]+)`", README) if "/" in path or path.endswith(".py")}
    linked = set(re.findall(r"\]\(([\w./-]+)\)", README))
    assert {"app.py", "data/", "evals/", "analysis/", "tests/"} <= named
    inside = {path for path in ("commands/", "browser/", "benchmarks/", "gpu/", "var/") if path in named}
    """Folders that the table names within the folder of their row; `var/` is made when Assay starts."""
    assert [path for path in sorted((named | linked) - inside) if not (ROOT / path).exists()] == []
