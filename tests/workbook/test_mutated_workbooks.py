"""Whatever people leave in a workbook is read as meant, asked about or refused by name; nothing changes unsaid."""

import random
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import Preview, preview
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from app.sites.items import value_at
from tests.thorough import share
from tests.workbook.filling import ADMIN, SITES, filled_house, records, touched
from tests.workbook.grammar import drawn
from tests.workbook.mutations import Expected
from tests.workbook.mutations_of_sheets import stored_otherwise, turned_round

pytestmark = pytest.mark.long

WORKBOOKS = 40
RESAVED = 6
AS_OTHERS_STORE_IT = 0.2
APART = ("reports", "history", "sample")
"""What a save adds by itself."""


def without_own(document: dict[str, Any]) -> dict[str, Any]:
    """A document as its author wrote it, weekdays without hours left out."""
    found = {key: value for key, value in document.items() if key not in APART}
    facts = dict(found.get("facts", {}))
    if "opening_hours" in facts:
        facts["opening_hours"] = {day: spans for day, spans in facts["opening_hours"].items() if spans}
    return found | {"facts": facts}


def with_values(before: dict[str, Any], code: str, values: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """A document with what is expected of its site put in its place, by hand."""
    after = {**before, "facts": dict(before.get("facts", {}))}
    for (site, item), value in values.items():
        if site != code:
            continue
        head, _, rest = item.partition(".")
        if head == "facts":
            after["facts"][rest] = value
        elif head == "metrics":
            metric, _, period = rest.partition(".")
            rows = [r for r in after.get("metrics", []) if (r["metric"], r["period"]) != (metric, period)]
            rows.append({"metric": metric, "period": period, "value": value})
            after["metrics"] = sorted(rows, key=lambda r: (r["metric"], r["period"]))
        else:
            after[head] = value
    return after


def mutated(raw: bytes, seed: int) -> tuple[bytes, Expected]:
    """A workbook after somebody was at it, and what must come of it."""
    rng, expected = random.Random(seed), Expected()

    def edit(book: openpyxl.Workbook) -> None:
        for mutation in drawn(rng):
            mutation(book, rng, expected)

    changed = touched(raw, edit)
    return stored_otherwise(changed, rng) if rng.random() < AS_OTHERS_STORE_IT else changed, expected


async def tried(house: House, raw: bytes, expected: Expected, seed: int) -> None:
    """Upload it, choose what is asked, and hold the record against what was expected, site by site."""
    before = await records()
    found = await preview(house, ADMIN, raw)
    assert await records() == before, seed
    if expected.refused:
        places = {(cell.sheet, cell.name) for cell, _ in found.faults}
        assert set(expected.refused) <= places, (seed, expected.refused, found.faults)
        with pytest.raises(InvalidInput):
            await carry_out(house, ADMIN, raw, found.fingerprint, "x")
        assert await records() == before, seed
        return
    assert [str(fault) for _, fault in found.faults] == [], seed
    told = "\n".join(note.message.zh for note in found.notes)
    assert [text for text in expected.said if text not in told] == [], (seed, told)
    answers = chosen_as_wanted(found, expected, seed)
    if found.changes:
        await carry_out(house, ADMIN, raw, found.fingerprint, "x", answers=answers)
    after = await records()
    values = expected.values | expected.asked
    for code, (_, document) in after.items():
        was = without_own(load_json(before[code][1].encode()))
        now = without_own(load_json(document.encode()))
        assert now == with_values(was, code, values), (seed, code)


def chosen_as_wanted(found: Preview, expected: Expected, seed: int) -> dict[str, str]:
    """Every question answered so that it comes to what was meant; what was to be asked was."""
    answers = {}
    asked = set()
    for change in found.changes:
        for question in change.questions:
            place = change.cells.code, question.item
            asked.add(place)
            answers[question.key] = "instead" if place in expected.asked else "read"
    assert expected.asked.keys() | expected.asked_too <= asked, (seed, asked)
    return answers


async def reset(house: House) -> None:
    """The record as it was at first."""
    cleared = {"phone": None, "address": "三汇镇正街8号", "facts": {"ready_for_full_service": None}}
    gone = {"metrics": [{"metric": "utilisation_rate", "period": "2025", "value": None}]}
    first, second, third = SITES
    await register(
        house, ADMIN, [first, {**second, **cleared, "facts": second["facts"] | cleared["facts"]}], reason="x"
    )
    await register(house, ADMIN, [{**third, "metrics": third["metrics"] + gone["metrics"]}], reason="x")


async def tried_each(house: House, seeds: range) -> None:
    """Workbook after workbook on one registry that is filled."""
    for seed in seeds:
        await reset(house)
        raw, expected = mutated(await download(house, ADMIN), seed)
        await tried(house, raw, expected, seed)


async def test_mutated_workbooks_are_read_as_meant_or_refused_by_name(house: House) -> None:
    await filled_house(house)
    await tried_each(house, range(share(12, WORKBOOKS)))


async def test_what_libreoffice_saved_again_is_read_alike(house: House, tmp_path: Path) -> None:
    await filled_house(house)
    await many_resaved(house, range(5000, 5000 + share(3, RESAVED)), tmp_path)


async def many_resaved(house: House, seeds: range, folder: Path) -> None:
    """Workbook after workbook as LibreOffice saves it, against the record at first. Nothing is carried out."""
    await reset(house)
    raw = await download(house, ADMIN)
    wanted = {}
    for seed in seeds:
        given, wanted[seed] = mutated(raw, seed)
        (folder / f"{seed}.xlsx").write_bytes(given)
    resaved(folder, folder / "again")
    for seed, expected in wanted.items():
        await read_alike(house, (folder / "again" / f"{seed}.xlsx").read_bytes(), expected, seed)


async def read_alike(house: House, again: bytes, expected: Expected, seed: int) -> None:
    """What is said of a workbook is what its author expected: all of it, and nothing else."""
    found = await preview(house, ADMIN, again)
    places = {(cell.sheet, cell.name) for cell, _ in found.faults}
    assert set(expected.refused) <= places, (seed, found.faults)
    assert bool(found.faults) is bool(expected.refused), (seed, found.faults)
    if expected.refused:
        return
    said = {(change.cells.code, d.item): d.proposed for change in found.changes for d in change.differences}
    for place, question in (((c.cells.code, q.item), q) for c in found.changes for q in c.questions):
        said[place] = question.other if place in expected.asked else question.value
    wanted = expected.values | expected.asked
    assert {place: value_of(value) for place, value in said.items()} == {
        place: wanted.get(place, "nothing") for place in said
    }, seed
    before = {code: load_json(document.encode()) for code, (_, document) in (await records()).items()}
    silent = wanted.keys() - said.keys()
    assert {place: value_of(value_at(before[place[0]], place[1])) for place in silent} == {
        place: wanted[place] for place in silent
    }, seed


def value_of(value: Any) -> Any:
    """A week without its closed days; everything else as it is."""
    if isinstance(value, dict) and set(value) <= {"mon", "tue"}:
        return {day: spans for day, spans in value.items() if spans}
    return value


def resaved(folder: Path, into: Path) -> None:
    """Every workbook of a folder as LibreOffice saves it."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    words = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(into)]
    subprocess.run([*words, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True, timeout=300)


def test_the_record_is_compared_by_hand_and_not_by_the_program() -> None:
    before = {"code": "A", "facts": {"area_m2": 1}}
    assert value_at(with_values(before, "A", {("A", "facts.area_m2"): 2}), "facts.area_m2") == 2
    assert before["facts"] == {"area_m2": 1}


def test_columns_that_change_places_take_the_formats_of_their_cells_along() -> None:
    page = openpyxl.Workbook().active
    assert page is not None
    page.append(["code", 1.16, "x"])
    page["B1"].number_format = "0%"
    page["C1"].number_format = "0.00"
    turned_round(page)
    assert [(cell.value, cell.number_format) for cell in page[1]] == [
        ("x", "0.00"),
        (1.16, "0%"),
        ("code", "General"),
    ]
