"""Figures in words: what a period's ledgers come to, as pages, papers and programs say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.standards.scorecard import FigureDefinition
from app.units import plain
from app.wording import Wording, listed, same

UNKNOWN = Wording("待补报", "not reported")
_VERDICTS = {
    "met": Wording("达标", "met"),
    "not_met": Wording("不达标", "not met"),
    "unknown": UNKNOWN,
}
_FEW = 12
"""From so many numbers on a list is summed up."""


def figure_words(figure: FigureDefinition, value: Any) -> Wording:
    """One figure; what is None is said to be unknown.

    >>> from app.standards.scorecard import FigureDefinition
    >>> share = FigureDefinition(code="a", type="percent", label=Wording("率", "rate"))
    >>> figure_words(share, Decimal("99.5")).zh, figure_words(share, None).en
    ('99.5%', 'not reported')
    """
    if value is None:
        return UNKNOWN
    match figure.type:
        case "verdict":
            return _VERDICTS[value]
        case "percent":
            return same(f"{_plain(value)}%")
        case "classes":
            return _classes(figure, value)
        case "counts" | "ratings":
            return _several(figure, value)
        case _:
            return _with_unit(figure, same(f"{value:,}" if isinstance(value, int) else _plain(value)))


def _classes(figure: FigureDefinition, value: Any) -> Wording:
    if not value:
        return Wording("0 次", "none")
    told = [(figure.kinds.get(one["kind"], same(one["kind"])), one["trainees"]) for one in value]
    return listed(Wording(f"{kind.zh} {trainees} 人", f"{kind.en} {trainees}") for kind, trainees in told)


def _several(figure: FigureDefinition, value: Any) -> Wording:
    if not value:
        return Wording("没有", "none")
    if figure.type == "ratings" or len(value) > _FEW:
        mean = plain((sum(map(Decimal, value), Decimal(0)) / len(value)).quantize(Decimal("0.01")))
        return Wording(f"{len(value)} 份，均分 {mean}", f"{len(value)}, mean {mean}")
    return _with_unit(figure, listed(same(_plain(one)) for one in value))


def _with_unit(figure: FigureDefinition, said: Wording) -> Wording:
    unit = figure.unit
    return said if unit is None else Wording(f"{said.zh} {unit.zh}", f"{said.en} {unit.en}")


def _plain(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
