"""One programme on one day, frozen: what an audit keeps, and what two audits are compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.compliance.frozen import (
    FrozenSite,
    clause_from,
    count_clauses,
    count_statuses,
    fingerprint,
    frozen_clauses,
)
from app.compliance.judge import judge_registered
from app.compliance.standing import is_built
from app.compliance.verdicts import Status
from app.errors import InvalidInput
from app.exchange.strict_json import json_text, load_json
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.audits.result import STATUS_ORDER
from app.journeys.coverage.circle import network_verdicts
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network, programme_progress
from app.journeys.turns import LISTS, in_turn
from app.sites.document import write_site
from app.sites.entry import Entry
from app.standards.programme import Programme
from app.store.audits import StoredAudit, StoredAuditedSite


@dataclass(frozen=True)
class Frozen:
    """One programme on one day. `sites` are all of them by code, closed ones too; `programme` is the pack that judged.

    `progress` and `network_clauses` are as their documents, `unreadable` the codes of sites that could not be judged.
    """

    programme: Programme
    as_of: date
    sites: tuple[FrozenSite, ...]
    progress: tuple[Mapping[str, Any], ...] = ()
    network_clauses: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[Mapping[str, str], ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What names facts, clauses and verdicts of the result."""
        return fingerprint(self.programme.slug, self.as_of, self.programme.content_hash, self.sites)

    @property
    def counted(self) -> tuple[FrozenSite, ...]:
        """The sites that count: closed ones do not."""
        return tuple(site for site in self.sites if not site.is_closed)

    @property
    def standings(self) -> Mapping[Status, int]:
        """How many of the sites that count stand how, in today's reading, in which what is not built stands apart."""
        return Counter(site.standing for site in self.counted)

    @property
    def has_samples(self) -> bool:
        """Whether demonstration data is among it."""
        return any(site.sample for site in self.sites)

    def summary(self) -> dict[str, Any]:
        """What a list and the head of a page show of it, as JSON."""
        statuses, clauses = count_statuses(self.sites), count_clauses(self.counted)
        return {
            "statuses": {status: statuses[status] for status in STATUS_ORDER},
            "clauses": {clause: dict(counts) for clause, counts in clauses.items()},
            "closed": len(self.sites) - len(self.counted),
            "progress": list(self.progress),
            "network_clauses": list(self.network_clauses),
            "notes": list(self.notes),
            "unreadable": list(self.unreadable),
        }


async def freeze(house: House, slug: str, as_of: date | None = None) -> Frozen:
    """A programme as it stands recorded and judged at the end of a day, or now where None.

    Raises NotFound, and InvalidInput for a day to come: what is not yet so cannot be kept.
    """
    whole = await network_not_to_come(house, as_of)
    programme = whole.programme(slug)
    lines = await programme_progress(house, slug, whole.as_of)
    circles = await network_verdicts(house, slug, whole.as_of)
    sites = await in_turn(house, LISTS, _sites, house, whole, programme)
    return Frozen(
        programme,
        whole.as_of,
        sites,
        tuple(line.as_document() for line in lines),
        tuple(verdict.as_document(programme.document) for verdict in circles),
        tuple(note.as_dict() for note in whole.notes.get(slug, ())),
        tuple(one.code for one in whole.unreadable if one.programme == slug),
    )


async def network_not_to_come(house: House, as_of: date | None) -> Network:
    """The network of a day, or of today where None. Raises InvalidInput for a day to come."""
    if as_of is not None and as_of > house.today():
        entry = Entry()
        entry.fault("as_of", "in_the_future", f"{as_of} 尚未到来，不能存档", f"{as_of} is still to come")
        raise InvalidInput(entry.faults)
    return await network(house, as_of)


def _sites(house: House, whole: Network, programme: Programme) -> tuple[FrozenSite, ...]:
    members = (member for member in whole.every if member.site.programme == programme.slug)
    return tuple(frozen_site(house, member, programme, whole.as_of) for member in members)


def frozen_site(house: House, member: NetworkSite, programme: Programme, day: date) -> FrozenSite:
    """A site as it stood on the day, judged by this pack."""
    verdict = judge_registered(member.site, programme, house.divisions, day)
    clauses = frozen_clauses(verdict, programme.vocabulary)
    outline = site_in_outline(house, member, programme, day)
    return replace(outline, status=verdict.status, document=json_text(write_site(member.site)), clauses=clauses)


def site_in_outline(house: House, member: NetworkSite, programme: Programme, day: date) -> FrozenSite:
    """The same without its record and clauses, and so without judging it."""
    site = member.site
    township = township_over(house, programme.jurisdiction, site.division)
    return FrozenSite(
        code=site.code,
        name=site.name or "",
        kind=site.kind,
        tier=site.on(day, "tier") or site.tier,
        township=None if township == ELSEWHERE else township,
        lifecycle=site.status or "",
        built=not site.is_closed and is_built(site, day),
        sample=site.sample,
        status=member.status,
        version=member.version,
        document="",
        clauses=(),
    )


def stored_sites(audit: StoredAudit, sites: Iterable[FrozenSite]) -> list[StoredAuditedSite]:
    """The rows of an audit's sites."""
    return [
        StoredAuditedSite(
            audit=audit.id,
            code=site.code,
            name=site.name,
            kind=site.kind,
            tier=site.tier,
            township=site.township,
            lifecycle=site.lifecycle,
            built=site.built,
            sample=site.sample,
            status=site.status,
            version=site.version,
            document=site.document,
            clauses=json_text([clause.as_document() for clause in site.clauses]),
        )
        for site in sites
    ]


def frozen_sites(rows: Sequence[StoredAuditedSite]) -> tuple[FrozenSite, ...]:
    """The sites that rows of an audit hold."""
    return tuple(
        FrozenSite(
            code=row.code,
            name=row.name,
            kind=row.kind,
            tier=row.tier,
            township=row.township,
            lifecycle=row.lifecycle,
            built=row.built,
            sample=row.sample,
            status=next(status for status in STATUS_ORDER if status == row.status),
            version=row.version,
            document=row.document,
            clauses=tuple(clause_from(kept) for kept in load_json(row.clauses.encode())),
        )
        for row in rows
    )
