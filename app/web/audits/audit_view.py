"""An audit and its sites as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from app.compliance.frozen import FrozenClause, FrozenSite
from app.compliance.verdicts import Verdict
from app.journeys.audits.finding_words import ELSEWHERE_NAME, clause_titles, standing_on, township_name
from app.journeys.audits.kept_audits import AuditHead, KeptAudit, OtherVerdict
from app.journeys.house import House
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.web import formats
from app.web.language import Speech
from app.web.states import COMPLIANCE_ORDER, MARKS, VERDICT_ORDER, Mark

_SHORT_HASH = 12
Count = tuple[Mark, int, str]
"""How many came out so, with the way to the list of them."""


@dataclass(frozen=True, slots=True)
class ShownAudit:
    """An audit in words. `lines` are targets, `clauses` those that bound any site, the most often failed first; both
    are empty where only the head is shown.
    """

    key: str
    label: str
    title: str
    day: str
    standing: str
    sites: int
    sample: bool
    by_clock: bool
    made_by: str
    made_at: str
    signed: str
    remark: str
    pack: str
    result: str
    statuses: tuple[Count, ...]
    closed: int
    lines: tuple[Mapping[str, Any], ...]
    clauses: tuple[tuple[str, str, tuple[Count, ...]], ...]
    circles: tuple[tuple[Mark, str], ...]
    notes: tuple[str, ...]
    unreadable: tuple[str, ...]


def shown_audit(head: AuditHead, say: Speech, whole: KeptAudit | None = None) -> ShownAudit:
    """An audit for its list, or with `whole` for its own page."""
    stored, told = head.stored, head.summary
    signed = ""
    if stored.signed_at is not None:
        signed = say("audits.signed_by", by=stored.signed_by_name, at=formats.moment(stored.signed_at))
    programme = whole.programme if whole is not None else None
    return ShownAudit(
        key=str(stored.id),
        label=_label(head, say),
        title=stored.title,
        day=formats.day(stored.as_of),
        standing=say.of(standing_on(programme, stored.as_of)) if programme else "",
        sites=stored.sites,
        sample=stored.sample,
        by_clock=stored.month is not None,
        made_by=stored.made_by_name,
        made_at=formats.moment(stored.made_at),
        signed=signed,
        remark=stored.remark or "",
        pack=stored.pack_hash[:_SHORT_HASH],
        result=stored.result_hash,
        statuses=tuple(
            (MARKS[status], told["statuses"][status], sites_href(stored.id, status=status))
            for status in COMPLIANCE_ORDER
            if status in told["statuses"]
        ),
        closed=told["closed"],
        lines=tuple(_line(line, say) for line in told["progress"]) if whole else (),
        clauses=_clauses(stored.id, programme, told["clauses"], say) if programme else (),
        circles=tuple((MARKS[one["verdict"]], one["explanation"][say.language]) for one in told["network_clauses"]),
        notes=tuple(_notes(head, say, whole)),
        unreadable=tuple(told["unreadable"]),
    )


def _notes(head: AuditHead, say: Speech, whole: KeptAudit | None) -> Iterator[str]:
    """What is to be said of it, first in which reading it was made where that is no longer today's."""
    if head.mixes_unbuilt and whole is not None:
        yield say("audits.mixes_unbuilt", n=sum(not one.stands for one in whole.frozen.counted))
    yield from (note[say.language] for note in head.summary["notes"])


def _label(head: AuditHead, say: Speech) -> str:
    """What an audit is called in lists and choices: its day, its name, and whether it is signed off."""
    stored = head.stored
    state = say("audits.signed" if stored.signed_at is not None else "audits.unsigned")
    return " · ".join(part for part in (formats.day(stored.as_of), stored.title, state) if part)


def _line(line: Mapping[str, Any], say: Speech) -> Mapping[str, Any]:
    figures = [line[step] for step in ("planned", "registered", "built", "accepted")]
    compliant = line["compliant"] if line["assessed"] else say("progress.no_clauses")
    return {"title": line["title"][say.language], "figures": (*figures, compliant), "gap": line["gap"][say.language]}


