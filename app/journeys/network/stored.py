"""What the registry holds, read back as sites; and what is to be said of a record that no longer passes entry.

A record passed entry when it was saved, but the rules move on (a pack drops a code, a stricter check comes). Such a
record must blind nobody to the others: it is named, told in the log once, left unjudged, and mended by the next import
that makes it whole again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.errors import Fault, InvalidInput, Malformed, Unreadable
from app.exchange.strict_json import load_json, reload_json
from app.journeys.house import House
from app.journeys.network.reading_rules import seal_of
from app.journeys.network.records import Record, SitesAtHand, record_with
from app.sites.document import read_site
from app.sites.reread import reread
from app.sites.site import Site
from app.store.sites import StoredSite
from app.wording import Wording


@dataclass(slots=True)
class ToldOf:
    """Kept: code and version of every record that cannot be read and that the log was told of.

    Lost, the log is told once more.
    """

    told: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class UnreadableSite:
    """A registered site whose record does not pass entry today, as far as the registry's own columns tell."""

    code: str
    programme: str
    kind: str
    name: str
    division: str
    version: int
    faults: tuple[Fault, ...]

    def as_document(self) -> dict[str, Any]:
        """The site and what is wrong with its record, as JSON."""
        return {
            "code": self.code,
            "programme": self.programme,
            "name": self.name,
            "kind": self.kind,
            "division": self.division,
            "faults": [{"path": f.path, "code": f.code, "message": f.message.as_dict()} for f in self.faults],
        }


def site_of(house: House, row: StoredSite) -> Site:
    """The site a stored row holds; at hand from then on. Raises Unreadable."""
    kept, document = house.kept.of(SitesAtHand), row.document.encode()
    site = kept.of(row.code, row.version, document)
    if site is None:
        found = _read(house, row)
        if isinstance(found, Unreadable):
            raise found
        site = kept.put(row.code, row.version, document, found)
    return site


def site_once(house: House, document: str | None) -> Site | None:
    """The site that a recorded document holds, read for this once; None where it does not pass entry today."""
    if document is None:
        return None
    try:
        return read_site(load_json(document.encode()), house.rules, house.divisions, recorded=True)
    except (InvalidInput, Malformed):
        return None


def readable(house: House, row: StoredSite) -> Site | None:
    """The site a stored row holds, None where its record no longer passes entry."""
    try:
        return site_of(house, row)
    except Unreadable:
        return None


def parted(
    house: House, rows: Iterable[StoredSite]
) -> tuple[list[tuple[StoredSite, Site]], tuple[UnreadableSite, ...]]:
    """Rows with their sites, and apart from them those whose record no longer passes entry."""
    good, bad = [], []
    for row in rows:
        try:
            good.append((row, site_of(house, row)))
        except Unreadable as error:
            bad.append(_named(row, error.faults))
    return good, tuple(bad)


def sealed(house: House, row: StoredSite) -> Record | None:
    """What is kept of a row whose document passed entry by the rules of the house; None of any other."""
    document = row.document.encode()
    if not _is_sealed(house, row, document):
        return None
    return record_with(row, document)


def _is_sealed(house: House, row: StoredSite, document: bytes) -> bool:
    return row.seal is not None and row.seal == seal_of(house, row.code, document)


def read_through(house: House, rows: Iterable[StoredSite], unreadable: list[UnreadableSite]) -> Iterator[Site]:
    """The sites of rows one by one, remembered by nobody; those whose record does not pass entry go to `unreadable`."""
    for row in rows:
        found = _read(house, row)
        if isinstance(found, Unreadable):
            unreadable.append(_named(row, found.faults))
        else:
            yield found


def recorded_document(row: StoredSite) -> dict[str, Any]:
    """The document of a row, to lay an edit over; nothing where the record is no document at all."""
    try:
        document = load_json(row.document.encode())
    except (Malformed, InvalidInput):
        return {}
    return document if isinstance(document, dict) else {}


def _read(house: House, row: StoredSite) -> Site | Unreadable:
    document = row.document.encode()
    if _is_sealed(house, row, document):
        return reread(reload_json(document), house.rules)
    try:
        site = read_site(load_json(document), house.rules, house.divisions, recorded=True)
    except InvalidInput as error:
        faults = error.faults
    except Malformed as error:
        faults = (Fault("", "malformed", error.message),)
    else:
        if site.code == row.code:
            return site
        faults = (_of_another(row.code, site.code),)
    _log_once(house, row, faults)
    told = Wording("；".join(f"{f.path} {f.message.zh}" for f in faults), "; ".join(f.line() for f in faults))
    return Unreadable(
        Wording(
            f"站点 {row.code} 的信息有误，暂不能显示和评估；请导入更正后的信息。问题：{told.zh}",
            f"the record of site {row.code} does not pass entry today, so it is neither shown nor judged;"
            f" import a corrected document. What is wrong: {told.en}",
        ),
        faults,
    )


def _of_another(code: str, said: str) -> Fault:
    """What is wrong with a record that stands under another code than its own: no save of the program leaves one so."""
    message = Wording(
        f"此站点登记的编码是 {code}，其信息中写的却是 {said}：数据库被直接改动过。"
        f"请导入编码为 {code} 的完整信息，或由运维人员在数据库中改回编码",
        f"the site is registered as {code} and its record says {said}: the database was changed by hand;"
        f" import the whole document of {code}, or have its code put right in the database",
    )
    return Fault("code", "differs", message)


def _log_once(house: House, row: StoredSite, faults: tuple[Fault, ...]) -> None:
    """One line for each version of a record; networks of past days read the same records again and again.

    Only in a serving process: a command has no log, and tells of such sites itself.
    """
    import structlog  # here, since it takes a command longer to load than most take to run, and is seldom needed

    if not structlog.is_configured():
        return
    told = house.kept.of(ToldOf).told
    if (row.code, row.version) not in told:
        told.add((row.code, row.version))
        wrong = [f"{fault.path}: {fault.code}" for fault in faults]
        structlog.get_logger("zhanwang.sites").warning(
            "unreadable site", site=row.code, version=row.version, faults=wrong
        )


def _named(row: StoredSite, faults: tuple[Fault, ...]) -> UnreadableSite:
    return UnreadableSite(row.code, row.programme, row.kind, row.name, row.division, row.version, faults)
