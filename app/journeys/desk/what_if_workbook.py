"""A what-if as a workbook: what was turned, how sites come out by township, and every site with what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.compliance.cells import cells_of
from app.compliance.judge import judge_clause
from app.compliance.verdicts import VERDICTS, Verdict
from app.exchange.workbook.printed_sheets import Heads, Row, columns_in, printed_book, sample_mark
from app.journeys.audits.finding_words import standing_on, township_name
from app.journeys.desk.what_if import OUTCOME_WORDS, WhatIfResult
from app.journeys.house import House
from app.sites.site import Site
from app.wording import Language, Wording

_SITES = Wording("站点", "Sites")
_TOWNSHIPS = Wording("按乡镇", "By township")
_TOWNSHIP = Wording("乡镇（街道）", "Township")
_SITE_COLUMNS: Heads = (
    (Wording("变化", "Change"), 14),
    (_TOWNSHIP, 12),
    (Wording("站点编码", "Site code"), 14),
    (Wording("站点", "Site"), 30),
    (Wording("按文件", "As the document says"), 10),
    (Wording("按试算", "As tried"), 10),
    (Wording("实际", "Found"), 30),
    (Wording("试算要求", "Required as tried"), 26),
)
_NOT_BOUND = Wording("不适用", "does not apply")


def found_and_required(house: House, result: WhatIfResult, site: Site) -> tuple[Wording, Wording]:
    """What a site has and what the clause as turned asks of it; as the document has it, where it binds it no more."""
    programme, day = result.programme, result.whole.as_of
    found = (judge_clause(site, one, programme, house.divisions, day) for one in (result.changed, result.clause))
    as_turned, as_it_stands = found
    verdict = as_turned or as_it_stands
    assert verdict is not None, "a site that comes out otherwise is bound by one of both"
    cells = cells_of(verdict, programme.vocabulary)
    return cells.found, _NOT_BOUND if as_turned is None else cells.required


def what_if_book(house: House, result: WhatIfResult, turned: Mapping[str, str], language: Language) -> bytes:
    """The workbook; `turned` says in words what was given in place of what the clause says."""
    title = result.clause.title.in_(language)
    standing = standing_on(result.programme, result.whole.as_of).in_(language)
    mark = sample_mark(result.whole.is_sample(result.programme.slug), language)
    head = [title, standing, *(f"{what}：{said}" for what, said in turned.items())]
    with printed_book(standing, mark) as (book, out):
        book.add(_SITES.in_(language), head, columns_in(_SITE_COLUMNS, language), _sites(house, result, language))
        outcomes = [outcome for outcome in OUTCOME_WORDS if result.count(outcome)]
        columns: Heads = ((_TOWNSHIP, 18), *((OUTCOME_WORDS[outcome], 14) for outcome in outcomes))
        rows: list[Row] = [
            (township_name(house, code).in_(language), *(counts.get(outcome, 0) for outcome in outcomes))
            for code, counts in result.townships.items()
        ]
        book.add(_TOWNSHIPS.in_(language), head, columns_in(columns, language), rows)
    return out.getvalue()


def _sites(house: House, result: WhatIfResult, language: Language) -> Iterable[Row]:
    def word(verdict: Verdict | None) -> str:
        return (VERDICTS[verdict] if verdict else _NOT_BOUND).in_(language)

    for one in result.moved:
        site = result.site(one)
        yield (
            OUTCOME_WORDS[one.outcome].in_(language),
            township_name(house, one.township).in_(language),
            site.code,
            site.called,
            word(one.before),
            word(one.after),
            *(text.in_(language) for text in found_and_required(house, result, site)),
        )
