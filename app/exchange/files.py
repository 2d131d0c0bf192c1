"""Which formats a file of sites may have, told by the ending of its name."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from pathlib import PurePath
from typing import BinaryIO

from app.errors import Fault, InvalidInput
from app.exchange.entered import FileStream
from app.exchange.geojson import stream_geojson, write_geojson
from app.exchange.points_csv import stream_points
from app.exchange.points_out import write_points
from app.exchange.sites_json import stream_json, stream_json_lines, write_json, write_json_lines
from app.normal.encodings import opened
from app.normal.identity_numbers import holds_identity_number
from app.normal.printable import printable
from app.sites.divisions import Divisions
from app.sites.entry import IDENTITY_NUMBER, NAMED_BY_CARD
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


def stream_site_file(file: BinaryIO, ending: str, rules: Mapping[str, EntryRules]) -> FileStream:
    """What a file of sites says, not yet checked against the rules of its programmes: documents, rows and features are
    read as they are asked for, so that the file may be of any length. It is gone through once before, for its encoding.

    Raises Malformed where it is no text, and where it is not of the announced format when that is reached; InvalidInput
    with every fault of its form.
    """
    text = opened(file)
    match ending:
        case ".csv":
            return stream_points(text, rules)
        case ".jsonl":
            return stream_json_lines(text)
        case ".json":
            return stream_json(text)
        case _:
            return stream_geojson(text)


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
