"""What is due is counted in columns, site by site as My work says it in words: under both packs, and under packs made
up of any checks within each other.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.compliance.network_table import NetworkTable
from app.compliance.standing import unasked
from app.journeys.desk.board import Board, urgency
from app.journeys.desk.due import COUNTED, DueNumbers, due_numbers
from app.journeys.desk.my_work import in_trouble_first
from app.journeys.desk.reporting import OWED
from app.journeys.desk.tasks import Task, TaskKind, early_of, tasks_of
from app.journeys.house import House, build_house
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.network.state import standing_of
from app.sites.site import Report, Site
from app.standards.checks.combined import AllOf, AnyOf, Check, Condition, When
from app.standards.programme import AppliesTo, Clause, Programme
from tests.compliance.test_columns_agree_with_the_judge import DAYS, random_sites
from tests.installed import seeds, settings_for
from tests.standards.every_check import CHECKS, READ, example
from tests.thorough import everything, share
from tests.whole import whole_of

QU = "qu-2023"
STATUSES = ("operating", "operating", "operating", "suspended", "building", "closed", None)
MONTHLY = ("livestream_sessions", "livestream_hours", "recruitment_events_joined")


def drawn(rng: random.Random, sites: list[Site], day: date) -> list[Site]:
    """These sites in any state, with facts that were reported lately and long ago, some of them taken back since."""
    found = []
    for site in sites:
        codes = [*site.facts, "equipment", "staff", "trainings_held", "area_m2", "opening_hours"]
        ages = {code: rng.choice((0, 300, 364, 365, 366, 367, 900)) for code in codes if rng.random() < 0.4}
        reports = {code: Report(day - timedelta(days=age)) for code, age in ages.items()}
        found.append(replace(site, status=rng.choice(STATUSES), reports=reports))
    return found


def network_of(house: House, sites: list[Site], day: date) -> Network:
    """The network of these sites, judged as those of the registry are."""
    tables = {
        slug: NetworkTable.of(
            (one for one in sites if one.programme == slug and unasked(one, day) is None), pack, house.divisions, day
        )
        for slug, pack in house.programmes.items()
    }
    saved = datetime.combine(day, time(), UTC)
    members = [NetworkSite(one, 1, saved, *standing_of(tables[one.programme], one, day)) for one in sites]
    whole = whole_of(house, members, day)
    object.__setattr__(whole, "tables", tables)
    return whole


def house_of(folder: Path, day: date, packs: dict[str, Programme]) -> House:
    known = replace(seeds(), programmes={**seeds().programmes, **packs})
    return build_house(settings_for(f"sqlite:///{folder}/x.sqlite", folder), lambda: _noon(day), known)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def assert_counts_as_it_says(house: House, whole: Network, due: DueNumbers) -> dict[str, int]:
    """Each site's numbers are those of its tasks; how many of each there were is told."""
    for place, member in enumerate(whole.every):
        tasks = list(tasks_of(house, whole, member))
        of_kind = [[task for task in tasks if task.kind == kind] for kind in COUNTED]
        assert due.tasks[:, place].tolist() == [len(some) for some in of_kind], member.site.code
        assert due.must[:, place].tolist() == [sum(task.must for task in some) for some in of_kind], member.site.code
        is_asked = unasked(member.site, whole.as_of) is None
        assert due.early[place] == (is_asked and bool(early_of(house, member, whole.as_of).metrics))
        assert (due.failed[place], due.open[place]) == (member.not_met, member.unknown)
        items = {task.item for task in tasks if task.kind in OWED - {"confirm"}}
        assert due.unreported[place] == bool(items), member.site.code
        expired = {task.item for task in tasks if task.kind == "confirm"}
        assert due.stale[place] == len(expired), member.site.code
        assert due.owed[place] == len(items | expired), "no field is owed twice"
    rows = dict(zip(COUNTED, due.tasks.sum(axis=1).tolist(), strict=True))
    return {**rows, "early": int(due.early.sum()), "soft": int((due.tasks - due.must).sum())}


@pytest.mark.parametrize("day", DAYS)
async def test_each_site_counts_as_many_things_as_are_said_of_it(tmp_path: Path, day: date) -> None:
    rng = random.Random(day.toordinal())
    house = house_of(tmp_path, day, {})
    sites = drawn(rng, random_sites(seeds(), day.toordinal(), share(400, 4000)), day)
    whole = network_of(house, sites, day)
    found = assert_counts_as_it_says(house, whole, await due_numbers(house, whole))
    assert found["confirm"] > 0
    if day >= DAYS[0]:
        assert min(found.values()) > 0, found


