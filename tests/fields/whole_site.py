"""A site document in which nothing is left out: every field, every fact, one row of every list with all its parts.

Made from the fields and the vocabulary themselves, so that a new one is in it without being named here. A new type of
value, or a new part of a site, must be given an example here, or every test of this room says so.
"""

import functools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.sites.document import read_site
from app.sites.fields import FIELDS, ROWS
from app.sites.site import Site
from app.sites.vocabulary import FactKind, FactType
from app.standards.asked import periods_shown
from app.standards.programme import Programme
from tests.standards.cases import seeds

DAY = date(2026, 11, 24)
PROGRAMME, KIND, TIER = "qu-2023", "service_station", "township_basic"
CODE = "WHOLE-1"
LOCATION = {"lon": Decimal("107.0612"), "lat": Decimal("31.0103"), "crs": "gcj02"}
EXAMPLES: Mapping[FactType, Any] = {
    "number": Decimal("12.5"),
    "integer": 3,
    "boolean": True,
    "text": "一段 <文字> {{7*7}}",
    "telephone": "0818-7201234",
    "date": "2024-02-29",
    "hours": {"mon": [["09:00", "12:00"], ["13:30", "17:30"]], "sun": [["09:00", "24:00"]]},
    "special_days": {"2026-10-01": [], "2026-10-08": [["10:00", "12:00"]]},
}
"""A value of each type; sets and choices take theirs from their items."""


def example(kind: FactKind, choices: Mapping[str, Any] | None = None) -> Any:
    """A value of this kind as a document has it."""
    items = list(choices or kind.items)
    if kind.type == "set":
        return sorted(items[:2])
    return items[0] if kind.type == "choice" else EXAMPLES[kind.type]


def programme() -> Programme:
    """The programme of the whole site."""
    return seeds().programmes[PROGRAMME]


def waivable() -> str:
    """A clause that may be waived at the whole site."""
    rules = programme().entry_rules.waivable
    return next(clause for clause, (allowed, kinds) in rules.items() if allowed and KIND in kinds)


def parts() -> dict[str, Any]:
    """What the parts of a site hold, by part."""
    vocabulary = programme().vocabulary
    codes = {"role": vocabulary.roles, "topic": vocabulary.trainings, "clause": [waivable()]}
    rows = {key: [{kind.code: example(kind, codes.get(kind.code)) for kind in kinds}] for key, kinds in ROWS.items()}
    metrics = ((code, periods_shown(metric.grain, DAY)[-1].text) for code, metric in vocabulary.metrics.items())
    reported = {"on": "2026-11-02", "by": "填报员"}
    return {
        "code": CODE,
        "programme": PROGRAMME,
        "kind": KIND,
        "tier": TIER,
        "division": "511725103000",
        "parent": "QX-HUB",
        "location": LOCATION,
        "facts": {code: example(kind) for code, kind in vocabulary.facts.items()},
        "equipment": dict.fromkeys(vocabulary.equipment, 2),
        "staff": rows["staff"],
        "trainings": rows["trainings_held"],
        "metrics": [{"metric": metric, "period": period, "value": 1} for metric, period in sorted(metrics)],
        "waivers": rows["waivers"],
        "history": [{**rows["history"][0], "field": "name", "value": "旧名"}],
        "reports": dict.fromkeys((*vocabulary.facts, "equipment", "staff", "trainings_held"), reported),
    }


def document() -> dict[str, Any]:
    """The whole site."""
    held = parts()
    return {f.key: held[f.part] if f.part is not None else example(f.value) for f in FIELDS}


def read(given: object) -> Site:
    """A document by the rules of the seeds. Raises InvalidInput."""
    rules = {slug: one.entry_rules for slug, one in seeds().programmes.items()}
    return read_site(given, rules, seeds().divisions, registering=True)


@functools.cache
def whole_site() -> Site:
    """The site that `document` describes."""
    return read(document())
