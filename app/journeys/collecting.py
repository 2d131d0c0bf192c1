"""Making many objects of which none is garbage yet."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collecting() -> Iterator[None]:
    """No looking for garbage meanwhile: to look through all that was just made, again and again, takes up to a quarter
    of the time. For some thousand objects that stay, or go by themselves; in all threads, so for a moment only.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
