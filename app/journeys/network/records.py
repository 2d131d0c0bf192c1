"""The records of a network's sites, packed: what is read again of a site when somebody asks for it.

Of every site that passed entry its version, the moment it was saved, its text to search in and its document stand here
as bytes, one after another; a `Site` is made of them where one is shown and kept only while it is among those asked for
last (`SitesAtHand`). Never changed: `replaced` makes the next state, which shares all that stayed. Lost, the records
are read from the database and checked again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from app.exchange.strict_json import json_text, reload_json
from app.journeys.house import House
from app.normal.text import searched
from app.sites.document import write_site
from app.sites.reread import reread
from app.sites.site import Site
from app.sites.splice import Splice, place_of, splice_of
from app.store.sites import StoredSite

SITES_AT_HAND = 4_096
"""A county has all of its sites at hand; of a province those that were asked for last."""
_NEWER_AT_MOST = 32_768
"""So many stand beside those packed before all are packed anew; of a nation an eighth of it."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Record(NamedTuple):
    """What is kept of one stored row. `saved` is in microseconds since 1970, `search_text` as texts are searched."""

    code: str
    version: int
    saved: int
    search_text: str
    document: bytes

    @property
    def updated_at(self) -> datetime:
        """When it was last saved, in UTC."""
        return _BEGINNING + self.saved * _MICROSECOND


_LOOKED_THROUGH = 1 << 20
"""So many bytes are looked through at once: half a millisecond."""
_NO_BYTES, _FIRST = np.zeros(0, np.uint8), np.zeros(1, np.int64)


