"""A plan's sentences from its record: every figure with its unit, nothing called best that is not proven."""

from typing import Any

import pytest

from app.coverage.siting_wording import comparison, counted, headline, proof, runner_up


def choice(*adds: int, proven: bool = True, gap: int = 0, bound: int = 0, value: int | None = None) -> dict[str, Any]:
    steps = [{"adds": one} for one in adds]
    worth = sum(adds) if value is None else value
    return {"steps": steps, "proven": proven, "gap": gap, "bound": bound, "value": worth}


def plan(best: dict[str, Any], second: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    given = {"aim": "most", "weighed_by": "people", "asked_for": len(best["steps"]), "comparison": None}
    return {**given, "best": best, "runner_up": second, **more}


@pytest.mark.parametrize(
    ("record", "zh", "en"),
    [
        (plan(choice()), "所有候选地点均不能补上缺口。", "None of the candidates closes a gap."),
        (plan(choice(5)), "新增 1 个站点，再覆盖 5 人。", "1 further site would cover 5 more people."),
        (plan(choice(5, 1)), "新增 2 个站点，再覆盖 6 人。", "2 further sites would cover 6 more people."),
        (
            plan(choice(1), asked_for=2),
            "新增 1 个站点，再覆盖 1 人。再加 1 个站点也不会更多。",
            "1 further site would cover 1 more person. Adding 1 more site would win nothing.",
        ),
        (
            plan(choice(1, proven=False), asked_for=2),
            *("新增 1 个站点，再覆盖 1 人。", "1 further site would cover 1 more person."),
        ),
        (
            plan(choice(2, 1), aim="everyone", weighed_by="places"),
            "最少 2 个站点，即可覆盖候选地点可达的全部 3 个村（社区）。",
            "All of the 3 villages that any candidate reaches: at least 2 sites.",
        ),
        (
            plan(choice(1, proven=False), aim="everyone", weighed_by="places"),
            "1 个站点，即可覆盖候选地点可达的全部 1 个村（社区）。",
            "All of the 1 village that any candidate reaches: 1 site.",
        ),
    ],
)
def test_the_headline_says_how_many_sites_win_how_many(record: dict[str, Any], zh: str, en: str) -> None:
    assert (headline(record).zh, headline(record).en) == (zh, en)


@pytest.mark.parametrize(
    ("record", "zh"),
    [
        (plan(choice(5)), "已证明为最优方案。"),
        (
            plan(choice(5, proven=False, gap=3, bound=8)),
            "尚未证明为最优：其他方案最多还能多覆盖 3 人（上限 8 人）。",
        ),
        (
            plan(choice(5, 5, proven=False, gap=1, bound=1), aim="everyone"),
            "尚未证明为最少：可能还能少 1 个站点（至少要 1 个站点）。",
        ),
    ],
)
def test_only_what_is_proven_is_called_best(record: dict[str, Any], zh: str) -> None:
    assert proof(record).zh == zh


@pytest.mark.parametrize(
    ("record", "zh", "en"),
    [
        (plan(choice(5)), None, None),
        (plan(choice(5), choice()), None, None),
        (plan(choice(5), choice(5)), "另一方案同样好。", "Another plan does just as well."),
        (plan(choice(5), choice(3)), "再覆盖 3 人，少 2 人。", "3 people, 2 people fewer."),
        (
            plan(choice(5), choice(3, proven=False)),
            "再覆盖 3 人，少 2 人（未计算完，可能更好）。",
            "3 people, 2 people fewer (not finished, may be better).",
        ),
        (
            plan(choice(5, value=2), choice(5, value=3), aim="everyone"),
            "要 3 个站点，多 1 个站点。",
            "3 sites, 1 site more.",
        ),
    ],
)
def test_the_second_best_is_told_by_how_far_it_stays_behind(
    record: dict[str, Any], zh: str | None, en: str | None
) -> None:
    told = runner_up(record)
    assert (told and told.zh, told and told.en) == (zh, en)


@pytest.mark.parametrize(
    ("mine", "planned", "could", "zh"),
    [
        (5, 5, 0, "自选方案已是最优：没有方案能覆盖更多。"),
        (3, 5, 2, "改用选址方案可多覆盖 2 人。"),
        (5, 3, 1, "自选的比目前算出的还多 2 人；继续算最多还能多 1 人。"),
        (5, 5, 4, "两种一样多；最多还能多覆盖 4 人。"),
    ],
)
def test_a_choice_made_by_hand_is_held_against_the_plan(mine: int, planned: int, could: int, zh: str) -> None:
    found = {"hand_worth": mine, "plan_worth": planned, "could_gain": could, "hand_sites": 1, "plan_sites": 2}
    first, second = comparison(plan(choice(5), comparison=found))
    assert first.zh == f"自选的 1 个站点再覆盖 {mine} 人；选址方案的 2 个再覆盖 {planned} 人。"
    assert second.zh == zh
    assert comparison(plan(choice(5))) == ()


def test_one_is_told_as_one() -> None:
    assert [counted(1, unit).en for unit in ("people", "places", "sites")] == ["1 person", "1 village", "1 site"]
    assert counted(0, "sites", more=True).en == "0 more sites"
