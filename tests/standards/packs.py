"""A seeds folder with a made-up third county in it, and the command that checks packs."""

import shutil
from pathlib import Path

from tests.launching import ran
from tests.networks import ROOT, clean_environment
from tests.patience import PATIENCE_SECONDS

THIRD = Path(__file__).parent / "third_county"
DIVISIONS = """\
code,name,aliases,level,parent_code,kind,urban_rural_code,lon,lat,crs,coord_source,population
990000000000,某省,,province,,省,,,,,,
990100000000,某市,,city,990000000000,市,,,,,,
990101000000,某县,,county,990100000000,县,,100.0,30.0,WGS-84,made up,
990101001000,某街道,,township,990101000000,街道,,100.01,30.01,WGS-84,made up,
990101001201,某村村委会,,village,990101001000,村,220,,,,,
"""
OUTLINE = """\
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "990101000000", "name": "某县"},
 "geometry": {"type": "Polygon", "coordinates": [[[99.9, 29.9], [100.1, 29.9], [100.1, 30.1], [99.9, 29.9]]]}}]}
"""


def seeds_with_third_county(folder: Path) -> Path:
    """A seeds folder that holds the common vocabulary, one county's divisions, outline and pack; the pack's folder."""
    seeds = folder / "seeds"
    pack = seeds / "programmes" / "third-county"
    shutil.copytree(THIRD, pack)
    shutil.copy(ROOT / "seeds" / "vocabulary.toml", seeds / "vocabulary.toml")
    (seeds / "divisions").mkdir()
    (seeds / "divisions" / "divisions.csv").write_text(DIVISIONS, "utf-8")
    (seeds / "boundaries").mkdir()
    (seeds / "boundaries" / "boundaries.geojson").write_text(OUTLINE, "utf-8")
    return pack


def check(pack: Path) -> tuple[int, list[str]]:
    """Exit code and lines of `zhanwang packs check`."""
    done = ran(("packs", "check", str(pack)), clean_environment(pack.parent), ROOT, b"", PATIENCE_SECONDS)
    assert b"Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).decode().splitlines()
