"""A comparison in words: what each pack called a clause, what stands where nothing is, and figures that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.compliance.frozen import FrozenClause
from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.journeys.audits.audit_workbooks import side_words
from app.journeys.audits.compare import AuditComparison, ClauseTurn, SiteMove, changes_of
from app.journeys.audits.compare_totals import totals_of
from app.journeys.audits.compare_words import MoveWords, TurnWords, move_words, turn_words
from app.journeys.audits.compared import Side
from app.journeys.audits.freeze import Frozen
from app.journeys.house import House, build_house
from app.standards.programme import Programme
from app.wording import same
from tests.journeys.test_why_a_clause_turned import AREA, PACK, site
from tests.networks import seeds, settings_for

DAYS = date(2026, 10, 30), date(2026, 11, 30)
WITHOUT = PACK.model_copy(update={"clauses": tuple(one for one in PACK.clauses if one.id != AREA)})
RENAMED = PACK.model_copy(
    update={"clauses": tuple(o.model_copy(update={"title": same("新名")}) if o.id == AREA else o for o in PACK.clauses)}
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose database nobody opens."""
    folder: Path = tmp_path_factory.mktemp("words")
    return build_house(settings_for(f"sqlite:///{folder}/none.sqlite", folder), seeds=seeds())


def sides(before: Programme, after: Programme) -> AuditComparison:
    """Two results in which nothing stands, by these packs."""
    return AuditComparison(Frozen(before, DAYS[0], ()), Frozen(after, DAYS[1], ()), (), ())


def turned(house: House, before: Programme, after: Programme, *, binds: tuple[bool, bool]) -> TurnWords:
    """The words of the clause of the area that turned between these packs, by whether it bound the site in each."""
    kept = FrozenClause(AREA, "must", "met", same("实"), same("要"), same("差"), same(""), None)
    was, became = (kept if one else None for one in binds)
    turn = ClauseTurn(site(AREA, "met"), AREA, "met" if binds[1] else "dropped", was, became, ("clause",), ())
    return turn_words(house, sides(before, after), turn)


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (PACK, RENAMED, "新名"),
        (RENAMED, PACK, PACK.clauses_by_id[AREA].title.zh),
        (WITHOUT, RENAMED, "新名"),
        (RENAMED, WITHOUT, "新名"),
    ],
    ids=["renamed", "named as before", "brought", "dropped"],
)
def test_a_clause_is_called_as_the_later_pack_calls_it_that_has_it(
    house: House, before: Programme, after: Programme, title: str
) -> None:
    told = turned(house, before, after, binds=(before is not WITHOUT, after is not WITHOUT))
    assert (told.clause, told.title.zh, told.section) == (AREA, title, PACK.clauses_by_id[AREA].section)


def test_where_a_clause_binds_no_site_it_is_said_so_and_no_cell_is_filled(house: House) -> None:
    dropped, brought = (turned(house, PACK, PACK, binds=binds) for binds in ((True, False), (False, True)))
    assert (dropped.before.zh, dropped.after.zh) == ("达标", "不适用")
    assert (brought.before.zh, brought.after.zh) == ("不适用", "达标")
    assert [one.zh for one in (brought.found, brought.required, brought.gap)] == ["实", "要", "差"]
    assert {one.zh for one in (dropped.found, dropped.required, dropped.gap)} == {"—"}


def moved(house: House, move: Any, **about: Any) -> MoveWords:
    one = replace(site(AREA, None), **about)
    return move_words(house, sides(PACK, PACK), SiteMove(move, one, None if move == "new" else one))


def test_a_site_that_moved_is_told_by_what_is_known_of_it(house: House) -> None:
    new, gone = moved(house, "new", township="511725103000"), moved(house, "gone")
    assert (new.township.zh, new.before.zh, new.after.zh) == ("土溪镇", "—", "运行中")
    assert (gone.township.zh, gone.before.zh, gone.after.zh) == ("县外或未写明乡镇", "运行中", "—")
    assert new.kind == PACK.kinds_by_code["service_station"].label
    old = moved(house, "closed", kind="palace", lifecycle="asleep")
    assert (old.kind.zh, old.before.zh, old.after.zh) == ("palace", "asleep", "asleep"), "as an older release called it"


def test_what_is_told_of_a_site_that_moved_or_turned_holds_no_record() -> None:
    was, became = site(AREA, "met"), site(AREA, "not_met")
    closed = replace(became, lifecycle="closed", built=False)
    (move,), _ = changes_of(PACK, PACK, [(was, closed)])
    _, (turn,) = changes_of(PACK, PACK, [(was, became)])
    assert move.before is not None
    assert [(one.document, one.clauses) for one in (move.before, move.site, turn.site)] == [("", ())] * 3


def lines(*figures: tuple[str, int, int]) -> tuple[dict[str, Any], ...]:
    """Targets with how many sites are registered for each, and accepted."""
    return tuple(
        {"id": id_, "title": {"zh": id_, "en": id_}, "registered": registered, "accepted": accepted}
        | {"built": 1, "compliant": 0}
        for id_, registered, accepted in figures
    )


def side(*figures: tuple[str, int, int], compliant: int = 0, non_compliant: int = 0) -> Any:
    counts = {"compliant": compliant, "non_compliant": non_compliant}
    return SimpleNamespace(standings=counts, progress=lines(*figures))


def test_totals_are_all_sites_each_standing_and_of_targets_in_both_only_figures_that_changed() -> None:
    before = side(("示范", 3, 1), ("基本", 5, 5), ("旧的", 1, 1), compliant=4, non_compliant=2)
    after = side(("示范", 5, 1), ("基本", 5, 5), ("新的", 9, 9), compliant=4, non_compliant=1)
    told = [(one.label.zh, one.before, one.after, one.change) for one in totals_of(before, after)]
    assert told[0] == ("登记站点", 6, 5, "-1")
    assert told[-1] == ("示范：登记", 3, 5, "+2")
    counts = {"compliant": (4, 4, "0"), "non_compliant": (2, 1, "-1")}
    split = [(label.zh, *counts.get(status, (0, 0, "0"))) for status, label in COMPLIANCE_STATUSES.items()]
    assert told[1:-1] == split


@pytest.mark.parametrize(
    ("audit", "said"),
    [
        (None, "2026-10-30 的现行记录"),
        ({"title": "月末", "signed_at": None}, "2026-10-30 核查存档“月末”（未签认）"),
        ({"title": "", "signed_at": datetime(2026, 11, 1, tzinfo=UTC)}, "2026-10-30 核查存档（已签认）"),
    ],
)
def test_a_side_says_whether_it_is_kept_and_signed(audit: Any, said: str) -> None:
    kept: Any = None if audit is None else SimpleNamespace(**audit)
    assert side_words(Side(Frozen(PACK, DAYS[0], ()), kept)).zh == said
