"""Divisions by name, in the language of the page."""

from __future__ import annotations

from app.journeys.house import House
from app.web.language import Speech


def division_said(house: House, say: Speech, code: str, otherwise: str | None = None) -> str:
    """The name of the division of this code; `otherwise` (or the code itself) where there is none."""
    division = house.divisions.get(code)
    return say.of(division.label) if division is not None else otherwise or code
