"""What the application gives its handlers: the house, the reader's language, the maps; and texts of the path."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath

from app.errors import Malformed
from app.journeys.house import House
from app.web.language import Speech
from app.web.maps.files import MapFiles
from app.wording import Wording

GivenHouse = NamedDependency[House]
GivenSpeech = NamedDependency[Speech]
GivenMaps = NamedDependency[MapFiles]
PathText = FromPath[str]

_MOST_DIGITS = 15
_BAD_FORM = Wording("页面已过期，请刷新页面", "the form does not say which version it stands on; reload the page")


def whole_in_form(value: Any) -> int | None:
    """The whole number from 0 that a form sends; None for anything that is none, or longer than any of ours.

    >>> whole_in_form("12"), whole_in_form(""), whole_in_form("²"), whole_in_form("9" * 5000)
    (12, None, None, None)
    """
    if not (isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS):
        return None
    return int(value)


def version_in_form(value: Any) -> int:
    """The version that a form says it stands on. Raises Malformed for anything that is none."""
    version = whole_in_form(value)
    if version is None:
        raise Malformed(_BAD_FORM)
    return version


def form_key(text: str) -> UUID | None:
    """What a form calls the thing it is about to make, so that sending it twice makes it once."""
    try:
        return UUID(text)
    except ValueError:
        return None
