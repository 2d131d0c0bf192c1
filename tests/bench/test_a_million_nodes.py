"""More than a million road nodes: minutes for 30,000 villages to 25,000 sites, beside igraph, with the peak memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.bench.measuring import tell
from tests.bench.road_country import country
from tests.bench.road_runs import keep
from tests.networks import ROOT

pytestmark = pytest.mark.bench

MOST_MEGABYTES = 4096
RUNS = 3


def run(router: str, folder: Path) -> dict[str, float]:
    """One run in a process of its own: seconds of each stage and `peak_mb`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.road_runs", router, str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def test_a_million_nodes_give_the_minutes_of_igraph_within_four_gigabytes(tmp_path: Path) -> None:
    made = country(stations=25_000)
    assert made.graph.nodes >= 1_000_000
    keep(made, tmp_path)
    runs = {router: [] for router in ("zhanwang", "igraph")}
    for _ in range(RUNS):
        for router, figures in runs.items():
            figures.append(run(router, tmp_path))
    ours, theirs = np.load(tmp_path / "zhanwang.npy"), np.load(tmp_path / "igraph.npy")
    assert np.array_equal(np.isfinite(ours), np.isfinite(theirs))
    reached = np.isfinite(ours)
    # Ours come in whole milliseconds.
    assert float(np.abs(ours[reached] - theirs[reached]).max()) <= 0.001
    peaks = {router: max(figures["peak_mb"] for figures in all_) for router, all_ in runs.items()}
    assert peaks["zhanwang"] < MOST_MEGABYTES

    def median(router: str, *stages: str) -> float:
        return statistics.median(sum(figures[s] for s in stages) for figures in runs[router])

    # The first run finds nothing kept and keeps what it prepares.
    first, *later = runs["zhanwang"]
    runs["zhanwang"] = later
    whole = median("zhanwang", "load", "prepare", "report")
    peer = median("igraph", "load", "report")
    tell(
        f"{made.graph.nodes:,} road nodes, {made.graph.pieces:,} pieces, {len(made.places):,} villages,"
        f" {len(made.sites):,} sites, on foot and by car; seconds of the processor, medians of {RUNS} runs",
        f"the first time  load {first['load']:.1f}, prepare, keep {first['prepare']:.1f}, report {first['report']:.1f}",
        f"file to report  {whole:.1f} s, {peaks['zhanwang']:,.0f} MB at most"
        f" (load {median('zhanwang', 'load'):.1f}, prepare {median('zhanwang', 'prepare'):.1f},"
        f" report {median('zhanwang', 'report'):.1f}); once more {median('zhanwang', 'again'):.2f};"
        f" scipy's search alone {median('zhanwang', 'bare scipy'):.2f}",
        f"igraph          {peer:.1f} s, {peaks['igraph']:,.0f} MB at most"
        f" (load {median('igraph', 'load'):.1f}, minutes {median('igraph', 'report'):.1f}; handed the snapped points)",
        f"ratio           {whole / peer:.2f}; once prepared, a new question"
        f" {median('zhanwang', 'report') / median('igraph', 'report'):.2f}",
        f"{int(reached.sum()):,} villages reach a site, the farthest in {ours[reached].max() / 60:.0f} minutes;"
        f" largest difference {np.abs(ours[reached] - theirs[reached]).max() * 1000:.3f} ms",
    )
