"""The rooms lean on one another in one direction, and the contract notices every kind of breach."""

from pathlib import Path

import pytest

from tests.house.contract import MAY_IMPORT, NEVER, PURE, breaches

APP = Path(__file__).parents[2] / "app"


def test_the_house_keeps_the_import_contract() -> None:
    assert breaches(APP) == []


def test_the_contract_has_read_the_whole_house() -> None:
    rooms = {path.relative_to(APP).parts[0].removesuffix(".py") for path in APP.rglob("*.py")} - {"__init__"}
    assert {"sites", "standards", "compliance", "store", "journeys", "web"} <= rooms
    assert rooms <= MAY_IMPORT.keys()


def planted(folder: Path, inside: str, source: str) -> list[str]:
    """What the contract says of a house with nothing but this one module."""
    module = folder / "app" / inside
    module.parent.mkdir(parents=True)
    module.write_text(source, "utf-8")
    return breaches(folder / "app")


@pytest.mark.parametrize(
    ("inside", "source", "breach"),
    [
        ("sites/site.py", "from app.standards.programme import Clause", "sites imports standards"),
        ("sites/site.py", "import app.compliance.judge", "sites imports compliance"),
        ("sites/site.py", "from app import store", "sites imports store"),
        ("sites/deep/site.py", "from ...web import pages", "sites imports web"),
        ("units.py", "from .sites import site", "units imports sites"),
        ("compliance/judge.py", "from app.coverage import nearest", "compliance imports coverage"),
        ("coverage/nearest.py", "from app.settings import Settings", "coverage imports settings"),
        ("store/sites.py", "from app.journeys import edit", "store imports journeys"),
        ("store/sites.py", "from app.exchange import geojson", "store imports exchange"),
        ("exchange/geojson.py", "from app.store import sites", "exchange imports store"),
        ("journeys/edit.py", "from app.web import forms", "journeys imports web"),
        ("web/pages.py", "from app.store.sites import SiteRow", "web imports store"),
        ("web/pages.py", "def page():\n    from app.store import sites", "web imports store"),
        ("cli.py", "from app.store import sites", "cli imports store"),
        ("cli/sites.py", "from app.store import sites", "cli imports store"),
        ("manager/things.py", "", "no such room in the contract: manager"),
        ("sites/site.py", "import litestar", "sites is pure and imports litestar"),
        ("standards/clauses.py", "from piccolo.table import Table", "standards is pure and imports piccolo"),
        ("standards/reader.py", "import folium", "standards is pure and imports folium"),
        ("coverage/map.py", "import folium", "coverage is pure and imports folium"),
        ("compliance/judge.py", "import sqlite3", "compliance is pure and imports sqlite3"),
        ("compliance/judge.py", "import time", "compliance is pure and reaches out with time"),
        ("compliance/judge.py", "from os import path", "compliance is pure and reaches out with os.path"),
        ("inspections/visit.py", "from pathlib import Path", "reaches out with pathlib.Path"),
        ("standards/clauses.py", "from pathlib import Path", "reaches out with pathlib.Path"),
        ("standards/reader.py", "import os", "standards is pure and reaches out with os"),
        ("sites/near.py", "from urllib.request import urlopen", "reaches out with urllib.request.urlopen"),
        ("sites/near.py", "import scipy", "sites is pure and has no leave to compute with scipy"),
        ("sites/near.py", "import requests", "sites is pure and has no leave to compute with requests"),
        ("sites/site.py", "today = datetime.now()", "sites reads the clock: datetime.now()"),
        ("sites/site.py", "today = datetime.date.today()", "sites reads the clock: datetime.date.today()"),
        ("standards/reader.py", "today = date.today()", "standards reads the clock: date.today()"),
        ("store/sites.py", "at = datetime.now(UTC)", "store reads the clock: datetime.now()"),
        ("exchange/geojson.py", "at = time.time()", "exchange reads the clock: time.time()"),
        ("sites/site.py", "text = open('seeds').read()", "sites is pure and opens a file: open()"),
        ("sites/site.py", "text = place.read_text()", "sites is pure and opens a file: place.read_text()"),
        ("store/sites.py", "from litestar import Request", "store imports litestar"),
        ("journeys/edit.py", "from litestar import Request", "journeys imports litestar"),
        ("journeys/edit.py", "import asyncpg", "journeys imports asyncpg"),
        ("journeys/edit.py", "rows = run('SELECT code FROM site')", "SQL outside the store"),
        ("web/pages.py", "rows = run('''\n  DELETE FROM site''')", "SQL outside the store"),
        ("web/pages.py", "rows = run(f'UPDATE site SET {x}')", "SQL outside the store"),
        ("exchange/geojson.py", "import piccolo", "exchange imports piccolo"),
        ("web/pages.py", "from piccolo.columns import Varchar", "web imports piccolo"),
        ("cli.py", "import litestar", "cli imports litestar"),
        ("asgi.py", "import aiosqlite", "asgi imports aiosqlite"),
        ("settings.py", "import jinja2", "settings imports jinja2"),
    ],
)
def test_a_planted_breach_is_named_with_its_place(tmp_path: Path, inside: str, source: str, breach: str) -> None:
    (found,) = planted(tmp_path, inside, source)
    assert found.startswith(f"{inside}:")
    assert breach in found


@pytest.mark.parametrize(
    ("inside", "source"),
    [
        (
            "sites/site.py",
            "from datetime import date, time\nfrom app.units import LatLon\nimport numpy as np",
        ),
        ("sites/site.py", "opens = time(9, 0)\nfrom urllib.parse import urlsplit"),
        ("sites/site.py", "from . import facts\nfrom .facts import read\nfrom ..wording import Wording"),
        ("standards/reader.py", "from pathlib import Path\ntext = Path('x').read_text()\nfile = open('x')"),
        ("coverage/nearest.py", "from geopy.distance import geodesic\nfrom scipy.spatial import cKDTree"),
        (
            "journeys/edit.py",
            "from app.store import sites\nfrom app.exchange import geojson\nnow = datetime.now()",
        ),
        (
            "store/sites.py",
            "import piccolo\nfrom app.sites.site import Site\nrows = run('SELECT 1 FROM site')",
        ),
        ("web/map.py", "import folium\nfrom litestar import get\nfrom app.journeys import read"),
        ("web/pages.py", "title = 'UPDATE your SETtings'\nhint = 'Select a township from the list'"),
        ("asgi.py", "from app.store import database\nfrom app.web import routes"),
        ("cli.py", "from app.asgi import create_app\nfrom app.journeys import audit\nimport click"),
    ],
)
def test_what_the_contract_allows_goes_unremarked(tmp_path: Path, inside: str, source: str) -> None:
    assert planted(tmp_path, inside, source) == []


def test_every_room_of_the_contract_says_what_it_must_not_touch() -> None:
    assert MAY_IMPORT.keys() == PURE.keys() | NEVER.keys()
