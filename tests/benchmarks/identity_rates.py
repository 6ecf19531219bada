"""How often the identity test accuses an endpoint that serves the held weights, and how often it finds another model.

    python -m tests.benchmarks.identity_rates

trains small models from several seeds, lets each be served as it is (the null) and in changed forms, repeats the whole
test with new draws each time, and writes the table that the product shows. The endpoint is asked in this process; that
the same answers come through HTTP is tested in tests/evals/forensics/test_identity.py.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import torch
import yaml
from transformers.utils import logging

from analysis.inference.intervals import wilson_interval
from data.catalogue.measured import MEASURED_FOLDER
from evals.forensics.completions import HeldModel
from evals.forensics.identity import IdentitySettings, compare_with_held, prompts, verdict_of
from evals.forensics.labelled_set import _pruned, _rounded, _trained_on
from evals.training.data import END_OF_DOCUMENT, packed_rows, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, load_model, new_model, save_model

TABLE = MEASURED_FOLDER / "identity_rates.yaml"
COMMAND = "python -m tests.benchmarks.identity_rates"
SHAPE = ModelShape(400, 48, 2, 4, 96, 64)
SEEDS = (1, 2, 3, 4)
NULL = "the held weights"
SERVED: dict[Literal["float16", "bfloat16"], Any] = {"float16": torch.float16, "bfloat16": torch.bfloat16}


def write_models(root: Path) -> None:
    """Per seed the held model and what is served in its place."""
    texts = [f"{a} {b} {c}" for a in prompts() for b in prompts() for c in ("and", "so", "or")]
    tokenizer = trained_tokenizer(texts, SHAPE.vocabulary)
    rows = packed_rows(texts, tokenizer, 32)
    few = packed_rows(texts[:200], tokenizer, 32)
    end = tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
    for seed in (*SEEDS, SEEDS[-1] + 1):
        model = new_model(SHAPE, end_token=end, seed=seed)
        train(model, rows, TrainingSettings(steps=60, batch_size=8, warmup_steps=10))
        save_model(model, tokenizer, root / f"{seed}")
    for seed in SEEDS:
        held = load_model(root / f"{seed}")
        changed = {
            "fine-tuned, 20 steps": _trained_on(held, few, steps=20, rate=5e-4),
            "fine-tuned, 3 steps": _trained_on(held, few, steps=3, rate=5e-4),
            "8-bit copy": _rounded(held, bits=8),
            "4-bit copy": _rounded(held, bits=4),
            "pruned by half": _pruned(held),
        }
        for name, child in changed.items():
            save_model(child, tokenizer, root / f"{seed} {name}")


class Pool:
    """A model whose answers are drawn once in large batches and handed out a few at a time, none of them twice."""

    def __init__(self, model: HeldModel, answers: int, seed: int) -> None:
        self.hidden_size, self.digest = model.hidden_size, model.digest
        self._model, self._answers, self._seed = model, answers, seed
        self._drawn: dict[str, list[str]] = {}
        self._given: Counter[str] = Counter()
        self._logprobs: dict[tuple[str, int], dict[str, float] | None] = {}

    def first_token_logprobs(self, prompt: str, top: int) -> dict[str, float] | None:
        """What the model says, which is the same every time."""
        if (prompt, top) not in self._logprobs:
            self._logprobs[prompt, top] = self._model.first_token_logprobs(prompt, top)
        return self._logprobs[prompt, top]

    def samples(self, prompt: str, count: int, tokens: int, seed: int) -> list[str]:
        """The next `count` answers of the pool."""
        if prompt not in self._drawn:
            self._drawn[prompt] = self._model.samples(prompt, self._answers, tokens, self._seed + len(self._drawn))
        start = self._given[prompt]
        self._given[prompt] += count
        found = self._drawn[prompt][start : start + count]
        if len(found) < count:
            raise ValueError("the pool is empty")
        return found

    def again(self) -> None:
        """Hand out from the beginning."""
        self._given.clear()


def served_folders(root: Path, seed: int) -> dict[str, Path]:
    """What may stand behind the endpoint, by name; the null first."""
    changed = {path.name.partition(" ")[2]: path for path in sorted(root.glob(f"{seed} *"))}
    return {NULL: root / f"{seed}", **changed, "another seed": root / f"{seed + 1}"}


def measure(root: Path, null_runs: int, other_runs: int) -> list[dict[str, Any]]:
    """One line per thing served and number type: verdicts of the whole test, and of sampled answers alone."""
    most = -(-max(null_runs, other_runs) // len(SEEDS)) * IdentitySettings().samples
    counts: dict[tuple[str, str], list[Counter[str]]] = defaultdict(lambda: [Counter(), Counter()])
    for seed in SEEDS:
        held = Pool(HeldModel(root / f"{seed}"), most, 10_000 * seed)
        for dtype, served_as in SERVED.items():
            rounded = Pool(HeldModel(root / f"{seed}", served_as), 0, 0)
            for name, folder in served_folders(root, seed).items():
                runs = -(-(null_runs if name == NULL else other_runs) // len(SEEDS))
                endpoint = Pool(HeldModel(folder, served_as), runs * IdentitySettings().samples, 10_000 * seed + 500)
                held.again()
                found = counts[name, dtype]
                for number in range(runs):
                    settings = IdentitySettings(seed=1000 * seed + number, served_dtype=dtype)
                    report = compare_with_held(endpoint, held, rounded, settings)
                    found[0][report.verdict] += 1
                    found[1][verdict_of(None, 0.0, report.samples)[0]] += 1
                print(f"seed {seed} {dtype} {name}: {dict(found[0])}", file=sys.stderr, flush=True)
    return [line(name, dtype, *found) for (name, dtype), found in counts.items()]


def line(name: str, dtype: str, whole: Counter[str], answers: Counter[str]) -> dict[str, Any]:
    """Counts with the share called different and its 95 % Wilson interval, for the whole test and answers alone."""
    runs = whole.total()
    found: dict[str, Any] = {"served": name, "served_dtype": dtype, "runs": runs}
    for kind, counted in (("whole_test", whole), ("answers_alone", answers)):
        interval = wilson_interval(counted["different"], runs)
        found[kind] = {
            "different": counted["different"],
            "same": counted["same"],
            "inconclusive": counted["inconclusive"],
            "share_different": round(counted["different"] / runs, 4),
            "interval": [round(interval.low, 4), round(interval.high, 4)],
        }
    return found


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--null-runs", type=int, default=200)
    parser.add_argument("--other-runs", type=int, default=40)
    parser.add_argument("--out", type=Path, default=TABLE)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_models(Path(folder))
        lines = measure(Path(folder), asked.null_runs, asked.other_runs)
    table = {
        "made_by": COMMAND,
        "as_of": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, torch {torch.__version__}",
        "settings": {
            key: value
            for key, value in asdict(IdentitySettings()).items()
            if key in {"repeats", "top", "samples", "answer_tokens"}
        },
        "prompts": len(prompts()),
        "models": f"{len(SEEDS)} seeds of a 2-layer, 48-wide model",
        "seconds": round(time.perf_counter() - started),
        "lines": lines,
    }
    asked.out.write_text(yaml.safe_dump(table, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    main()
