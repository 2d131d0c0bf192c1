"""The period document: JSON in, `PeriodReport` out, or every fault with its path. Left out or null is unreported.

>>> from app.assessments.reading import nested
>>> nested("construction.staff", {"construction": {"staff": "met"}})
'met'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, assert_never

from app.assessments.score import PeriodReport
from app.errors import InvalidInput
from app.sites.entry import Entry
from app.standards.scorecard import Counted, FigureDefinition, Scorecard

One = TypeVar("One")
_KEYS = (
    *("programme", "period", "contract_amount", "figures", "self", "review", "bonus", "deductions"),
    *("grave_influence", "rectified"),
)
_STEP = Decimal("0.1")
_VERDICTS = ("met", "not_met", "unknown")
_CLASS_KEYS = ("kind", "trainees")


def read_report(document: object, cards: Mapping[str, Scorecard]) -> PeriodReport:
    """Read one period document; `cards` holds the scorecards by programme. Raises InvalidInput with every fault."""
    entry = Entry()
    report = _read(entry, document, cards)
    if entry.faults or report is None:
        raise InvalidInput(entry.faults)
    return report


def _read(entry: Entry, document: object, cards: Mapping[str, Scorecard]) -> PeriodReport | None:
    given = entry.mapping(document, "")
    if given is None:
        return None
    entry.unknown_keys(given, _KEYS, "")
    for key in ("programme", "period"):
        if given.get(key) is None:
            entry.fault(key, "missing", "必须填写", "is required")
    if given.get("programme") is None or (slug := entry.one_of(given["programme"], "programme", cards)) is None:
        return None
    card = cards[slug]
    lines = {line.id: line.max for line in card.lines}
    return PeriodReport(
        programme=slug,
        period=_period(entry, given.get("period"), card),
        contract_amount=_amount(entry, given.get("contract_amount"), card),
        figures=_figures(entry, given.get("figures"), card),
        self_points=_by_code(entry, given.get("self"), "self", lines, _points(lines)),
        review_points=_by_code(entry, given.get("review"), "review", lines, _points(lines)),
        bonus=_counts(entry, given.get("bonus"), "bonus", card.bonuses),
        deductions=_counts(entry, given.get("deductions"), "deductions", card.deductions),
        grave_influence=_yes(entry, given.get("grave_influence"), "grave_influence"),
        rectified=_yes(entry, given.get("rectified"), "rectified"),
    )


def _period(entry: Entry, value: object, card: Scorecard) -> str:
    period = None if value is None else entry.period(value, "period")
    if period is None:
        return ""
    if period.grain != card.grain:
        form = {"half": "2026-H1", "quarter": "2026-Q3"}[card.grain]
        entry.fault("period", "wrong_period", f"应写作如 {form}", f"must be written as {form}")
    return period.text


def _amount(entry: Entry, value: object, card: Scorecard) -> Decimal:
    if value is None:
        return card.contract.amount_yuan
    amount = entry.number(value if not isinstance(value, str) else _decimal(value), "contract_amount")
    if amount is None:
        return card.contract.amount_yuan
    if amount == 0 or amount != round(amount, 2):
        entry.fault(
            "contract_amount",
            "not_money",
            "应为大于 0 的金额，精确到分",
            "must be a sum above 0 with at most two decimals",
        )
    return amount


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _figures(entry: Entry, value: object, card: Scorecard) -> dict[str, Any]:
    given = {} if value is None else entry.mapping(value, "figures")
    if given is None:
        return {}
    heads = {figure.code.partition(".")[0]: "." in figure.code for figure in card.figures}
    entry.unknown_keys(given, heads, "figures")
    for head, has_parts in heads.items():
        if (
            has_parts
            and given.get(head) is not None
            and (inside := entry.mapping(given[head], f"figures.{head}")) is not None
        ):
            known = [f.code.partition(".")[2] for f in card.figures if f.code.startswith(f"{head}.")]
            entry.unknown_keys(inside, known, f"figures.{head}")
    found: dict[str, Any] = {}
    for figure in card.figures:
        said = nested(figure.code, given)
        if said is not None and (read := _figure(entry, said, f"figures.{figure.code}", figure)) is not None:
            found[figure.code] = read
    return found


def nested(code: str, given: Mapping[str, Any]) -> Any:
    """What is given under a code; with a dot, inside the object before it. None where nothing is."""
    head, _, rest = code.partition(".")
    value = given.get(head)
    return value if not rest else value.get(rest) if isinstance(value, Mapping) else None


def _figure(entry: Entry, value: object, path: str, figure: FigureDefinition) -> Any:
    match figure.type:
        case "count":
            return entry.integer(value, path)
        case "number":
            return entry.number(value, path)
        case "percent":
            return entry.number(value, path, highest=Decimal(100))
        case "counts":
            return _list(entry, value, path, entry.integer)
        case "ratings":
            return _list(entry, value, path, lambda one, at: entry.number(one, at, highest=figure.highest))
        case "classes":
            return _list(entry, value, path, lambda one, at: _class(entry, one, at, figure))
        case "verdict":
            return entry.one_of(value, path, _VERDICTS)
        case _:
            assert_never(figure.type)


def _list(entry: Entry, value: object, path: str, read: Callable[[object, str], Any]) -> tuple[Any, ...] | None:
    rows = entry.rows(value, path)
    if rows is None:
        return None
    found = [read(row, f"{path}[{index}]") for index, row in enumerate(rows)]
    return None if None in found else tuple(found)


def _class(entry: Entry, value: object, path: str, figure: FigureDefinition) -> tuple[str, int] | None:
    row = entry.mapping(value, path)
    if row is None:
        return None
    entry.unknown_keys(row, _CLASS_KEYS, path)
    for key in _CLASS_KEYS:
        if row.get(key) is None:
            entry.fault(f"{path}.{key}", "missing", "必须填写", "is required")
            return None
    kind = entry.one_of(row["kind"], f"{path}.kind", figure.kinds)
    trainees = entry.integer(row["trainees"], f"{path}.trainees")
    return None if kind is None or trainees is None else (kind, trainees)


def _points(most: Mapping[str, Decimal]) -> Callable[[Entry, object, str, str], Decimal | None]:
    def read(entry: Entry, value: object, path: str, line: str) -> Decimal | None:
        points = entry.number(value, path, highest=most[line])
        if points is not None and points % _STEP:
            entry.fault(path, "too_fine", "分值以 0.1 为单位", "points go in steps of 0.1")
        return points

    return read


def _count(entry: Entry, value: object, path: str, _: str) -> int | None:
    return entry.integer(value, path)


def _counts(entry: Entry, value: object, path: str, kinds: tuple[Counted, ...]) -> dict[str, int]:
    return _by_code(entry, value, path, [kind.code for kind in kinds], _count)


def _by_code(
    entry: Entry, value: object, path: str, known: Iterable[str], read: Callable[[Entry, object, str, str], One | None]
) -> dict[str, One]:
    given = {} if value is None else entry.mapping(value, path)
    if given is None:
        return {}
    codes = list(known)
    entry.unknown_keys(given, codes, path)
    found = {code: read(entry, given[code], f"{path}.{code}", code) for code in codes if given.get(code) is not None}
    return {code: one for code, one in found.items() if one is not None}


def _yes(entry: Entry, value: object, path: str) -> bool:
    return value is not None and bool(entry.boolean(value, path))
