"""The county's result: every site judged on one day, counted by kind and tier, with the clauses most
often failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from app.compliance.answers import Bools
from app.compliance.network_clause import NetworkVerdict
from app.compliance.network_columns import NetworkColumns
from app.compliance.network_table import NetworkTable
from app.compliance.progress import TargetProgress
from app.compliance.verdicts import Status
from app.journeys.coverage.circle import network_verdicts
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network, programme_progress
from app.journeys.network.stored import UnreadableSite
from app.standards.programme import Clause, Programme
from app.wording import Wording

STATUS_ORDER: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The sites of one kind and tier, and how many have which status."""

    kind: str
    tier: str
    kind_label: Wording
    tier_label: Wording
    sites: int
    statuses: dict[Status, int]


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """How one clause came out over all sites that it applies to."""

    clause: Clause
    met: int
    not_met: int
    unknown: int
    waived: int


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """One programme on one day. `sites` are each read when they are asked for. `clauses` comes with the most often
    failed first; clauses that apply nowhere are out. `notes` say which version of the programme judged the day, where
    that is not today's.
    """

    programme: Programme
    sites: Sequence[NetworkSite]
    statuses: dict[Status, int]
    groups: tuple[GroupResult, ...]
    clauses: tuple[ClauseResult, ...]
    progress: tuple[TargetProgress, ...]
    network_clauses: tuple[NetworkVerdict, ...]
    notes: tuple[Wording, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The result as JSON."""
        return {
            "programme": self.programme.slug,
            "title": self.programme.title.as_dict(),
            "document": self.programme.document,
            "sites": len(self.sites),
            "statuses": self.statuses,
            "groups": [
                {
                    "kind": group.kind,
                    "tier": group.tier,
                    "label": {"zh": _both(group).zh, "en": _both(group).en},
                    "sites": group.sites,
                    "statuses": group.statuses,
                }
                for group in self.groups
            ],
            "clauses": [
                {
                    "id": result.clause.id,
                    "level": result.clause.level,
                    "title": result.clause.title.as_dict(),
                    "met": result.met,
                    "not_met": result.not_met,
                    "unknown": result.unknown,
                    "waived": result.waived,
                }
                for result in self.clauses
            ],
            "progress": [line.as_document() for line in self.progress],
            "network_clauses": [v.as_document(self.programme.document) for v in self.network_clauses],
            "notes": [note.as_dict() for note in self.notes],
            "results": [_site_line(member) for member in self.sites],
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of every programme asked for. `sample` says that demonstration data is among it.

    `unreadable` are the sites that could not be judged, since their record does not pass entry.
    """

    as_of: date
    sample: bool
    programmes: tuple[ProgrammeResult, ...]
    unreadable: tuple[UnreadableSite, ...]

    def as_document(self) -> dict[str, Any]:
        """The result as JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "sample": self.sample,
            "programmes": [result.as_document() for result in self.programmes],
            "unreadable": [site.as_document() for site in self.unreadable],
        }


def _both(group: GroupResult) -> Wording:
    return Wording(f"{group.kind_label.zh} · {group.tier_label.zh}", f"{group.kind_label.en} · {group.tier_label.en}")


def _site_line(member: NetworkSite) -> dict[str, Any]:
    site = member.site
    return {
        "code": site.code,
        "name": site.name,
        "kind": site.kind,
        "tier": site.tier,
        "division": site.division,
        "lifecycle": site.status,
        "status": member.status,
        "met": member.met,
        "not_met": member.not_met,
        "unknown": member.unknown,
        "waived": member.waived,
        "sample": site.sample,
    }


async def audit(house: House, *, programme: str | None = None, as_of: date | None = None) -> Audit:
    """Judge every site on a day (today when None), of one programme or of all. Raises NotFound for an
    unknown one.
    """
    slugs = [house.programme(programme).slug] if programme is not None else list(house.programmes)
    whole = await network(house, as_of)
    results = [await _result(house, whole, slug) for slug in slugs]
    sampled = whole.columns.cells.sample
    sample = any(bool((whole.columns.of_programme(slug) & sampled).any()) for slug in slugs)
    unreadable = tuple(site for site in whole.unreadable if programme in (None, site.programme))
    return Audit(whole.as_of, sample, tuple(results), unreadable)


async def _result(house: House, whole: Network, slug: str) -> ProgrammeResult:
    programme = whole.programme(slug)
    return ProgrammeResult(
        programme=programme,
        sites=whole.each_of_programme(slug),
        statuses=_counted(whole.columns, whole.columns.of_programme(slug)),
        groups=_groups(programme, whole.columns),
        clauses=_clauses(whole.tables[slug]),
        progress=await programme_progress(house, slug, whole.as_of),
        network_clauses=await network_verdicts(house, slug, whole.as_of),
        notes=whole.notes.get(slug, ()),
    )


def _counted(columns: NetworkColumns, among: Bools) -> dict[Status, int]:
    counts = columns.named("compliance").counts(among)
    return {status: counts.get(status, 0) for status in STATUS_ORDER}


def _groups(programme: Programme, columns: NetworkColumns) -> tuple[GroupResult, ...]:
    """Kinds and tiers in the order of the pack; those without a site are left out."""
    every, groups = columns.of_programme(programme.slug), []
    for kind in programme.kinds:
        of_kind = every & columns.named("kind").any_of((kind.code,))
        for tier in kind.tiers:
            own = of_kind & columns.named("tier").any_of((tier.code,))
            if count := int(own.sum()):
                labels = (kind.label, tier.label)
                groups.append(GroupResult(kind.code, tier.code, *labels, count, _counted(columns, own)))
    return tuple(groups)


def _clauses(table: NetworkTable) -> tuple[ClauseResult, ...]:
    clauses = table.programme.clauses_by_id
    applied = [ClauseResult(clauses[code], *counts) for code, counts in table.counts().items() if any(counts)]
    return tuple(sorted(applied, key=lambda r: (-r.not_met, -r.unknown)))
