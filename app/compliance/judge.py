"""Judging one site: every clause in force that is addressed to it, with found, required and the difference."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date

from app.compliance.case import Case, condition_holds
from app.compliance.rules.combined import rule_of
from app.compliance.standing import unasked
from app.compliance.verdicts import ClauseVerdict, NotAssessed, SiteVerdict, status_of
from app.sites.divisions import Divisions
from app.sites.site import Site, Waiver
from app.standards.programme import Clause, Programme
from app.wording import Wording

MOST_SAID = 4_096
"""So many verdicts of clauses a judge remembers."""


class Judge:
    """A programme on one day, ready to judge any number of its sites.

    Rules are made once. What is said of what a clause found is said once too: where another site has the same, as most
    have of most clauses, the very same `ClauseVerdict` is given again.
    """

    def __init__(self, programme: Programme, divisions: Divisions, as_of: date) -> None:
        self.programme, self.divisions, self.as_of = programme, divisions, as_of
        self._asked: dict[tuple[str, str], tuple[_ClauseOnDay, ...]] = {}
        self._ready: dict[str, _ClauseOnDay] = {}
        self._said = _Said()

    def verdict(self, site: Site) -> SiteVerdict:
        """The verdict on a site, as `judge` has it."""
        programme, as_of = self.programme, self.as_of
        case = case_of(site, programme, self.divisions, as_of)
        found = (clause.verdict(case) for clause in self._clauses(site.kind, case.tier))
        clauses = tuple([verdict for verdict in found if verdict is not None])
        reason, notes = (None, ()) if clauses else _why_not(programme, site.kind, case.tier, as_of)
        return SiteVerdict(
            site_code=site.code,
            programme=programme.slug,
            document=programme.document,
            as_of=as_of,
            status=status_of([c.verdict for c in clauses]),
            due_for_confirmation=due_for_confirmation(site, programme, as_of),
            clauses=clauses,
            notes=notes,
            reason=reason,
        )

    def verdicts(self, site: Site, wanted: Sequence[Clause]) -> list[ClauseVerdict]:
        """The verdicts of these clauses of the programme, as `judge_clause` has them, without those that do not bind
        the site that day.
        """
        case = case_of(site, self.programme, self.divisions, self.as_of)
        binding = (one for one in wanted if one.covers(site.kind, case.tier) and one.in_force(self.as_of))
        found = (self._ready_for(clause).verdict(case) for clause in binding)
        return [verdict for verdict in found if verdict is not None]

    def _ready_for(self, clause: Clause) -> _ClauseOnDay:
        ready = self._ready.get(clause.id)
        if ready is None:
            ready = self._ready[clause.id] = _ClauseOnDay(clause, self._said)
        return ready

    def _clauses(self, kind: str, tier: str) -> tuple[_ClauseOnDay, ...]:
        asked = self._asked.get((kind, tier))
        if asked is None:
            clauses = self.programme.clauses_for(kind, tier, self.as_of)
            asked = self._asked[kind, tier] = tuple(map(self._ready_for, clauses))
        return asked


def judge(site: Site, programme: Programme, divisions: Divisions, as_of: date) -> SiteVerdict:
    """The verdict on `site` on the day `as_of`, by the clauses in force then.

    Never raises on a site that passed entry. A fact that was not reported makes a clause unknown, unless the rest
    decides it already.
    """
    return Judge(programme, divisions, as_of).verdict(site)


def judge_clause(
    site: Site, clause: Clause, programme: Programme, divisions: Divisions, as_of: date
) -> ClauseVerdict | None:
    """The verdict of one clause of the programme as `judge` has it; None where it does not bind the site that day."""
    return next(iter(Judge(programme, divisions, as_of).verdicts(site, [clause])), None)


def _why_not(programme: Programme, kind: str, tier: str | None, as_of: date) -> tuple[NotAssessed, tuple[Wording, ...]]:
    """Why no clause applies: none binds such a site yet or any more, or the document asks nothing of it at all."""
    addressed = [clause for clause in programme.clauses if clause.covers(kind, tier)]
    begins = min((clause.in_force_from for clause in addressed if clause.in_force_from > as_of), default=None)
    if any(clause.in_force(as_of) for clause in addressed) or not addressed:
        said = Wording(
            "文件未规定这类站点的建设标准，因此不作评估。",
            "The document sets no construction standard for this kind of site, so it is not assessed.",
        )
        return "no_standard", (said,)
    if begins is not None:
        said = binds_only_from(begins)
    else:
        said = Wording("文件在此日已不再施行。", "The document binds no longer on this day.")
    return "not_in_force", (said,)


def binds_only_from(begins: date) -> Wording:
    """What is said of a day before a document, or the clauses in question, came into force."""
    return Wording(f"文件自 {begins} 起施行，此日尚未施行。", f"The document binds from {begins}, not yet on this day.")


def judge_registered(
    site: Site, programme: Programme, divisions: Divisions, as_of: date, closed_on: date | None = None
) -> SiteVerdict:
    """The verdict on a site of the registry: a closed one is asked for nothing from the day it closed, where known, and
    one that is not built for nothing yet.
    """
    status = unasked(site, as_of)
    if status is None:
        return judge(site, programme, divisions, as_of)
    if status == "not_built":
        said = Wording("站点尚未建成，建成后评估。", "The site is not built yet; it is assessed once it is.")
        nothing = site.code, programme.slug, programme.document, as_of, status, (), ()
        return SiteVerdict(*nothing, (said,), "not_built")
    said = Wording("站点已关闭，不再评估。", "The site is closed and no longer assessed.")
    if closed_on is not None:
        said = Wording(
            f"站点已于 {closed_on} 关闭，自该日起不再评估。",
            f"The site closed on {closed_on} and is not assessed from that day on.",
        )
    return SiteVerdict(site.code, programme.slug, programme.document, as_of, "not_assessed", (), (), (said,), "closed")


def case_of(site: Site, programme: Programme, divisions: Divisions, as_of: date) -> Case:
    """The site on one day with everything its clauses may look at."""
    return Case(
        site=site,
        tier=site.on(as_of, "tier") or site.tier,
        facts={**programme.sums_set, **site.facts} if programme.sums_set else site.facts,
        township_names=township_names(site, divisions),
        as_of=as_of,
        vocabulary=programme.vocabulary,
    )


def township_names(site: Site, divisions: Divisions) -> tuple[str, ...]:
    """Every writing of the name of the township the site lies in; empty when it lies in none."""
    township = divisions.township_of(site.division)
    return township.names if township else ()


def due_for_confirmation(site: Site, programme: Programme, as_of: date) -> tuple[str, ...]:
    """Facts last said or confirmed longer ago than the programme's freshness limit, by code."""
    reported = {*site.facts}
    for code, value in (
        ("equipment", site.equipment),
        ("staff", site.staff),
        ("trainings_held", site.trainings),
    ):
        if value is not None:
            reported.add(code)
    return tuple(
        code
        for code, report in sorted(site.reports.items())
        if code in reported and programme.is_due(report.day, as_of)
    )


