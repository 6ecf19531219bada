"""What make says where a tool is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_without_node_the_scripts_are_left_unchecked_in_words_and_nothing_fails():
    answer = subprocess.run(
        ["make", "javascript", "NPM=no-such-npm"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0
    assert "JavaScript was not checked: no-such-npm of Node.js is not on this machine." in answer.stdout
