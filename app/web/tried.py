"""What a form asks for, tried: done, or what is wrong, for the page to be shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.errors import InvalidInput, Refused, Stale
from app.web.inspections.shown import by_field
from app.web.language import Speech

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a form was not done: what is wrong by field (under "" what is of the whole form), and the HTTP status."""

    faults: Mapping[str, str]
    status: int


async def tried(work: Awaitable[Result], say: Speech) -> Result | Wrong:
    """What the work comes to, or Wrong where it cannot be done as asked; any other error is raised."""
    try:
        return await work
    except InvalidInput as error:
        return Wrong(by_field(error.faults, say), 422)
    except (Refused, Stale) as error:
        return Wrong({"": say.of(error.message)}, 409)
