"""A move made from a form of the contract's pages: made and gone on, or the page again with what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.response import Redirect, Template

from app.errors import InvalidInput, Refused, Stale
from app.web.given import form_key
from app.web.inspections.shown import by_field
from app.web.language import Speech

_NOBODY = UUID(int=0)


async def gone_on(
    say: Speech, move: Awaitable[Any], shown: Callable[..., Awaitable[Template]], there: str
) -> Response[Any]:
    """Make the move and go on to the address `there`. What is wrong with it is `shown` as `faults` by field or as what
    is `said`, with its `status`; the page has everything typed.
    """
    try:
        await move
    except InvalidInput as error:
        return await shown(faults=by_field(error.faults, say), status=422)
    except (Refused, Stale) as error:
        return await shown(said=say.of(error.message), status=409)
    return Redirect(there, status_code=303)


def key_in(form: Mapping[str, Any]) -> UUID:
    """Which record a form is about; one that there is not where it names none."""
    return form_key(str(form.get("key", ""))) or _NOBODY
