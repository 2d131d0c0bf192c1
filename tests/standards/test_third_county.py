"""A county more is a folder of data: it is read, judged, seeded and served with no line of code."""

from datetime import date
from pathlib import Path

from litestar.testing import TestClient

from app.asgi import create_app
from app.compliance.judge import judge
from app.sites.document import read_site
from app.standards.reader import read_seeds
from tests.networks import settings_for
from tests.standards.packs import check, seeds_with_third_county

CORNER = {"code": "C-1", "programme": "third-county", "kind": "job_corner", "tier": "county", "facts": {"benches": 3}}


def test_a_sound_pack_is_told_with_what_it_holds(tmp_path: Path) -> None:
    code, lines = check(seeds_with_third_county(tmp_path))
    assert code == 0, lines
    assert lines == ["third-county: 1 kinds, 4 clauses, 1 targets, 0 named sites, 10 worked cases"]


def test_a_day_is_judged_by_the_clauses_in_force_on_it(tmp_path: Path) -> None:
    seeds = read_seeds(seeds_with_third_county(tmp_path).parents[1])
    programme = seeds.programmes["third-county"]
    site = read_site(CORNER, {"third-county": programme.entry_rules}, seeds.divisions)

    def benches(day: date) -> dict[str, str]:
        verdicts = judge(site, programme, seeds.divisions, day).by_clause()
        return {clause: verdict for clause, verdict in verdicts.items() if "benches" in clause}

    assert benches(date(2026, 1, 14)) == {}
    assert benches(date(2026, 6, 30)) == {"corner.benches_first": "met"}
    assert benches(date(2026, 7, 1)) == {"corner.benches": "not_met"}


def test_the_pages_and_the_interface_know_the_new_county(tmp_path: Path) -> None:
    settings = settings_for("", tmp_path / "data", seeds_dir=seeds_with_third_county(tmp_path).parents[1])
    with TestClient(create_app(settings)) as client:
        assert "某县就业服务方案" in client.get("/programmes").text
        assert "某县" in client.get("/").text
        assert client.get("/programmes/third-county/clauses").text.count("<blockquote") == 4
        verdict = client.post("/api/v1/evaluate", json=CORNER).json()[0]
        assert {c["id"]: c["verdict"] for c in verdict["clauses"]} == {
            "corner.benches": "not_met",
            "corner.roof": "unknown",
            "corner.languages": "unknown",
        }
