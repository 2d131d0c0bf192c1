"""The request as handlers get it: a form is read only as far as any form of ours goes.

Reading a form costs far more than its bytes: a megabyte of `a&a&a…` is half a million fields.
"""

from __future__ import annotations

from typing import Any

from litestar.datastructures import FormMultiDict, UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.plugins.htmx import HTMXRequest

from app.errors import TooLarge
from app.wording import Wording

MOST_FIELDS = 10_000
"""The largest form of ours, a site with a long roster, has some 2,000."""
MOST_PARTS = 100
"""Of a form with files, which has a handful."""
MOST_TEXT_BYTES = 2 * 1024 * 1024
"""Of everything that is typed into one form."""
_PARSER_GAVE_UP = "Request Entity Too Large"

_MANY = Wording(
    f"表单的项目太多，没有保存。一次最多 {MOST_FIELDS} 项、{MOST_PARTS} 个附件。",
    f"The form has too many fields; nothing was saved. At most {MOST_FIELDS} fields or {MOST_PARTS} parts at once.",
)
_LONG = Wording(
    "表单中填写的文字太多，没有保存。一次最多 2 MB。",
    "Too much text in the form; nothing was saved. At most 2 MB at once.",
)


class BoundedRequest(HTMXRequest):
    """A request whose form has bounds."""

    async def form(self) -> FormMultiDict:
        """The form that was sent. Raises TooLarge where it has more fields, parts or text than ours ever have."""
        kind = self.content_type[0]
        if kind == RequestEncodingType.URL_ENCODED:
            body = await self.body()
            if len(body) > MOST_TEXT_BYTES:
                raise TooLarge(_LONG)
            if body.count(b"&") >= MOST_FIELDS:
                raise TooLarge(_MANY)
            return await super().form()
        try:
            form = await super().form()
        except ClientException as error:
            if error.detail == _PARSER_GAVE_UP:
                raise TooLarge(_MANY) from None
            raise
        if kind == RequestEncodingType.MULTI_PART and _typed(form) > MOST_TEXT_BYTES:
            raise TooLarge(_LONG)
        return form


def _typed(form: FormMultiDict) -> int:
    """How many characters were typed into it."""
    values: list[Any] = [value for _, value in form.items()]
    return sum(len(value) for value in values if not isinstance(value, UploadFile))
