"""The browser's copy of what was typed: the page's script names it, and hears here when it has been taken.

A copy is forgotten by the browser only after this answer, never because of an address: what was typed after a save is
another copy. See ``static/js/kept.js``.
"""

from __future__ import annotations

import re

from litestar.datastructures import Cookie
from litestar.response import Redirect

COPY_FIELD = "_copy"
COOKIE = "zhanwang_copy"
_NAME = re.compile(r"[0-9a-z]{8,40}", re.ASCII)
_LASTS_S = 600


def copy_name(value: str) -> str:
    """The name of a copy as a form sent it; empty where there is none or where it is not one of ours.

    >>> copy_name("0f3k2m9x1q"), copy_name("x; Path=/")
    ('0f3k2m9x1q', '')
    """
    return value if _NAME.fullmatch(value) else ""


def confirming(answer: Redirect, copy: str) -> Redirect:
    """The same answer, telling the page's script that everything in this copy is saved, or given up on purpose."""
    if copy:
        # Read by the page's script: it holds no secret, only the name that the script gave.
        answer.set_cookie(Cookie(key=COOKIE, value=copy, path="/", max_age=_LASTS_S, samesite="lax"))
    return answer
