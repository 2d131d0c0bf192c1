"""`zhanwang ledgers`: rows out and in, in every format; what went out changes nothing when it comes back."""

import asyncio
import json
from pathlib import Path

import pytest

from app.access.actor import Actor
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year_of
from app.journeys.assessments.scoring import Points, close_half_year, give_points
from app.journeys.house import House, build_house
from app.journeys.opening import database_of
from tests.cli.conftest import run
from tests.networks import seeds, settings_for

BUREAU = Actor("bureau", "港北区人社局", "county_admin", ())
SITE, HALF = "GB-CENTRE", "2026-H1"


def test_the_command_line_takes_its_own_export_back_in_every_format(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "rows.json"
    row = {"ledger": "placements", "day": "2026-03-02", "values": {"people": 7}}
    file.write_text(json.dumps([row]), "utf-8")
    first = run(demo_environment, "ledgers", "import", str(file))
    assert first.returncode == 0, first.stderr
    assert "1 / 0 / 0" in first.stderr.decode()
    for ending in ("json", "csv", "xlsx"):
        out = tmp_path / f"out.{ending}"
        assert run(demo_environment, "ledgers", "export", str(out)).returncode == 0
        again = run(demo_environment, "ledgers", "import", str(out))
        assert "0 / 0 / 1" in again.stderr.decode(), again.stderr
    printed = json.loads(run(demo_environment, "ledgers", "export", "-").stdout)
    assert [(one["ledger"], one["values"]) for one in printed["rows"]] == [("placements", {"people": 7})]
    assert run(demo_environment, "ledgers", "import", str(tmp_path / "rows.txt")).returncode == 2


async def _closed(house: House) -> None:
    """The half-year reviewed in every line, and closed."""
    async with database_of(house):
        half = await half_year_of(house, await operated_site(house, BUREAU, "read_assessment", SITE), HALF)
        full = {line.line.id: str(line.line.max) for line in half.score.lines}
        await give_points(house, BUREAU, SITE, HALF, "review", 0, Points(full, dict.fromkeys(full, "现场查看")))
        await close_half_year(house, BUREAU, SITE, HALF, 1)


@pytest.mark.both_engines
def test_rows_of_a_closed_half_year_are_neither_added_nor_corrected_nor_moved(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    def taken(*rows: dict[str, object]) -> tuple[int, str]:
        file = tmp_path / "rows.json"
        file.write_text(json.dumps(rows), "utf-8")
        done = run(demo_environment, "ledgers", "import", str(file), "--reason", "更正")
        return done.returncode, done.stderr.decode()

    inside = {"ledger": "placements", "day": "2026-03-02", "values": {"people": 7}}
    after = {**inside, "day": "2026-07-02"}
    assert taken(inside, after)[0] == 0
    before = run(demo_environment, "ledgers", "export", "-").stdout
    url = demo_environment.get("ZHANWANG_DATABASE_URL") or f"sqlite:///{tmp_path}/data/zhanwang.sqlite"
    asyncio.run(_closed(build_house(settings_for(url, tmp_path / "data"), seeds=seeds())))
    first, second = json.loads(before)["rows"]
    # One call refuses all ways at once: a new row, a corrected one, one moved in, one moved out.
    code, said = taken(
        {**inside, "day": "2026-03-04"},
        {**first, "values": {"people": 99}},
        {**second, "day": "2026-06-30"},
        {**after, "day": "2026-07-03"},
    )
    assert code == 2, said
    assert [f"[{place}].day: " in said for place in range(4)] == [True, True, True, False], said
    assert f"{HALF} 考核已办结" in said
    moved_out, said = taken({**first, "day": "2026-07-01"})
    assert (moved_out, f"{HALF} 考核已办结" in said) == (2, True), said
    file = tmp_path / "rows.csv"
    file.write_text("ledger,day,people\nplacements,2026-03-05,9\n", "utf-8")
    assert run(demo_environment, "ledgers", "import", str(file)).returncode == 2
    assert run(demo_environment, "ledgers", "export", "-").stdout == before