# Of 37 sites owe in an unknown field what is to be confirmed in it too.
@pytest.mark.parametrize("seed", range(60) if everything() else (*range(5), 37))
async def test_under_any_checks_within_each_other_it_is_the_same(tmp_path: Path, seed: int) -> None:
    rng, day = random.Random(seed), DAYS[0]
    sites = [site for site in random_sites(seeds(), seed, 160) if site.programme == QU]
    pack = made_up(rng, seeds().programmes[QU], sorted({site.kind for site in sites}))
    house = house_of(tmp_path, day, {QU: pack})
    whole = network_of(house, drawn(rng, sites, day), day)
    found = assert_counts_as_it_says(house, whole, await due_numbers(house, whole))
    assert found["unknown"] > 0


@pytest.mark.parametrize("kind", [None, *COUNTED])
async def test_the_board_of_many_sites_is_in_the_order_of_the_work_wherever_it_is_opened(
    tmp_path: Path, kind: TaskKind | None
) -> None:
    day = DAYS[0]
    house = house_of(tmp_path, day, {})
    # A site with one thing alone to do of its most urgent kind stands by that kind.
    whole = network_of(house, drawn(random.Random(7), random_sites(seeds(), 7, 120), day), day)
    every = [list(tasks_of(house, whole, member)) for member in whole.every]
    heads = [[task.kind for task in tasks].count(min(tasks, key=urgency).kind) for tasks in every if tasks]
    assert 1 in heads
    places = np.arange(len(whole.every))
    plain, apart = places[places % 5 != 0], {place: every[place] for place in places[::5].tolist()}
    board = Board(house, whole, await due_numbers(house, whole), plain, apart, {})
    own = [[task for task in tasks if kind in (None, task.kind)] for tasks in every]
    wanted = sorted((task for tasks in own for task in tasks), key=urgency)
    by_site = [
        task for tasks in sorted(filter(None, map(in_order, own)), key=lambda some: urgency(some[0])) for task in tasks
    ]
    for start, stop in ((0, len(wanted)), (3, 40), (len(wanted) - 5, len(wanted)), (17, 18), (9, 9)):
        assert board.tasks(kind, start, stop, by_site=False) == wanted[start:stop]
        assert board.tasks(kind, start, stop, by_site=True) == by_site[start:stop]


def in_order(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=urgency)


@pytest.mark.parametrize("most", [0, 1, 14, 103, 500])
def test_sites_stand_by_what_fails_then_by_what_is_unknown_then_by_code(most: int) -> None:
    rng = random.Random(most)
    failed, unknown = ([rng.randint(0, most) for _ in range(300)] for _ in range(2))
    nothing = np.zeros((4, 300), np.int16)
    counts = (np.array(some, np.int16) for some in (failed, unknown))
    due = DueNumbers(nothing, nothing, np.zeros(300, np.bool_), *counts, nothing[0])
    places = np.array(sorted(rng.sample(range(300), 200)), np.intp)
    ordered = sorted(places.tolist(), key=lambda place: (-failed[place], -unknown[place], place))
    assert in_trouble_first(due, places).tolist() == ordered
    assert in_trouble_first(due, places[:0]).tolist() == []


def made_up(rng: random.Random, pack: Programme, kinds: list[str]) -> Programme:
    """The pack with a dozen clauses of any checks, addressed to all of these kinds."""
    everywhere, clauses = tuple(AppliesTo(kind=kind) for kind in kinds), list[Clause]()
    for number in range(12):
        condition = Condition(fact="fixed_office", equals=True, unreported=rng.random() < 0.5)
        update = {
            "id": f"made.up_{number}",
            "level": rng.choice(("must", "generally")),
            "check": some_check(rng, 2),
            "applies_when": rng.choice((None, None, condition)),
            "applies_to": everywhere,
        }
        clauses.append(pack.clauses[0].model_copy(update=update))
    return pack.model_copy(update={"clauses": tuple(clauses), "content_hash": "made up"})


def some_check(rng: random.Random, depth: int) -> Check:
    """A check that random sites may meet, miss or say nothing of, with others inside it as deep as that."""
    drawn_type = rng.choice(CHECKS)
    if drawn_type in (AllOf, AnyOf, When) and depth:
        inner = [some_check(rng, depth - 1) for _ in range(rng.randint(2, 3))]
        if drawn_type is When:
            return example(When).model_copy(update={"then": inner[0], "otherwise": inner[1]})
        return example(drawn_type).model_copy(update={"checks": tuple(inner)})
    if rng.random() < 0.3:
        months = {"metric": rng.choice(MONTHLY), "over": "full_months", "count": rng.randint(1, 4)}
        years = {"metric": "jobs_created", "over": "full_years", "count": rng.randint(1, 3)}
        whole = {"metric": "exit_rate", "over": "cumulative", "count": 1}
        more = {"type": "every_period", "at_least": Decimal(rng.randint(1, 9))}
        return READ.validate_python({**rng.choice((months, months, years, whole)), **more})
    return example(drawn_type)
