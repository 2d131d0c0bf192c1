"""The forms of a visit and of an acceptance for one site, filled in as far as the record goes."""

from __future__ import annotations

from app.access.actor import Actor
from app.compliance.cells import cells_of
from app.inspections.site_form import FormRow, SiteForm
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import township_over
from app.journeys.desk.inside import inside_site
from app.journeys.house import House

_LEVELS = {"must": "必备", "generally": "一般"}


async def site_form(house: House, actor: Actor, code: str) -> SiteForm:
    """The site as it stands today, for whoever may read it from inside. Raises NotFound, NotAllowed, Unreadable."""
    found = await inside_site(house, actor, code)
    site, verdict = found.site, found.verdict
    programme = house.programme(site.programme)
    kind = programme.kinds_by_code[site.kind]
    tier = next((tier.label.zh for tier in kind.tiers if tier.code == site.tier), "")
    return SiteForm(
        name=site.name or site.code,
        code=site.code,
        kind=f"{kind.label.zh}（{tier}）" if tier and tier != kind.label.zh else kind.label.zh,
        place=township_name(house, township_over(house, programme.jurisdiction, site.division)).zh,
        address=site.address or "",
        document=f"《{programme.document_title}》（{programme.document}）",
        as_of=verdict.as_of,
        rows=tuple(
            FormRow(
                title=one.clause.title.zh,
                basis=f"{one.clause.section}“{one.clause.quote}”",
                level=_LEVELS[one.clause.level],
                reported=cells_of(one, programme.vocabulary).found.zh,
            )
            for one in verdict.clauses
        ),
        met=verdict.count("met"),
        not_met=verdict.count("not_met"),
        unknown=verdict.count("unknown"),
        waived=verdict.count("waived"),
        sample=site.sample,
    )
