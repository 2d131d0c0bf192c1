"""A period of a contract as both sides score it: computed from ledgers while open, as it was frozen once closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.access.actor import Actor
from app.assessments.figure_words import figure_words
from app.assessments.ledger_figures import as_figures
from app.assessments.ledger_rows import period_of
from app.assessments.reading import read_report
from app.assessments.score import PeriodScore, score
from app.errors import NotFound
from app.exchange.strict_json import load_json
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.figures import PeriodFigures, period_figures
from app.journeys.house import House
from app.standards.scorecard import Scorecard
from app.store.assessments import StoredAssessment, read_assessment, read_assessments
from app.store.ledgers import read_ledger_entries
from app.units import Period, plain
from app.wording import Wording

_A_DAY = timedelta(days=1)
_NO_SUCH_PERIOD = Wording("没有这一期", "there is no such period")


@dataclass(frozen=True, slots=True)
class FigureSaid:
    """A figure as the scorecard shows it: its words, what is lacking, and the ledger of its rows; None for clauses."""

    label: Wording
    words: Wording
    lacking: tuple[Wording, ...]
    ledger: str | None


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One period. `card` is the pack's, or the one it was closed by; `document` is what was scored."""

    operated: OperatedSite
    period: Period
    stored: StoredAssessment
    card: Scorecard
    document: Mapping[str, Any]
    score: PeriodScore
    figures: Mapping[str, FigureSaid]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def closed(self) -> bool:
        """Whether both sides are done with it."""
        return self.stored.frozen is not None

    @property
    def version(self) -> int:
        """The version to stand on; 0 where nobody has scored yet."""
        return self.stored.version


async def half_year(house: House, actor: Actor, code: str | None, text: str) -> HalfYear:
    """One period of a contract, for whoever may read it. Raises NotFound, NotAllowed."""
    operated = await operated_site(house, actor, "read_assessment", code)
    return await half_year_of(house, operated, text)


async def half_year_of(house: House, operated: OperatedSite, text: str) -> HalfYear:
    """One period of a contract; whoever asks sees to who may know of it. Raises NotFound where there is none."""
    period = _period(operated, text)
    stored = await read_assessment(operated.code, operated.programme.slug, period.text)
    if stored is not None and stored.frozen is not None:
        return _as_closed(operated, period, stored, stored.frozen)
    figures = await period_figures(house, operated, period)
    stored = stored or StoredAssessment(
        site_code=operated.code, programme=operated.programme.slug, period=period.text, version=0
    )
    return scored_with(operated, period, stored, figures)


def scored_with(operated: OperatedSite, period: Period, stored: StoredAssessment, figures: PeriodFigures) -> HalfYear:
    """An open period with these figures and both sides' points. Raises InvalidInput for points that cannot be."""
    document = {
        "programme": operated.programme.slug,
        "period": period.text,
        "contract_amount": plain(operated.amount),
        "figures": as_figures(figures.found.values()),
        **points_document(stored),
    }
    definitions = {figure.code: figure for figure in operated.card.figures}
    said = {
        code: FigureSaid(
            definitions[code].label, figure_words(definitions[code], found.so_far), found.lacking, found.ledger
        )
        for code, found in figures.found.items()
    }
    rows = tuple(
        {"ledger": one.ledger.code, "id": str(one.stored.id), "day": one.stored.day.isoformat()} for one in figures.rows
    )
    return _half_year(operated, period, stored, operated.card, document, said, rows)


def points_document(stored: StoredAssessment) -> dict[str, Any]:
    """What both sides said, as the period document has it."""
    own, review = side_of(stored.self_side), side_of(stored.review_side)
    return {
        "self": _numbers(own),
        "review": _numbers(review),
        "bonus": review.get("bonus", {}),
        "deductions": review.get("deductions", {}),
        "grave_influence": bool(review.get("grave_influence")),
        "rectified": stored.put_right,
    }


def side_of(text: str) -> dict[str, Any]:
    """One side as it was kept: `points` and `reasons` by line, and what else the reviewer says."""
    side: dict[str, Any] = load_json(text.encode())
    return side


def _numbers(side: Mapping[str, Any]) -> dict[str, Decimal]:
    return {line: Decimal(points) for line, points in side.get("points", {}).items()}


def _as_closed(operated: OperatedSite, period: Period, stored: StoredAssessment, text: str) -> HalfYear:
    frozen = load_json(text.encode())
    card = Scorecard.model_validate(frozen["card"])
    said = {
        code: FigureSaid(
            Wording(**one["label"]),
            Wording(**one["words"]),
            tuple(Wording(**word) for word in one["lacking"]),
            one["ledger"],
        )
        for code, one in frozen["figures"].items()
    }
    document = {**frozen["document"], "rectified": stored.put_right}
    return _half_year(operated, period, stored, card, document, said, tuple(frozen["rows"]))


def _half_year(
    operated: OperatedSite,
    period: Period,
    stored: StoredAssessment,
    card: Scorecard,
    document: Mapping[str, Any],
    said: Mapping[str, FigureSaid],
    rows: tuple[Mapping[str, Any], ...],
) -> HalfYear:
    report = read_report(document, {operated.programme.slug: card})
    return HalfYear(operated, period, stored, card, document, score(card, report), said, rows)


def _period(operated: OperatedSite, text: str) -> Period:
    try:
        found = Period.parse(text)
    except ValueError:
        raise NotFound(_NO_SUCH_PERIOD) from None
    if found.grain != operated.card.grain:
        raise NotFound(_NO_SUCH_PERIOD)
    return found


def last_ended(house: House, operated: OperatedSite) -> Period:
    """The period that ended last: the one to be scored now."""
    grain = operated.card.grain
    return period_of(grain, period_of(grain, house.today()).first_day - _A_DAY)


def following(period: Period) -> Period:
    """The half-year or quarter after this one."""
    return period_of(period.grain, period.last_day + _A_DAY)


async def periods_begun(house: House, operated: OperatedSite) -> tuple[Period, ...]:
    """The periods from the first with a row or points to the present one, the oldest first; empty before any.

    None lies before operation began, or before the document while nobody entered that.
    """
    slug, grain = operated.programme.slug, operated.card.grain
    stocks = {ledger.code for ledger in operated.book.ledgers if any(given.stock for given in ledger.gives)}
    days = [one.day for one in await read_ledger_entries(operated.code, slug) if one.ledger not in stocks]
    days += [Period(one.period).first_day for one in await read_assessments(operated.code, slug)]
    if not days:
        return ()
    earliest = operated.signed.started_on or operated.programme.issued_on
    found = [period_of(grain, min(days) if earliest is None else max(min(days), earliest))]
    if found[0].first_day > house.today():
        return ()
    while found[-1].last_day < house.today():
        found.append(following(found[-1]))
    return tuple(found)
