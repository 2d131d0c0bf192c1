"""Site documents as JSON (one document or a list of them) and as JSON lines (one document a line).

Written files hold everything that is known, also what must stay inside the house: an export is for those who may
see it.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import Entered, FileContent, FileStream, on_line, within
from app.exchange.strict_json import dump_json, load_json
from app.sites.document import write_site
from app.sites.site import Site
from app.wording import Wording

EMPTY_FILE = Wording("文件为空", "the file is empty")


def read_json(raw: bytes) -> FileContent:
    """The documents of a JSON text: one, or a list of them.

    Raises Malformed where it is no JSON, InvalidInput where it says something twice.
    """
    value = load_json(raw)
    if not isinstance(value, list):
        return FileContent((Entered(value, within("")),))
    return FileContent(tuple(Entered(document, within(f"[{index}]")) for index, document in enumerate(value)))


def stream_json_lines(raw: bytes) -> FileStream:
    """The documents of a text with one JSON document a line, each read when it is asked for; blank lines are passed
    over, faults named by line.

    Raises Malformed for a file without any.
    """
    if not raw.strip():
        raise Malformed(EMPTY_FILE)
    faults: list[Fault] = []
    lines = lines_of_json(_lines(raw), faults)
    entries = (Entered(value, on_line(number)) for number, value in lines)
    return FileStream(entries, raw.count(b"\n") + (not raw.endswith(b"\n")), faults=faults)


def _lines(raw: bytes) -> Iterator[bytes]:
    """The lines of a text as `splitlines` has them, one at a time: between two line feeds there are few others."""
    for line in io.BytesIO(raw):
        yield from line.splitlines()


def lines_of_json(
    lines: Iterable[bytes], faults: list[Fault], most_members: int | None = None
) -> Iterator[tuple[int, object]]:
    """(line number from 1, value) of every line that can be read; what is wrong with the others goes to `faults`.

    Raises TooLarge for an object or a list with more than `most_members`.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, load_json(line, most_members)
        except Malformed as error:
            faults.append(Fault(f"line {number}", "malformed", error.message))
        except InvalidInput as error:
            faults += [Fault(on_line(number)(fault.path), fault.code, fault.message) for fault in error.faults]


async def write_json(sites: AsyncIterable[Site]) -> AsyncIterator[bytes]:
    """A JSON list with one document a line, so that two exports can be compared line by line."""
    yield b"["
    separator = b"\n"
    async for site in sites:
        yield separator + dump_json(write_site(site))
        separator = b",\n"
    yield b"\n]\n"


async def write_json_lines(sites: AsyncIterable[Site]) -> AsyncIterator[bytes]:
    """One document a line."""
    async for site in sites:
        yield dump_json(write_site(site)) + b"\n"
