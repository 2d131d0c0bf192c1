"""Ledgers: all of a contract at a glance, one to enter rows into, and one row to correct or withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.assessments.figure_words import figure_words
from app.assessments.ledger_rows import NOTHING, YES_NO, shown_value
from app.errors import InvalidInput, NotFound, Refused, Stale
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.figures import PeriodFigures, period_figures
from app.journeys.assessments.ledger_files import ledger_csv, ledger_workbook
from app.journeys.assessments.ledgers import (
    KeptRow,
    correct_row,
    enter_row,
    is_closed,
    kept_row,
    ledger_of,
    rows_of,
    withdraw_row,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.standards.ledgers import LedgerDefinition
from app.units import Period
from app.web.assessments.ledger_links import RowsQuery, months_of, periods_back, read_ledger_query
from app.web.audience import audience
from app.web.downloads import disposition, workbook_response
from app.web.given import GivenHouse, GivenSpeech, form_key, version_in_form
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.wording import Wording

_DONE = ("entered", "corrected", "withdrawn", "taken")
_NO_LEDGER = Wording("请先选择台账", "choose a ledger first")


@get("/ledgers", opt=audience("read_assessment"))
async def ledgers_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Every ledger of a contract in one stretch of time, or one of them with its rows and the form for the next."""
    query = await read_ledger_query(request, house, is_page=True)
    return await shown_ledgers(request, house, say, query, {}, {})


