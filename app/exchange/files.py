"""Which formats a file of sites may have, told by the ending of its name."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from app.errors import Fault, InvalidInput
from app.exchange.entered import FileStream
from app.exchange.geojson import read_geojson, write_geojson
from app.exchange.points_csv import stream_points, write_points
from app.exchange.sites_json import read_json, stream_json_lines, write_json, write_json_lines
from app.normal.encodings import decoded, is_plain_utf8
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


def stream_site_file(raw: bytes, ending: str, rules: Mapping[str, EntryRules]) -> FileStream:
    """What a file of sites says, not yet checked against the rules of its programmes. Lines and rows are read as they
    are asked for; JSON and GeoJSON are one value, which is read whole.

    Raises Malformed where it is not of the announced format (of a row of CSV when that is reached), InvalidInput with
    every fault of its form.
    """
    if ending == ".csv":
        return stream_points(raw, rules)
    if ending == ".jsonl" and is_plain_utf8(raw):
        return stream_json_lines(raw)
    text, notes = decoded(raw)
    raw = text.encode()
    if ending == ".jsonl":
        return replace(stream_json_lines(raw), notes=notes)
    content = read_json(raw) if ending == ".json" else read_geojson(raw)
    return FileStream(iter(content.entries), len(content.entries), (*notes, *content.notes), [*content.faults])


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
