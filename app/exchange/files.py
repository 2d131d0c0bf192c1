"""Which formats a file of sites may have, told by the ending of its name."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from app.errors import Fault, InvalidInput
from app.exchange.entered import FileContent
from app.exchange.geojson import read_geojson, write_geojson
from app.exchange.points_csv import read_points, write_points
from app.exchange.sites_json import read_json, read_json_lines, write_json, write_json_lines
from app.normal.encodings import decoded
from app.normal.identity_numbers import holds_identity_number
from app.sites.divisions import Divisions
from app.sites.entry import IDENTITY_NUMBER, NAMED_BY_CARD, printable
from app.sites.site import Site
from app.sites.vocabulary import EntryRules
from app.wording import Wording

WORKBOOK = ".xlsx"
"""Read and written by `exchange.workbook`, which needs to know what is recorded."""
ENDINGS = (".json", ".jsonl", ".csv", ".geojson", WORKBOOK)


def ending_of(name: str) -> str:
    """The ending that says which format is meant. Raises InvalidInput when it is none of `ENDINGS`, or the name holds
    the number of an identity card: names of files get into the record.
    """
    if holds_identity_number(name):
        raise InvalidInput([Fault("", IDENTITY_NUMBER.code, NAMED_BY_CARD)])
    ending = PurePath(name).suffix.lower()
    if ending in ENDINGS:
        return ending
    known = " ".join(ENDINGS)
    message = Wording(f"不支持此类文件；可用的后缀：{known}", f"is not a supported kind of file; use one of {known}")
    raise InvalidInput([Fault(printable(name), "unknown_format", message)])


def read_site_file(raw: bytes, ending: str, rules: Mapping[str, EntryRules]) -> FileContent:
    """What a file of sites says, not yet checked against the rules of its programmes.

    Raises Malformed where it is not of the announced format, InvalidInput with every fault of its form.
    """
    if ending == ".csv":
        return read_points(raw, rules)
    text, notes = decoded(raw)
    content = _READ[ending](text.encode())
    return replace(content, notes=(*notes, *content.notes))


_READ: Mapping[str, Callable[[bytes], FileContent]] = {
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".geojson": read_geojson,
}


def write_sites(
    sites: AsyncIterable[Site], ending: str, rules: Mapping[str, EntryRules], divisions: Divisions
) -> AsyncIterator[bytes]:
    """The sites in the format of this ending, piece by piece as they come: one a site and a few around them."""
    match ending:
        case ".json":
            return write_json(sites)
        case ".jsonl":
            return write_json_lines(sites)
        case ".csv":
            return write_points(sites, rules, divisions)
        case _:
            return write_geojson(sites)
