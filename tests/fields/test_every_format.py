"""Whatever a site holds goes out and comes back in every format, but for what is declared with a reason."""

import dataclasses
import io
import random
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from app.exchange.geojson import stream_geojson, write_geojson
from app.exchange.points_csv import read_points
from app.exchange.points_out import write_points
from app.exchange.sites_json import stream_json, stream_json_lines, write_json, write_json_lines
from app.exchange.strict_json import dump_json, reload_json
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.writing import write_workbook
from app.normal.encodings import TextFile, opened
from app.sites.document import write_site
from app.sites.edit import merged
from app.sites.facts import Control, value_type
from app.sites.fields import FIELD, FIELDS, LEFT_OUT, Format
from app.sites.items import edit_of, value_at
from app.sites.reread import reread
from app.sites.site import FormerValue, Location, Person, Report, Site, Training, Waiver
from app.sites.vocabulary import FactType, MetricKind
from app.sites.words import NOTHING, item_label, value_text
from app.standards.asked import asked_of
from app.standards.checks.base import FactCheck
from app.units import Period
from app.web.api.schemas import schemas
from app.web.proposals.form.form_values import read as read_form
from app.web.proposals.form.form_values import written as written_form
from app.wording import Wording, same
from tests.databases import run_apart
from tests.fields.whole_site import CODE, DAY, KIND, PROGRAMME, TIER, document, programme, read, whole_site
from tests.networks import ROOT
from tests.oracle.documents import random_site
from tests.oracle.plain_fields import NOT_DRAWN
from tests.standards.cases import seeds
from tests.standards.every_check import CHECKS
from tests.workbook.whole import read_whole

NO_CHECK_LOOKS_AT: Mapping[FactType, str] = {
    "telephone": "no document says what a number must be, only that there is one",
    "special_days": "clauses are about the hours of a usual week",
}
"""Types of fact that are in no check's `TYPES`, and why."""
IDENTITY = {"code": CODE, "programme": PROGRAMME, "kind": KIND, "tier": TIER}


def rules() -> Mapping[str, Any]:
    return {slug: one.entry_rules for slug, one in seeds().programmes.items()}


def test_every_attribute_of_a_site_is_a_field_with_a_home() -> None:
    assert {f.name for f in dataclasses.fields(Site)} == {f.name for f in FIELDS}


def test_the_whole_site_leaves_nothing_out() -> None:
    """Else what follows would prove nothing about what is left out."""
    site = whole_site()
    assert {f.name for f in FIELDS if getattr(site, f.name) in (None, f.absent)} == set()
    assert set(site.facts) == set(programme().vocabulary.facts)
    types = {kind.type for one in seeds().programmes.values() for kind in one.vocabulary.facts.values()}
    assert types | {f.value.type for f in FIELDS if f.value is not None} == set(get_args(FactType))
    rows: list[Any] = [site.location, *(site.staff or ()), *(site.trainings or ()), *site.waivers, *site.history]
    rows += site.reports.values()
    assert {type(row) for row in rows} == {Location, Person, Training, Waiver, FormerValue, Report}
    blank = [(type(row), f.name) for row in rows for f in dataclasses.fields(row) if getattr(row, f.name) is None]
    assert blank == []


def from_file(content: Any) -> Site:
    assert content.faults == ()
    return read(content.entries[0].document)


def written(write: Callable[..., AsyncIterator[bytes]], site: Site, *more: Any) -> bytes:
    """The file of this one site."""

    async def one() -> AsyncIterator[Site]:
        yield site

    async def whole() -> bytes:
        return b"".join([piece async for piece in write(one(), *more)])

    return run_apart(whole())


def text_of(write: Callable[..., AsyncIterator[bytes]], site: Site) -> TextFile:
    """The same, opened."""
    return opened(io.BytesIO(written(write, site)))


def by_json(site: Site) -> Site:
    return from_file(stream_json(text_of(write_json, site)).whole())


def by_lines(site: Site) -> Site:
    return from_file(stream_json_lines(text_of(write_json_lines, site)).whole())


def by_geojson(site: Site) -> Site:
    return from_file(stream_geojson(text_of(write_geojson, site)).whole())


def by_csv(site: Site) -> Site:
    return from_file(read_points(written(write_points, site, rules(), seeds().divisions), rules()))


def by_workbook(site: Site) -> Site:
    raw = write_workbook([(write_site(site), 1)], seeds().programmes, DAY)
    content = read_whole(read_sheets(raw), seeds().programmes, DAY)
    assert [fault for _, fault in content.faults] == []
    return read({**IDENTITY, **edit_of(content.sites[CODE].over({}, value_at))})


WAYS: Mapping[Format, Callable[[Site], Site]] = {
    "json": by_json,
    "jsonl": by_lines,
    "geojson": by_geojson,
    "csv": by_csv,
    "workbook": by_workbook,
}


@pytest.mark.parametrize("form", WAYS)
def test_a_file_brings_back_all_that_it_is_to_carry(form: Format) -> None:
    site, back = whole_site(), WAYS[form](whole_site())
    assert {f.key for f in FIELDS if getattr(site, f.name) != getattr(back, f.name)} == set(LEFT_OUT[form])


