"""Site documents as JSON (one document or a list of them) and as JSON lines (one document a line).

Written files hold everything that is known, also what must stay inside the house: an export is for those who may
see it.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import Entered, FileStream, on_line, within
from app.exchange.json_stream import JsonText
from app.exchange.strict_json import dump_json, load_json
from app.normal.encodings import TextFile
from app.sites.document import write_site
from app.sites.site import Site
from app.wording import Wording

EMPTY_FILE = Wording("文件为空", "the file is empty")


def stream_json(file: TextFile) -> FileStream:
    """The documents of a JSON text, each read when it is asked for: one, or a list of them. What one says twice is
    among the faults, and it is passed over. Raises Malformed where the text is no JSON, when that is reached.
    """
    faults: list[Fault] = []
    return FileStream(_documents(JsonText(file.text), faults), None, file.notes, faults)


def _documents(text: JsonText, faults: list[Fault]) -> Iterator[Entered]:
    if text.sign() == "[":
        for number in text.items():
            yield from said_once(text, within(f"[{number}]"), faults)
    else:
        yield from said_once(text, within(""), faults)
    text.end()


def said_once(text: JsonText, place: Callable[[str], str], faults: list[Fault]) -> Iterator[Entered]:
    """The value at which a text stands, at this place of its file; none where it says something twice."""
    doubles: list[Fault] = []
    value = text.value(doubles)
    faults += [Fault(place(fault.path), fault.code, fault.message) for fault in doubles]
    if not doubles:
        yield Entered(value, place)


def stream_json_lines(file: TextFile) -> FileStream:
    """The documents of a text with one JSON document a line, each read when it is asked for; blank lines are passed
    over, faults named by line. Raises Malformed for a file without any, when its end is reached.
    """
    faults: list[Fault] = []
    return FileStream(_lines(file, faults), file.line_breaks + file.is_open, file.notes, faults)


def _lines(file: TextFile, faults: list[Fault]) -> Iterator[Entered]:
    number = 0
    for number, value in lines_of_json((line.encode() for line in file.text), faults):
        yield Entered(value, on_line(number))
    if not number and not faults:
        raise Malformed(EMPTY_FILE)


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
