"""What `evaluate` and `score` share: every document of a file gets one line of answer, or none does."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import click

from app.cli.terminal import tracked

if TYPE_CHECKING:
    from app.errors import Fault
    from app.exchange.strict_json import Writable
    from app.journeys.house import House

KEPT_IN_MEMORY = 8 * 1024 * 1024
FILE = click.argument("file", type=click.Path(allow_dash=True))
"""The one argument of these commands; - is stdin."""

Sent = TypeVar("Sent")


def answer_each(
    file: str,
    what: str,
    read: Callable[[BinaryIO, list[Fault]], Iterable[Sent]],
    answers: Callable[[House, Iterable[Sent], list[Fault]], Iterable[Writable]],
) -> None:
    """Print one answer a line for every document that `read` finds in the file; `what` names the work on a bar.

    Without the database. Raises InvalidInput with every fault, and prints nothing, when anything is wrong with any.
    """
    from app.errors import InvalidInput
    from app.exchange.strict_json import dump_json
    from app.journeys.house import build_house
    from app.settings import read_settings

    faults: list[Fault] = []
    with (
        nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream,
        tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as written,
    ):
        for answer in answers(build_house(read_settings()), tracked(read(stream, faults), what, file=stream), faults):
            written.write(dump_json(answer.as_document()) + b"\n")
        if faults:
            raise InvalidInput(faults)
        written.seek(0)
        shutil.copyfileobj(written, sys.stdout.buffer)
        sys.stdout.buffer.flush()