def test_the_form_brings_back_all_that_it_is_to_carry() -> None:
    site = whole_site()
    asked = asked_of(programme(), site, DAY)
    edit = edit_of(read_form(written_form(write_site(site), asked), asked))
    back = read(merged({**IDENTITY, "division": "511725103"}, edit))
    lost = {f.key for f in FIELDS if f.key not in edit or getattr(site, f.name) != getattr(back, f.name)}
    assert lost == set(LEFT_OUT["form"])


def test_what_is_kept_is_read_again_as_it_was() -> None:
    """The short way by which a process reads what it kept asks nothing: what it forgot would be unreported unseen."""
    assert reread(reload_json(dump_json(write_site(whole_site()))), rules()) == whole_site()


def test_every_way_out_is_tried() -> None:
    assert {*WAYS, "form", "public"} == set(get_args(Format)) == set(LEFT_OUT)
    assert [key for lost in LEFT_OUT.values() for key, why in lost.items() if key not in FIELD or not why] == []


def test_what_was_reported_though_nobody_asks_stands_in_the_workbook() -> None:
    """The opening day, a shared area, an area where no clause asks for one, figures of years ago."""
    point = {"code": "P", "programme": PROGRAMME, "kind": "service_point", "tier": "village", "name": "点"}
    facts = {"operating_since": "2021-03-01", "shared_area_m2": Decimal("40.5"), "area_m2": 12}
    old = {"metric": "livestream_hours", "period": "2019-03", "value": 7}
    raw = write_workbook([({**point, "facts": facts, "metrics": [old]}, 1)], seeds().programmes, DAY)
    said = read_whole(read_sheets(raw), seeds().programmes, DAY).sites["P"].over({}, value_at)
    assert {code: said.get(f"facts.{code}") for code in facts} == facts
    assert said["metrics.livestream_hours.2019-03"] == 7


PERIODS = [
    (date(2026, 1, 15), "2026-Q1", "2025-Q1 2025-Q2 2025-Q3 2025-Q4 2026-Q1"),
    (date(2026, 1, 15), "2026-H1", "2024-H1 2024-H2 2025-H1 2025-H2 2026-H1"),
    (date(2026, 1, 15), "2026", "2023 2024 2025 2026"),
    (date(2026, 11, 24), "2026-Q4", "2025-Q4 2026-Q1 2026-Q2 2026-Q3 2026-Q4"),
]


@pytest.mark.parametrize(("day", "running", "wanted"), PERIODS)
def test_form_and_workbook_offer_the_same_periods(day: date, running: str, wanted: str) -> None:
    """In January too, when the running year has hardly any. Neither pack has quarters, a third county may."""
    one, period = programme(), Period.parse(running)
    figure = MetricKind("meetings", period.grain, Wording("会议", "Meetings"), Wording("次", "times"))
    one = one.model_copy(update={"vocabulary": replace(one.vocabulary, metrics={figure.code: figure})})
    site = replace(whole_site(), metrics={(figure.code, period): Decimal(1)})
    (asked,) = asked_of(one, site, day).figures()
    (sheet,) = (
        rows
        for rows in (
            s.rows for s in read_sheets(write_workbook([(write_site(site), 1)], {PROGRAMME: one}, day)).values()
        )
        if len(rows) > 1 and "metric" in rows[1]
    )
    assert [p.text for p in asked.periods] == wanted.split()
    assert [str(code) for code in sheet[1][4:]] == wanted.split()


def test_every_field_has_a_name_and_its_value_words() -> None:
    vocabulary, whole = programme().vocabulary, write_site(whole_site())
    for key in FIELD:
        assert item_label(key, vocabulary) != same(key)
        assert value_text(key, whole[key], vocabulary) != NOTHING


def test_the_interface_describes_every_public_field() -> None:
    described = schemas()["Site"]["properties"]
    assert {key for key in FIELD if key not in described} == set(LEFT_OUT["public"])


@pytest.mark.parametrize("name", get_args(FactType))
def test_every_type_of_value_has_its_reading(name: FactType) -> None:
    assert value_type(name).shape


def test_every_control_is_drawn_by_a_macro_of_its_own() -> None:
    """A control that the macros do not know would be drawn as a box for text."""
    text = (ROOT / "app" / "web" / "templates" / "proposals" / "form" / "controls.html").read_text("utf-8")
    drawn = text.partition("{% macro control(")[2].partition("{% endmacro %}")[0]
    assert {name for name in get_args(Control) if f'"{name}"' not in drawn} == {"text"}


def test_every_type_of_fact_is_looked_at_by_some_check_or_by_none_for_a_reason() -> None:
    looked_at = {name for check in CHECKS if issubclass(check, FactCheck) for name in check.TYPES}
    assert set(get_args(FactType)) - looked_at == set(NO_CHECK_LOOKS_AT)


def test_the_vocabulary_says_at_its_top_which_types_there_are() -> None:
    top = (ROOT / "seeds" / "vocabulary.toml").read_text("utf-8").partition("# type: ")[2].partition("Numbers are")[0]
    assert set(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", top))) == set(get_args(FactType))


def test_the_example_is_what_was_meant() -> None:
    """Reading and writing do not only agree with one another: the document says the same as the one typed here."""
    written = write_site(whole_site())
    given = document()
    assert {key for key in given if written[key] != given[key]} == set()


def test_random_documents_have_every_field_too() -> None:
    """So that whoever adds one has it tried by every property test."""
    drawn = {key for seed in range(400) for key in random_site(random.Random(seed))}
    assert set(FIELD) - drawn == set(NOT_DRAWN)