@post("/ledgers", opt=audience("keep_ledger"), status_code=303)
async def entering_row(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Enter a row. What is wrong comes back beside its fields, with everything typed."""
    form = await request.form()
    query = await read_ledger_query(request, house, str(form.get("ledger", "")))
    if query.ledger is None:
        raise NotFound(_NO_LEDGER)
    typed = _typed(query.ledger, form)
    try:
        key = form_key(str(form.get("key", "")))
        entered = await enter_row(house, request.user, query.operated.code, query.ledger.code, typed, key)
    except InvalidInput as error:
        return await shown_ledgers(request, house, say, query, typed, by_field(error.faults, say), status=422)
    except Refused as error:
        return await shown_ledgers(request, house, say, query, typed, {}, said=say.of(error.message), status=409)
    inside = query.stretch.first_day <= entered.day <= query.stretch.last_day
    stretch = query.stretch if inside else Period.month(entered.day.year, entered.day.month)
    return Redirect(query.href(stretch=stretch.text, done="entered"), status_code=303)


@get("/ledgers/rows/{key:uuid}", opt=audience("read_assessment"))
async def ledger_row_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One row, with the form that corrects it for whoever keeps the ledger."""
    return await _row(request, house, say, key)


@post("/ledgers/rows/{key:uuid}", opt=audience("keep_ledger"), status_code=303)
async def changing_row(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Correct a row or withdraw it, with the reason."""
    form = await request.form()
    operated, kept = await kept_row(house, request.user, key)
    typed = _typed(kept.ledger, form)
    version, reason, move = version_in_form(form.get("version")), str(form.get("reason", "")), form.get("move")
    try:
        if move == "withdraw":
            await withdraw_row(house, request.user, key, version, reason)
        else:
            await correct_row(house, request.user, key, version, typed, reason)
    except InvalidInput as error:
        return await _row(request, house, say, key, typed, by_field(error.faults, say), reason, status=422)
    except (Refused, Stale) as error:
        return await _row(request, house, say, key, typed, {}, reason, say.of(error.message), status=409)
    month = Period.month(kept.stored.day.year, kept.stored.day.month)
    done = "withdrawn" if move == "withdraw" else "corrected"
    return Redirect(RowsQuery(operated, kept.ledger, month).href(done=done), status_code=303)


@get("/ledgers/file", opt=audience("read_assessment") | ALREADY_PACKED)
async def rows_file(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The rows of one ledger as the page has them, as CSV or with ``format=xlsx`` as a workbook; without names."""
    query = await read_ledger_query(request, house)
    if query.ledger is None:
        raise NotFound(_NO_LEDGER)
    rows = await rows_of(query.operated, query.ledger, query.stretch)
    name, shown = f"{query.ledger.code}-{query.stretch.text}", f"{say.of(query.ledger.title)}-{query.stretch.text}"
    if request.query_params.get("format") == "xlsx":
        content = ledger_workbook(query.operated, query.ledger, query.stretch, rows, say.language)
        return workbook_response(content, f"{name}.xlsx", f"{shown}.xlsx")
    headers = {
        "Content-Disposition": disposition("attachment", f"{name}.csv", f"{shown}.csv"),
        "Cache-Control": "private, no-store",
    }
    content = ledger_csv(query.operated, query.ledger, rows, say.language)
    return Response(content, media_type="text/csv", headers=headers)


def _typed(ledger: LedgerDefinition, form: Mapping[str, Any]) -> dict[str, str]:
    names = ["day", "nothing", *(column.code for column in ledger.columns)]
    return {name: said for name in names if (said := str(form.get(name, "")))}


async def shown_ledgers(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    query: RowsQuery,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    said: str = "",
    status: int = 200,
    wrong: Sequence[str] = (),
) -> Template:
    """Every ledger, or one of them; `wrong` is what a file that was sent has wrong, each with its place."""
    operated, ledger = query.operated, query.ledger
    figures = await period_figures(house, operated, query.period)
    rows = await rows_of(operated, ledger, query.stretch)
    closed = await is_closed(operated, query.period)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "assessments/ledgers.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=operated.site,
        query=query,
        ledger=ledger,
        ledgers=_lines(operated, query, figures, rows, say),
        periods=periods_back(operated, house.today(), query.period),
        months=months_of(query.period),
        rows=[] if ledger is None else [shown_row(one, say) for one in rows],
        heads=[] if ledger is None else [say.of(column.label) for column in ledger.columns],
        fields=[] if ledger is None else form_fields(ledger, typed, faults, say),
        typed=typed,
        faults=faults,
        said=said,
        closed=closed,
        running=query.period.last_day >= house.today(),
        may_keep=not closed and operated.lets(request.user, "keep_ledger"),
        key=uuid4(),
        today=house.today().isoformat(),
        nothing=say.of(NOTHING),
        wrong=list(wrong),
        taken=[request.query_params.get(name, "") for name in ("entered", "corrected", "unchanged")],
        done=done if done in _DONE and status == 200 else "",
    )


def _lines(
    operated: OperatedSite, query: RowsQuery, figures: PeriodFigures, rows: tuple[KeptRow, ...], say: Speech
) -> list[dict[str, Any]]:
    """Every ledger, those that lack something first."""
    lines = [_line(operated, one, query, figures, rows, say) for one in operated.book.ledgers]
    return sorted(lines, key=lambda line: not line["lacking"])


def _line(
    operated: OperatedSite,
    ledger: LedgerDefinition,
    query: RowsQuery,
    figures: PeriodFigures,
    rows: tuple[KeptRow, ...],
    say: Speech,
) -> dict[str, Any]:
    """One ledger of the list: how many rows, the figures they come to in the period, and what is lacking."""
    given = [figures.found[one.figure] for one in ledger.gives]
    definitions = {figure.code: figure for figure in operated.card.figures}
    lacking = dict.fromkeys(say.of(word) for found in given for word in found.lacking)
    return {
        "href": query.href(ledger=ledger.code),
        "title": say.of(ledger.title),
        "code": ledger.code,
        "count": sum(one.ledger is ledger for one in rows),
        "figures": [
            (say.of(definitions[one.code].label), say.of(figure_words(definitions[one.code], one.so_far)))
            for one in given
        ],
        "lacking": list(lacking),
    }


def shown_row(one: KeptRow, say: Speech) -> dict[str, Any]:
    """A row in words."""
    said = one.row
    return {
        "key": one.stored.id,
        "day": said.day,
        "nothing": said.nothing,
        "cells": [say.of(shown_value(column, said.values.get(column.code))) for column in one.ledger.columns],
        "by": one.stored.entered_by_name,
        "withdrawn": one.stored.withdrawn,
    }


def form_fields(
    ledger: LedgerDefinition, typed: Mapping[str, str], faults: Mapping[str, str], say: Speech
) -> list[dict[str, Any]]:
    """The fields of a row's form, as typed so far."""
    return [
        {
            "name": column.code,
            "type": column.type,
            "label": say.of(column.label),
            "unit": "" if column.unit is None or say.of(column.unit) == say.of(column.label) else say.of(column.unit),
            "optional": column.optional,
            "choices": [(code, say.of(label)) for code, label in column.choices.items()]
            or [("yes", say.of(YES_NO[True])), ("no", say.of(YES_NO[False]))],
            "value": typed.get(column.code, ""),
            "fault": faults.get(column.code, ""),
        }
        for column in ledger.columns
    ]


async def _row(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    key: UUID,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    reason: str = "",
    said: str = "",
    status: int = 200,
) -> Template:
    operated, kept = await kept_row(house, request.user, key)
    query = RowsQuery(operated, kept.ledger, Period.month(kept.stored.day.year, kept.stored.day.month))
    closed = await is_closed(operated, query.period)
    values = _as_typed(kept) if typed is None else typed
    return page(
        request,
        say,
        "assessments/ledger_row.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=operated.site,
        query=query,
        ledger=ledger_of(operated, kept.stored.ledger),
        stored=kept.stored,
        row=shown_row(kept, say),
        heads=[say.of(column.label) for column in kept.ledger.columns],
        fields=form_fields(kept.ledger, values, faults or {}, say),
        typed=values,
        faults=faults or {},
        reason=reason,
        said=said,
        closed=closed,
        may_keep=not closed and not kept.stored.withdrawn and operated.lets(request.user, "keep_ledger"),
        today=house.today().isoformat(),
        nothing=say.of(NOTHING),
    )


def _as_typed(kept: KeptRow) -> dict[str, str]:
    """What a row says, as its form has it."""
    row = kept.row
    words = {True: "yes", False: "no"}
    values = {code: words[value] if isinstance(value, bool) else str(value) for code, value in row.values.items()}
    return {"day": row.day.isoformat(), "nothing": "yes" if row.nothing else "", **values}
