"""How long it takes to draw and to re-weigh many startups; run by hand: python tests/benchmarks/scoring_speed.py.

Each size runs in a process of its own, so that its peak memory is its own. Startups are synthetic, with the mix of
missing, claimed, documented and measured evidence of the usual simulated world, on a rubric of ninety criteria.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from analysis.evidence.state import Evidence  # noqa: E402
from analysis.ranking.bent_normals import portfolio_draws  # noqa: E402
from analysis.ranking.contenders import Contenders  # noqa: E402
from analysis.ranking.packed_moments import Layout, packed, reweighted  # noqa: E402
from analysis.ranking.reweighting import reweighting, weigh  # noqa: E402
from analysis.scoring.assessment import assess  # noqa: E402
from analysis.scoring.axes import category_moments  # noqa: E402
from analysis.scoring.rubric import Rubric, parse_rubric  # noqa: E402
from analysis.track_record.synthetic_startups import World, points_registry, points_rubric, synthetic_startup  # noqa: E402

CRITERIA, DRAWS, DISTINCT = 90, 10_000, 20
SIZES = (5, 100, 1_000, 10_000)
TODAY = date(2026, 10, 31)


def rubric_of_ninety() -> Rubric:
    """The default rubric on points, its criteria repeated under new keys until there are ninety."""
    shipped = points_rubric(parse_rubric((ROOT / "analysis/rubrics/default.yaml").read_text(encoding="utf-8")))
    copies = [
        criterion.model_copy(update={"key": f"{criterion.key}_again", "reads": (f"{criterion.key}_again",)})
        for criterion in shipped.criteria[: CRITERIA - len(shipped.criteria)]
    ]
    return shipped.model_copy(update={"criteria": (*shipped.criteria, *copies)})


def measured(startups: int) -> dict[str, float]:
    """Seconds per step and the peak memory of this process in gigabytes."""
    rubric, rng = rubric_of_ninety(), np.random.default_rng(1)
    registry = points_registry(rubric)
    ledgers = [synthetic_startup(World(), rubric, as_of=TODAY, rng=rng).facts for _ in range(DISTINCT)]
    start = time.perf_counter()
    found = [
        assess(Evidence(facts, registry, (), TODAY), rubric, registry, as_of=TODAY, rng=rng, draws=DRAWS)
        for facts in ledgers
    ]
    one = (time.perf_counter() - start) / DISTINCT
    terms = [found[place % DISTINCT].terms for place in range(startups)]
    steps = [_clocks()]
    moments = packed([category_moments(entry, rubric) for entry in terms], Layout.of(rubric))
    steps.append(_clocks())
    portfolio = reweighted(moments, rubric.profile("strategic").weights)
    steps.append(_clocks())
    draws = portfolio_draws(portfolio, rng=rng, draws=DRAWS)
    steps.append(_clocks())
    assert draws.risk.shape == (startups, DRAWS)
    every = np.arange(startups)
    shown = Contenders(every, moments, np.zeros(startups, np.int8), np.zeros(startups, bool))
    reweighting(weigh(shown, rubric.profile("growth").weights), rubric, most=50)
    steps.append(_clocks())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    wall, processor = np.diff(np.array(steps), axis=0).T.tolist()
    names = ("moments_s", "reweighting_s", "draws_s", "page_reweighting_s")
    return {
        "startups": startups,
        **dict(zip(names, wall, strict=True)),
        **{f"{name[:-2]}_cpu_s": spent for name, spent in zip(names, processor, strict=True)},
        "total_s": sum(wall[:3]),
        "total_cpu_s": sum(processor[:3]),
        "peak_gb": peak,
        "full_assessment_s": one,
    }


def _clocks() -> tuple[float, float]:
    """Seconds of the wall clock, and of the processor by this process alone."""
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Print one line of JSON per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, help="Measure one size in this process.")
    chosen = parser.parse_args().size
    if chosen is not None:
        print(json.dumps({name: round(value, 4) for name, value in measured(chosen).items()}))
        return
    for size in SIZES:
        subprocess.run([sys.executable, __file__, "--size", str(size)], check=True)


if __name__ == "__main__":
    main()
