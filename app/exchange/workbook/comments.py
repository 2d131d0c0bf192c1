"""Comments and notes beside cells, of which one thing matters alone: that no identity card is in them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from app.exchange.workbook.counted_xml import no_doctype
from app.normal.identity_numbers import holds_identity_number

_KINDS = ("/comments", "/threadedcomment")


def numbered_comments(
    archive: zipfile.ZipFile, parts: Mapping[str, str], sheet: str, spend: Callable[[], None]
) -> Iterator[str]:
    """The names of the cells of a sheet (its plain path in the archive) whose comment holds the number of a card.

    `parts` are the names in the archive by plain path; `spend` is called for every element. Raises what that raises,
    ValueError, ExpatError, BadZipFile.
    """
    folder, _, name = sheet.rpartition("/")
    links = parts.get(f"{folder}/_rels/{name}.rels")
    if links is None:
        return
    targets: list[str] = []

    def link(tag: str, attributes: Mapping[str, str]) -> None:
        spend()
        if attributes.get("Type", "").lower().endswith(_KINDS):
            path = posixpath.normpath(posixpath.join(folder, attributes.get("Target", "")))
            targets.append(path.lstrip("/").lower())

    _parse(archive, links, link)
    for target in targets:
        if target in parts:
            yield from _in_part(archive, parts[target], spend)


def _in_part(archive: zipfile.ZipFile, name: str, spend: Callable[[], None]) -> Iterator[str]:
    texts: dict[str, list[str]] = {}
    at = [""]

    def begin(tag: str, attributes: Mapping[str, str]) -> None:
        spend()
        if "ref" in attributes:
            at[0] = attributes["ref"]

    def text(said: str) -> None:
        texts.setdefault(at[0], []).append(said)

    _parse(archive, name, begin, text)
    return (cell for cell, said in texts.items() if cell and holds_identity_number("".join(said)))


def _parse(archive: zipfile.ZipFile, name: str, begin: object, text: object = None) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin  # type: ignore[assignment] # the stub leaves the handlers' types open
    parser.CharacterDataHandler = text  # type: ignore[assignment] # as above
    parser.StartDoctypeDeclHandler = no_doctype
    with archive.open(name) as stream:
        parser.ParseFile(stream)
