"""The check on the wording of a plaque or sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import model_validator

from app.standards.checks.base import FactCheck, Items, Need
from app.validation import Unfit

HOST_CITY_MARK = "{host_city}"


class TextMatches(FactCheck):
    """A text fact has the wording asked for.

    `ends_with`, `contains`, `equals`: one of the given texts fits. `names_township`: it also contains the name of the
    township the site lies in, in any writing of that name. ``{host_city}`` in `equals` stands for the site's own host
    city: when that is unreported, a text of the right form is unknown and any other is not met.
    """

    EXAMPLE: ClassVar[str] = (
        'type = "text_matches"\nfact = "plaque_text"\nequals = ["四川省渠县驻{host_city}农民工服务工作站"]'
    )
    TYPES = ("text",)
    type: Literal["text_matches"]
    ends_with: Items | None = None
    contains: Items | None = None
    equals: Items | None = None
    names_township: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> TextMatches:
        if self.ends_with is None and self.contains is None and self.equals is None:
            raise Unfit("ends_with、contains、equals 至少填一项", "give at least one of ends_with, contains, equals")
        return self

    @property
    def asks_host_city(self) -> bool:
        """Whether a wording holds the site's own host city."""
        return any(HOST_CITY_MARK in form for form in self.equals or ())

    def needs(self) -> Iterator[Need]:
        """The text, and the host city where the wording holds it."""
        yield Need(self.fact)
        if self.asks_host_city:
            yield Need("host_city")


TextCheck = TextMatches