def _clauses(
    key: UUID, programme: Programme, counts: Mapping[str, Mapping[Verdict, int]], say: Speech
) -> tuple[tuple[str, str, tuple[Count, ...]], ...]:
    known = [programme.clauses_by_id[id_] for id_ in counts if id_ in programme.clauses_by_id]
    titles = clause_titles(programme, known)
    known.sort(key=lambda clause: (-counts[clause.id].get("not_met", 0), -counts[clause.id].get("unknown", 0)))
    return tuple(
        (
            say.of(titles[clause.id]),
            clause.section,
            tuple(
                (
                    MARKS[verdict],
                    counts[clause.id].get(verdict, 0),
                    sites_href(key, clause=clause.id, verdict=verdict),
                )
                for verdict in VERDICT_ORDER
            ),
        )
        for clause in known
    )


def sites_href(key: UUID, **asked: str | int | None) -> str:
    """The sites of an audit that a figure counts."""
    return f"/audits/{key}/sites?" + urlencode({name: value for name, value in asked.items() if value})


def other_said(audit: KeptAudit, one: OtherVerdict, say: Speech) -> tuple[str, str, Mark | None, Mark | None]:
    """A clause that came out otherwise: the site, the clause, what was kept, what comes now."""
    clause = audit.programme.clauses_by_id.get(one.clause)
    title = say.of(clause.title) if clause else say("audits.record")
    return one.code, title, MARKS[one.kept] if one.kept else None, MARKS[one.again] if one.again else None


@dataclass(frozen=True, slots=True)
class AuditedFilter:
    """Which sites of an audit are wanted: of a status, and those that a clause bound and that it came out so at."""

    status: str | None
    clause: str | None
    verdict: str | None

    def href(self, key: UUID, number: int) -> str:
        """The list of these on one of its pages."""
        return sites_href(key, status=self.status, clause=self.clause, verdict=self.verdict, page=number)

    def said(self, audit: KeptAudit, say: Speech) -> str:
        """What is listed."""
        clause = audit.programme.clauses_by_id.get(self.clause or "")
        said = [say.of(clause.title) if clause else self.clause or ""]
        said += [say.of(MARKS[state].word) for state in (self.verdict, self.status) if state]
        return " · ".join(part for part in said if part) or say("audits.all_sites")

    def of(self, site: FrozenSite) -> FrozenClause | bool | None:
        """The clause asked for at a site that is wanted, or True where none was asked for; None or False otherwise."""
        if self.status is not None and site.status != self.status:
            return False
        if self.clause is None:
            return self.verdict is None or any(one.verdict == self.verdict for one in site.clauses)
        found = next((one for one in site.clauses if one.id == self.clause), None)
        return found if found is not None and self.verdict in (None, found.verdict) else None


@dataclass(frozen=True, slots=True)
class ShownAuditedSite:
    """One site of an audit, and what the clause asked for says of it."""

    code: str
    name: str
    sample: bool
    township: str
    kind: str
    lifecycle: str
    mark: Mark
    counts: tuple[tuple[Mark, int], ...]
    sentence: str


def shown_sites(house: House, audit: KeptAudit, wanted: AuditedFilter, say: Speech) -> list[ShownAuditedSite]:
    """The sites that a filter finds, by code; closed ones count nowhere and are in no list."""
    found = []
    for site in audit.frozen.counted:
        clause = wanted.of(site)
        if clause:
            found.append(_shown_site(house, audit, site, clause if isinstance(clause, FrozenClause) else None, say))
    return found


def _shown_site(
    house: House, audit: KeptAudit, site: FrozenSite, clause: FrozenClause | None, say: Speech
) -> ShownAuditedSite:
    verdicts = list(site.by_clause().values())
    kind = audit.programme.kinds_by_code.get(site.kind)
    return ShownAuditedSite(
        code=site.code,
        name=site.name or site.code,
        sample=site.sample,
        township=say.of(ELSEWHERE_NAME if site.township is None else township_name(house, site.township)),
        kind=say.of(kind.label) if kind else site.kind,
        lifecycle=say.of(STATUSES[site.lifecycle]),
        mark=MARKS[clause.verdict if clause else site.status],
        counts=tuple((MARKS[verdict], verdicts.count(verdict)) for verdict in VERDICT_ORDER),
        sentence=say.of(clause.sentence) if clause else "",
    )
