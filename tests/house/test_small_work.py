"""Threads that everybody shares do small work only; what is heavy takes a turn (`app/journeys/turns.py`).

Six heavy calls in the shared threads, and no page and no health check is answered any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.networks import ROOT

SMALL = {
    *("routes.py:maps.shapes.boundary", "routes.py:shown.answer"),
    *("storage.py:_looked_over", "storage.py:_beside_the_database", "storage.py:_removed", "health.py:require_room"),
    *("storage.py:sweep_left_folders", "kept_files.py:os.pread"),
    *("evidence.py:lay_down", "report.py:lay_down", "evidence.py:place_of_bytes(house, piece.sha256).exists"),
    "evidence.py:place_of_bytes(house, stored.sha256).read_bytes",
    *("public_photos.py:lay_down", "public_photos.py:place_of_bytes(house, digest).exists"),
    "public_photos.py:place_of_bytes(house, digest).read_bytes",
    "answering.py:place_of_bytes(house, digest).read_bytes",
    "site_papers.py:_pictures",
    *("opening.py:Path(url.removeprefix('sqlite:///')).is_file", "sqlite.py:_create"),
    *("workbook_page.py:_keep", "workbook_page.py:_kept", "workbook_page.py:_done_with", "workbook_page.py:_left"),
    *("plan_runner.py:progress_of", "plan_runner.py:so_far.plan", "plan_runner.py:document"),
}
"""Files looked up, read, written and removed, and how a search stands."""
ONE_AT_A_TIME = {"password_check.py:_fits", "password_check.py:HASHER.hash", "password_check.py:_hashed_once"}
"""Behind a queue of their own."""
ALONE = {
    *("backup.py:_add_evidence", "backup.py:_other_files", "backup.py:_add", "backup.py:writer.finish"),
    *("backup.py:_unpack", "backup.py:_lay_evidence", "backup.py:_replace_folders"),
    *("replacing_sqlite.py:_opened", "replacing_sqlite.py:_copy"),
    *("roads.py:county_outline", "roads.py:read_osm_roads", "roads.py:save_road_graph"),
    *("roads.py:read_osm_waters", "roads.py:ground_of", "roads.py:save_ground"),
    *("sample_country.py:county_outline", "sample_country.py:write_osm", "asgi.py:maps.draw_all"),
}
"""Of commands, and of the start: nobody else is being served."""
SERVED_SMALL = {"static_file", "map_script", "map_style", "townships", "place", "measured"}
"""Handlers in the shared threads: files and what was drawn at the start."""


def _in_shared_threads(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith("to_thread"):
                yield f"{path.name}:{ast.unparse(node.args[0])}"
            elif called.endswith("run_in_executor"):
                yield f"{path.name}: use a turn instead of run_in_executor"
        elif isinstance(node, ast.FunctionDef) and any(
            keyword.arg == "sync_to_thread" and ast.unparse(keyword.value) == "True"
            for call in node.decorator_list
            if isinstance(call, ast.Call)
            for keyword in call.keywords
        ):
            yield node.name


def test_nothing_heavy_shares_its_threads_with_everybody() -> None:
    found = {one for path in (ROOT / "app").rglob("*.py") for one in _in_shared_threads(path)}
    assert found == SMALL | ONE_AT_A_TIME | ALONE | SERVED_SMALL
