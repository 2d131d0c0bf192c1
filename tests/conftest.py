"""What every test runs under: the asyncio loop, and how property tests search.

Only generic things live here; a room's own fixtures stand in the `conftest.py` of its folder.
"""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import engines, thorough

pytest_plugins = ["tests.browser"]

# What is collected stays to the end: looking through it for garbage takes a third of the time of collecting.
gc.disable()


def pytest_collection_finish() -> None:
    """Garbage is collected again, but not among the tests themselves, and seldom: looking for it took a tenth."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """With every engine, everything else that is tried in shares is tried whole."""
    thorough.ask_for_the_whole(config.getoption("--all-engines"))


# No deadline: the machine is small and shared, so a slow example says nothing about the code.
settings.register_profile("developer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same commit must give the same answer, so the search does not start from chance.
settings.register_profile("ci", parent=settings.get_profile("developer"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Every asynchronous test runs on asyncio, the loop that the server uses."""
    return "asyncio"


SLOW_ROOMS = ("pages", "cli")
"""Rooms whose tests wait for browsers and processes. They begin early, so that no worker is left alone with them."""
LONGEST = (
    *("pages/test_every_page", "pages/test_public_pages", "pages/test_visitors_map"),
    *("pages/test_roads_behind_the_map", "pages/test_my_work", "workbook/test_what_people_write"),
    *("pages/test_planner", "cli/test_backup", "pages/test_staff_pages", "pages/test_filling_in"),
    *("workbook/test_mutated_workbooks", "web/test_rights_at_the_routes", "pages/test_nothing_typed_is_lost"),
    *("web/test_no_walk_of_the_network", "workbook/test_what_people_do_to_sheets", "pages/test_half_year"),
    *("store/test_migrations", "web/test_below_a_path", "pages/test_putting_right", "store/test_tables"),
    *("pages/test_location_picker", "cli/test_import_and_export", "cli/test_site_plan", "workbook/test_round_trip"),
    *("web/test_findings", "pages/test_photos_reach_the_reviewer", "journeys/test_renewed_network"),
    *("compliance/test_every_rule", "coverage/test_siting", "web/test_audits", "web/test_the_door"),
    *("cli/test_county_commands", "pages/test_large_letters", "house/test_browser", "web/test_papers_as_printed"),
    *("workbook/test_too_big_workbooks", "workbook/test_identity_cards", "journeys/test_every_write"),
    *("web/test_contract", "journeys/test_printed_to_be_read", "cli/test_what_comes_in"),
    *("web/test_forms_that_moved_on", "pages/test_county_and_coverage_pages"),
    *("cli/test_server_killed_while_writing", "web/test_county_page", "pages/test_slow_lines", "web/test_tables"),
    *("pages/test_audit_pages", "pages/test_site_register", "pages/test_money_and_acceptance"),
    *("web/test_acceptance", "pages/test_findings_pages", "web/test_signing_in", "web/test_public_head"),
    *("web/test_service_circle", "journeys/test_concurrent_edits", "web/test_open_today"),
    *("journeys/test_site_planning", "store/test_replica", "workbook/test_imported_at_once"),
    *("journeys/test_broken_backups", "journeys/test_past_packs"),
)
"""The modules that took longest in a whole run (`--junitxml`), the longest first. They begin before all others: a
module stays with one worker, and one that begins last keeps everybody waiting. A name that is out of date costs time,
nothing else.
"""


MEASURED_ROOMS = ("bench", "soak")
"""Rooms whose every test is marked like its room, and that load libraries of seconds to compare with."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Rooms that are run by their mark alone are not read where it is not asked for, unless they are named."""
    room, words = collection_path.name, config.option.markexpr
    if collection_path.parent != Path(__file__).parent or room not in MEASURED_ROOMS:
        return None
    named = any(f"/{room}" in argument for argument in config.args)
    return True if f"not {room}" in words and not named else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """One switch of the project's own."""
    parser.addoption(
        "--all-engines",
        action="store_true",
        help="on PostgreSQL too, and what is tried in shares whole (make test-all)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL where it matters; the longest modules first, then the slow rooms, then as they were found."""
    engines.select(config, items)
    place = {module: number for number, module in enumerate(LONGEST)}

    def order(item: pytest.Item) -> tuple[int, bool]:
        module = f"{item.path.parent.name}/{item.path.stem}"
        return place.get(module, len(place)), item.path.parent.name not in SLOW_ROOMS

    items.sort(key=order)
