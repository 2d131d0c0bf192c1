"""The worked cases of every pack in the seeds, and the verdicts that the program gives their sites."""

import functools
from pathlib import Path

from app.compliance.judge import judge
from app.compliance.verdicts import SiteVerdict
from app.sites.document import read_site
from app.sites.site import Site
from app.standards.cases import WorkedCase
from app.standards.programme import Programme
from app.standards.reader import Seeds, read_cases, read_seeds

SEEDS_FOLDER = Path(__file__).parents[2] / "seeds"


@functools.cache
def seeds() -> Seeds:
    """The seeds as they are shipped."""
    return read_seeds(SEEDS_FOLDER)


@functools.cache
def cases_of(slug: str) -> tuple[WorkedCase, ...]:
    """The worked cases of one pack of the seeds, in the file's order."""
    return read_cases(SEEDS_FOLDER / "programmes" / slug, seeds().programmes[slug])


def all_cases() -> tuple[WorkedCase, ...]:
    """The worked cases of every pack of the seeds."""
    return tuple(case for slug in seeds().programmes for case in cases_of(slug))


def titled(case: WorkedCase) -> str:
    """A case's name among all others."""
    return f"{case.document['programme']}: {case.clause or case.document['kind']}: {case.name}"


def site_of(case: WorkedCase, among: Seeds) -> Site:
    """The case's site, entered as every other document is. Raises InvalidInput where entry refuses it."""
    rules = {slug: programme.entry_rules for slug, programme in among.programmes.items()}
    return read_site(case.document, rules, among.divisions)


def verdict_on(case: WorkedCase, among: Seeds, programme: Programme | None = None) -> SiteVerdict:
    """The verdict on the case's site on its day, by the pack's clauses or by those of another `programme`."""
    site = site_of(case, among)
    return judge(site, programme or among.programmes[site.programme], among.divisions, case.as_of)
