"""A county that takes minutes to plan: two thousand villages in a wobbly grid, a site reaching the next ones.

The fewest sites for such a grid are hard to prove, so that a search in it can be watched and stopped.
"""

import csv
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIDE = 44
STEP_LAT, STEP_LON = 0.045, 0.0525
"""5 km apart: a village reaches the next ones and those across the corner, within its half hour on bad roads."""


def seeds_of_a_slow_county(folder: Path) -> Path:
    """A copy of the seeds in which Qu County has two thousand villages more, all with a point."""
    seeds = folder / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    path = seeds / "divisions" / "divisions.csv"
    chance = random.Random(4)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    townships = [row["code"] for row in rows if row["level"] == "township" and row["code"].startswith("511725")]
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        for number in range(SIDE * SIDE):
            township = townships[number % len(townships)]
            writer.writerow(_village(number, township, 900 + number // len(townships), chance))
    return seeds


def _village(number: int, township: str, last_digits: int, chance: random.Random) -> dict[str, str]:
    row, column = divmod(number, SIDE)
    return {
        "code": f"{township[:9]}{last_digits:03d}",
        "name": f"格{number}村民委员会",
        "level": "village",
        "parent_code": township,
        "kind": "村",
        "urban_rural_code": "220",
        "lat": f"{30.0 + (row + chance.uniform(-0.3, 0.3)) * STEP_LAT:.6f}",
        "lon": f"{105.8 + (column + chance.uniform(-0.3, 0.3)) * STEP_LON:.6f}",
        "crs": "WGS-84",
        "coord_source": "made up for a test",
    }