class Texts(NamedTuple):
    """Texts one after another: `ends` has where each begins, and last where all end."""

    data: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[bytes]) -> Texts:
        """These texts in their order."""
        parts = list(texts)
        ends = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) for part in parts], out=ends[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    @classmethod
    def joined(cls, parts: Sequence[Texts]) -> Texts:
        """All of these, the one part after the other."""
        before = np.cumsum([0, *(len(part.data) for part in parts)])
        ends = [part.ends[1:] + start for part, start in zip(parts, before.tolist(), strict=False)]
        return cls(np.concatenate([_NO_BYTES, *(part.data for part in parts)]), np.concatenate([_FIRST, *ends]))

    def spliced(self, splice: Splice, fresh: Sequence[bytes]) -> Texts:
        """The texts of the next state: what lies between two that differ is taken over in one piece."""
        count, ends = len(splice.instead), self.ends
        # By place: what comes in front of one before what takes its place.
        cuts = [(place, 0, part) for place, part in zip(splice.into.tolist(), fresh[count:], strict=True)]
        cuts += [(place, 1, part) for place, part in zip(splice.instead.tolist(), fresh[:count], strict=True)]
        cuts += [(place, 1, b"") for place in splice.gone.tolist()]
        pieces, at = [_NO_BYTES], 0
        for place, passed, part in sorted(cuts, key=lambda cut: cut[:2]):
            pieces += [self.data[at : ends[place]], np.frombuffer(part, np.uint8)]
            at = ends[place + passed]
        lengths = splice.array(np.diff(self.ends), np.array([len(part) for part in fresh], np.int64))
        return Texts(np.concatenate([*pieces, self.data[at:]]), np.concatenate([_FIRST, np.cumsum(lengths)]))

    def at(self, place: int) -> bytes:
        """The text of a place."""
        return self.data[self.ends[place] : self.ends[place + 1]].tobytes()

    def holding(self, part: bytes) -> NDArray[np.bool_]:
        """Which of the texts hold this part: looked through piece by piece, so that other threads run in between."""
        ends, found = self.ends, np.zeros(len(self.ends) - 1, np.bool_)
        first = 0
        while first < len(found):
            last = int(np.searchsorted(ends, ends[first] + _LOOKED_THROUGH, "right")) - 1
            beyond = max(first + 1, last)
            hits = _starts(self.data[ends[first] : ends[beyond]].tobytes(), part) + ends[first]
            places = np.searchsorted(ends, hits, "right") - 1
            found[places[hits + len(part) <= ends[places + 1]]] = True  # none that lies in two texts
            first = beyond
        return found


def _starts(text: bytes, part: bytes) -> NDArray[np.int64]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return np.array(found, np.int64)


class Packed(NamedTuple):
    """Records in the order of their codes."""

    codes: Sequence[str]
    versions: NDArray[np.int64]
    saved: NDArray[np.int64]
    search_texts: Texts
    documents: Texts

    @classmethod
    def of(cls, records: Sequence[Record]) -> Packed:
        """These records, which are in the order of their codes."""
        return cls(
            tuple(record.code for record in records),
            np.array([record.version for record in records], np.int64),
            np.array([record.saved for record in records], np.int64),
            Texts.of(record.search_text.encode() for record in records),
            Texts.of(record.document for record in records),
        )

    @classmethod
    def joined(cls, parts: Sequence[Packed]) -> Packed:
        """All of these, the one part after the other in the order of their codes."""
        return cls(
            tuple(chain.from_iterable(part.codes for part in parts)),
            np.concatenate([_FIRST[:0], *(part.versions for part in parts)]),
            np.concatenate([_FIRST[:0], *(part.saved for part in parts)]),
            Texts.joined([part.search_texts for part in parts]),
            Texts.joined([part.documents for part in parts]),
        )

    def at(self, place: int) -> Record:
        """The record of a place."""
        return Record(
            self.codes[place],
            int(self.versions[place]),
            int(self.saved[place]),
            self.search_texts.at(place).decode(),
            self.documents.at(place),
        )


_NOTHING = Packed.of(())


@dataclass(frozen=True)
class Records:
    """The records by code: those packed, and `newer` ones, which stand before them."""

    packed: Packed = _NOTHING
    newer: Mapping[str, Record] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """All codes in their order."""
        return sorted({*self.packed.codes, *self.newer})

    def of(self, code: str) -> Record:
        """The record of a code. KeyError for none."""
        found = self.newer.get(code)
        if found is not None:
            return found
        place = place_of(self.packed.codes, code)
        if place is None:
            raise KeyError(code)
        return self.packed.at(place)

    def name_of(self, code: str) -> str:
        """What the site of a code is called; one without a name by its code. KeyError for none."""
        return orjson.loads(self.of(code).document).get("name") or code

    def holding(self, words: str, codes: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these sites, in the order of their codes, have the words in their search text."""
        packed = self.packed.search_texts.holding(words.encode())
        found = packed
        if codes != self.packed.codes:
            known = {self.packed.codes[place] for place in np.flatnonzero(packed).tolist()}
            found = np.array([code in known for code in codes], np.bool_)
        for code, record in self.newer.items():
            place = place_of(codes, code)
            if place is not None:
                found[place] = words in record.search_text
        return found

    def saved_of(self, codes: Iterable[str]) -> Iterator[int]:
        """When each of these was last saved, in microseconds since 1970; no text is read. KeyError for none."""
        for code in codes:
            found, place = self.newer.get(code), place_of(self.packed.codes, code)
            if found is None and place is None:
                raise KeyError(code)
            yield found.saved if found is not None else int(self.packed.saved[place])

    def replaced(self, records: Sequence[Record]) -> Records:
        """The records with these in place of those of the same codes, or added."""
        newer = {**self.newer, **{record.code: record for record in records}}
        if len(newer) <= max(_NEWER_AT_MOST, len(self.packed.codes) // 8):
            return Records(self.packed, newer)
        made = Records(self.packed, newer)
        return Records(made.packed_of(made.codes))

    def packed_of(self, codes: Sequence[str]) -> Packed:
        """The records of these codes, which are in their order, as they would be packed anew."""
        if not self.newer and codes == self.packed.codes:
            return self.packed
        known = self.packed
        gone = {*known.codes}.difference(codes) if codes != known.codes else set[str]()
        splice, newer = splice_of(known.codes, gone | self.newer.keys(), {*self.newer}.intersection(codes))
        fresh = [self.newer[code] for code in newer]
        return Packed(
            tuple(codes),
            splice.array(known.versions, np.array([record.version for record in fresh], np.int64)),
            splice.array(known.saved, np.array([record.saved for record in fresh], np.int64)),
            known.search_texts.spliced(splice, [record.search_text.encode() for record in fresh]),
            known.documents.spliced(splice, [record.document for record in fresh]),
        )


NO_RECORDS = Records()


@dataclass(slots=True)
class SitesAtHand:
    """Kept: the sites of the records that were asked for last, by code and version, each with its document.

    Lost, they are read again.
    """

    by_version: OrderedDict[tuple[str, int], tuple[bytes, Site]] = field(default_factory=OrderedDict)
    _changing: Lock = field(default_factory=Lock)

    def of(self, code: str, version: int, document: bytes) -> Site | None:
        """The site of this document, where it is at hand."""
        found = self.by_version.get((code, version))
        return found[1] if found is not None and found[0] == document else None

    def put(self, code: str, version: int, document: bytes, site: Site) -> Site:
        """Have a site at hand, in place of the one that is there longest."""
        with self._changing:
            if len(self.by_version) >= SITES_AT_HAND:
                self.by_version.popitem(last=False)
            self.by_version[code, version] = document, site
        return site


def record_of(row: StoredSite, site: Site) -> Record:
    """What is kept of a row that was read as this site: its document as it would be written today."""
    document = json_text(write_site(site)).encode()  # copied: what JSON is written into is half as large again
    return record_with(row, document)


def record_with(row: StoredSite, document: bytes) -> Record:
    """What is kept of a row whose document is this."""
    return Record(row.code, row.version, microseconds(row.updated_at), searched(row.search_text), document)


def checked_before(checked: Records, row: StoredSite) -> Record | None:
    """What is kept of a row whose very document stands among records that were checked; None of any other."""
    try:
        known = checked.of(row.code)
    except KeyError:
        return None
    return record_with(row, known.document) if known.document == row.document.encode() else None


def site_of_record(house: House, record: Record) -> Site:
    """The site that a record holds."""
    kept = house.kept.of(SitesAtHand)
    site = kept.of(record.code, record.version, record.document)
    return site or kept.put(
        record.code, record.version, record.document, reread(reload_json(record.document), house.rules)
    )


def microseconds(moment: datetime) -> int:
    """A moment as records have it."""
    return (moment - _BEGINNING) // _MICROSECOND
