"""Digest speed beside reading the same file, and the memory that comparing two checkpoints of a gigabyte takes.

    python -m tests.benchmarks.checkpoint_speed [--repeats 7] [--folder DIR]

`cat FILE > /dev/null` and the digest take turns in one run, warm and cold (the file dropped from the page cache before
each turn); the ratio is cat's seconds over the digest's, so 1 is as fast as reading. Processor seconds are given too:
they do not depend on what else the machine does. Two checkpoints are written to the folder, about 2.3 GB together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from evals.checkpoints.architecture import expected_tensors
from evals.checkpoints.digest import folder_digests

CONFIG = {
    "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 32_000, "hidden_size": 1024,
    "intermediate_size": 2816, "num_hidden_layers": 20, "num_attention_heads": 16, "num_key_value_heads": 16,
    "max_position_embeddings": 2048, "tie_word_embeddings": True, "torch_dtype": "float32",
}  # fmt: skip


def write_checkpoint(folder: Path, seed: int) -> int:
    """Random weights of the shape above; their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "model.safetensors"
    if not file.exists():
        generator = torch.Generator().manual_seed(seed)
        shapes = expected_tensors(CONFIG).shapes
        save_file({name: 0.02 * torch.randn(shape, generator=generator) for name, shape in shapes.items()}, file)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return file.stat().st_size


def forget(file: Path) -> None:
    """Drop the file from the page cache."""
    descriptor = os.open(file, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds, those of children included."""
    before = _processor_seconds()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started, _processor_seconds() - before


def compared(folder: Path, repeats: int, *, cold: bool) -> dict[str, Any]:
    """Seconds of both in turns, and the ratio of each turn."""
    file = folder / "model.safetensors"
    reading, digesting = [], []
    for _ in range(repeats):
        for times, work in ((reading, _cat(file)), (digesting, lambda: folder_digests(folder))):
            if cold:
                forget(file)
            times.append(timed(work))
    ratios = sorted(cat[0] / digest[0] for cat, digest in zip(reading, digesting, strict=True))
    return {
        "cat_seconds": round(statistics.median(wall for wall, _ in reading), 4),
        "digest_seconds": round(statistics.median(wall for wall, _ in digesting), 4),
        "cat_processor_seconds": round(statistics.median(used for _, used in reading), 4),
        "digest_processor_seconds": round(statistics.median(used for _, used in digesting), 4),
        "ratio_median": round(statistics.median(ratios), 3),
        "ratio_range": [round(ratios[0], 3), round(ratios[-1], 3)],
        "turns": repeats,
    }


def compare_peak_megabytes(first: Path, second: Path) -> float:
    """Peak resident memory of `evals lineage compare` on the two folders, as the kernel counts it for that process.

    Read from VmHWM: `ru_maxrss` of a new process starts at what its parent held when it was forked.
    """
    program = (
        "import runpy, sys\n"
        "sys.argv = ['evals', 'lineage', 'compare', *sys.argv[1:], '--json']\n"
        "try:\n    runpy.run_module('evals', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "lines = open('/proc/self/status').read().splitlines()\n"
        "print(next(int(line.split()[1]) for line in lines if line.startswith('VmHWM')) / 1024, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program, str(first), str(second)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stderr.strip().splitlines()[-1])


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "assay-checkpoint-speed")
    parser.add_argument("--skip-cold", action="store_true")
    parser.add_argument("--skip-memory", action="store_true")
    asked = parser.parse_args()
    sizes = [write_checkpoint(asked.folder / name, seed) for seed, name in enumerate(("first", "second"))]
    for _ in range(2):
        folder_digests(asked.folder / "first")
    found: dict[str, Any] = {
        "as_of": datetime.now(UTC).isoformat(timespec="minutes"),
        "bytes": sizes,
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "warm": compared(asked.folder / "first", asked.repeats, cold=False),
    }
    if not asked.skip_cold:
        found["cold"] = compared(asked.folder / "first", asked.repeats, cold=True)
    if not asked.skip_memory:
        peak = compare_peak_megabytes(asked.folder / "first", asked.folder / "second")
        found["lineage_compare_peak_megabytes"] = round(peak, 1)
    print(json.dumps(found, indent=1))


def _cat(file: Path) -> Callable[[], object]:
    return lambda: subprocess.run(["sh", "-c", 'cat "$1" > /dev/null', "sh", str(file)], check=True)


def _processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