def waiver_in_force(site: Site, clause: Clause, as_of: date) -> Waiver | None:
    """The waiver that covers a *generally* clause on the day, the longest-lasting where there are several."""
    if clause.level != "generally":
        return None
    valid = [w for w in site.waivers if w.clause == clause.id and as_of <= w.until]
    return max(valid, key=lambda w: w.until, default=None)


class _Said:
    """What was said last, by clause and what it found; when that is much, it begins anew. Several threads may ask."""

    def __init__(self) -> None:
        self.known: dict[Hashable, ClauseVerdict] = {}

    def keep(self, found: Hashable, verdict: ClauseVerdict) -> ClauseVerdict:
        if len(self.known) >= MOST_SAID:
            self.known = {}
        self.known[found] = verdict
        return verdict


class _ClauseOnDay:
    """A clause ready to judge sites on one day. What is `said` of it already is said again."""

    def __init__(self, clause: Clause, said: _Said) -> None:
        self._clause, self._rule, self._said = clause, rule_of(clause.check), said

    def verdict(self, case: Case) -> ClauseVerdict | None:
        """None where the clause does not bind the site."""
        condition, answer = self._clause.applies_when, None
        if condition is not None:
            if not condition_holds(condition, case)[0]:
                return None
            answer = case.facts.get(condition.fact)
        found = self._clause.id, answer, self._rule.looked_at(case)
        verdict = self._said.known.get(found) or self._said.keep(found, self._judged(case))
        if verdict.verdict == "met" or not case.site.waivers:
            return verdict
        waiver = waiver_in_force(case.site, self._clause, case.as_of)
        return verdict if waiver is None else _waived(verdict, waiver)

    def _judged(self, case: Case) -> ClauseVerdict:
        clause = self._clause
        note = condition_holds(clause.applies_when, case)[1] if clause.applies_when is not None else None
        outcome = self._rule.explain(case)
        return ClauseVerdict(
            clause=clause,
            verdict=outcome.truth,
            explanation=outcome.statement,
            needs=outcome.needs if outcome.truth == "unknown" else (),
            notes=(*([clause.reading] if clause.reading else []), *([note] if note else []), *outcome.notes),
            found=outcome.found,
            required=outcome.required,
            unit=outcome.unit,
            shortfall=outcome.shortfall,
            missing=outcome.missing,
        )


def _waived(verdict: ClauseVerdict, waiver: Waiver) -> ClauseVerdict:
    said = verdict.explanation
    explanation = Wording(
        f"已豁免至 {waiver.until}（{waiver.reason}）。{said.zh}",
        f"Waived until {waiver.until} ({waiver.reason}). {said.en}",
    )
    return replace(verdict, verdict="waived", explanation=explanation, needs=(), waiver=waiver)
