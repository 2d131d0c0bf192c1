"""What search keeps in memory: the words it knows, the text of every site, and the answers to what was just asked.

A text is made once for each version of a site; a save costs one site's text, and every filter and count of one request
shares one search. Who asks for no words needs none of this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.turns import a_turn, lane_of
from app.search.columns import Columns, SiteKey
from app.search.lexicon import Lexicon
from app.search.matching import Fit, fit, fit_partly
from app.search.meant import MOST, Meant
from app.search.site_text import SiteText, site_text
from app.search.wanted import Wanted, read_wanted
from app.sites.splice import splice_of

DAYS_KEPT = 4
ANSWERS_KEPT = 64


@dataclass(slots=True)
class SearchWords:
    """Kept: the words search knows. As good as the seeds, which a process reads once; lost, they are gathered again."""

    lexicon: Lexicon | None = None
    meant: Meant | None = None


@dataclass
class SearchIndex:
    """One state of the network, ready to be searched. `found` remembers the fits of the texts asked last."""

    whole: Network
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
            if len(self.found) >= ANSWERS_KEPT:
                self.found.pop(next(iter(self.found)), None)
            self.found[text] = known
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


@dataclass(slots=True)
class SearchIndexes:
    """Kept: an index of today's network and of the last few days looked back at.

    Renewed when the network's state is no longer its own: only the texts of the sites that changed are made again.
    Lost, all are, by one task while the others wait for their turn.
    """

    by_day: dict[date, SearchIndex] = field(default_factory=dict)


async def search_index(house: House, whole: Network) -> SearchIndex:
    """The index of this state of the network."""
    indexes = house.kept.of(SearchIndexes).by_day
    found = indexes.get(whole.as_of)
    if found is not None and found.whole is whole:
        return found
    async with a_turn(house, lane_of(house, whole.as_of)) as at_work:
        found = indexes.get(whole.as_of)
        if found is not None and found.whole is whole:
            return found
        built = await at_work(_build, house, whole, found)
        indexes[whole.as_of] = built
        for day in [day for day in indexes if day not in (whole.as_of, house.today())][: -DAYS_KEPT or None]:
            del indexes[day]
        return built


def _build(house: House, whole: Network, before: SearchIndex | None) -> SearchIndex:
    words = house.kept.of(SearchWords)
    if words.lexicon is None or words.meant is None:
        words.lexicon = Lexicon(house.divisions, house.programmes.values())
        words.meant = Meant(words.lexicon)
        words.meant.prepare()
    return SearchIndex(whole, _columns(house, whole, before), words.lexicon, words.meant)


def _columns(house: House, whole: Network, before: SearchIndex | None) -> Columns:
    changed = None if before is None or before.whole.packs != whole.packs else whole.changed_since(before.whole)
    if before is None or changed is None:
        every = whole.every
        return Columns.of([_text(house, whole, member) for member in every], [_key(whole, member) for member in every])
    splice, codes = splice_of(before.whole.columns.codes, changed, whole.by_code)
    members = [whole.by_code[code] for code in codes]
    texts, keys = [_text(house, whole, member) for member in members], [_key(whole, member) for member in members]
    return before.columns.replaced(splice, texts, keys)


def _text(house: House, whole: Network, member: NetworkSite) -> SiteText:
    programme = whole.programmes.get(member.site.programme) or house.programmes[member.site.programme]
    return site_text(member.site, member.search_text, programme, house.divisions)


def _key(whole: Network, member: NetworkSite) -> SiteKey:
    site = member.site
    programme = whole.programme(site.programme)
    kind = programme.kinds_by_code[site.kind]
    is_station = any(tier.lies_in_township for tier in kind.tiers if tier.code == site.tier)
    return SiteKey(site.programme, site.kind, site.division, is_station, programme.jurisdiction)
