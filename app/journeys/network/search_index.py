"""What search keeps in memory: the words it knows, the text of every site, and the answers to what was just asked.

A text is made once for each version of a site; a save costs one site's text, and every filter and count of one request
shares one search. Who asks for no words needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.beside import Beside
from app.journeys.network.searched import SearchColumns
from app.journeys.network.state import Network
from app.journeys.turns import OTHER_DAYS, TEXTS, a_turn
from app.search.columns import Columns, SiteKey
from app.search.lexicon import Lexicon
from app.search.matching import Fit, fit, fit_partly
from app.search.meant import MOST, Meant
from app.search.site_text import SiteText, site_text
from app.search.wanted import Wanted, read_wanted
from app.sites.splice import splice_of
from app.standards.programme import Programme

ANSWERS_KEPT = 64


@dataclass(slots=True)
class SearchWords:
    """Kept: the words search knows. As good as the seeds, which a process reads once; lost, they are gathered again."""

    known: tuple[Lexicon, Meant] | None = None


@dataclass
class SearchIndex:
    """One state of the network, ready to be searched. `found` remembers the fits of the texts asked last."""

    columns: Columns
    lexicon: Lexicon
    meant: Meant
    found: dict[str, Fit] = field(default_factory=dict)

    def fit(self, text: str) -> Fit:
        """How well each site fits a text."""
        known = self.found.get(text)
        if known is None:
            asked = self.asked(text)
            known = fit(asked, self.columns)
            if not known.finds and asked.terms:
                partly = fit_partly(asked, self.columns)
                known = partly if partly.finds and not self.meant.is_misspelt(asked, partly.left_out) else known
            self.found[text] = known
            let_go(self.found, ANSWERS_KEPT)
        return known

    def asked(self, text: str) -> Wanted:
        """The text cut into words."""
        return read_wanted(text, self.lexicon)

    def meant_by(self, text: str) -> list[str]:
        """A few texts that may have been meant by one that no site fits, all of which some site does."""
        found: list[str] = []
        for proposal in self.meant.proposals(self.asked(text))[: 2 * MOST]:
            if len(found) < MOST and self.fit(proposal).finds:
                found.append(proposal)
        return found


class SearchIndexes(Beside[SearchIndex]):
    """Kept: the texts of all sites, and the answers to what was just asked."""


async def search_index(house: House, whole: Network) -> SearchIndex:
    """The index of this state of the network."""
    kept = house.kept.of(SearchIndexes)
    if (known := kept.known(whole)) is not None:
        return known
    columns = await search_columns(house, whole)

    def build(_: object) -> SearchIndex:
        words = house.kept.of(SearchWords)
        if words.known is None:
            lexicon = Lexicon(house.divisions, house.programmes.values())
            words.known = lexicon, Meant(lexicon)
            words.known[1].prepare()
        return SearchIndex(columns, *words.known)

    return await kept.of(house, whole, build)


async def search_columns(house: House, whole: Network) -> Columns:
    """The texts of this state: those made last with what changed since, all of them where nothing was made yet."""
    kept, is_todays = house.kept.of(SearchColumns), whole.as_of == house.today()
    async with a_turn(house, TEXTS if is_todays else OTHER_DAYS) as at_work:
        if kept.columns is not None and kept.whole is whole:
            return kept.columns
        columns = await at_work(_columns, house, whole, kept.whole, kept.columns, kept.changed(whole))
        if is_todays and (kept.whole is None or kept.whole.revision <= whole.revision):
            kept.begin(whole, columns)
        return columns


def _columns(
    house: House, whole: Network, before: Network | None, known: Columns | None, changed: Set[str] | None
) -> Columns:
    if before is None or known is None or changed is None:
        return Columns.of(_said(house, whole, whole.columns.codes))
    splice, codes = splice_of(before.columns.codes, changed, whole.by_code)
    fresh = list(_said(house, whole, codes))
    return known.replaced(splice, [text for text, _ in fresh], [key for _, key in fresh])


def _said(house: House, whole: Network, codes: Iterable[str]) -> Iterator[tuple[SiteText, SiteKey]]:
    """What is searched in of these sites, read off their records: no site is made for it."""
    for code in codes:
        record = whole.records.of(code)
        document = orjson.loads(record.document)
        slug = document["programme"]
        programme = whole.programmes[slug]
        text = site_text(document, record.search_text, programme, house.divisions)
        yield text, _key(document, programme)


def _key(document: Mapping[str, Any], programme: Programme) -> SiteKey:
    kind = programme.kinds_by_code[document["kind"]]
    is_station = any(tier.lies_in_township for tier in kind.tiers if tier.code == document["tier"])
    return SiteKey(programme.slug, kind.code, document.get("division"), is_station, programme.jurisdiction)
