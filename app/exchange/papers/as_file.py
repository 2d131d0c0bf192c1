"""A paper as the bytes of its .docx, and nothing of it left behind."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from docx.document import Document as Docx

Given = ParamSpec("Given")


def as_file(make: Callable[Given, Docx]) -> Callable[Given, bytes]:
    """What makes a paper, as what makes its file.

    The parts of a paper hold each other in a ring. They are few objects to Python and half a megabyte of XML behind
    them, of which the collector of garbage knows nothing: it would let a hundred papers stand before it looks.
    """

    @wraps(make)
    def made(*given: Given.args, **named: Given.kwargs) -> bytes:
        out = io.BytesIO()
        make(*given, **named).save(out)
        gc.collect(1)
        return out.getvalue()

    return made
