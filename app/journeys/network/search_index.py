"""What search keeps in memory: the words it knows, the text of every site, and the answers to what was just asked.

A text is made once for each version of a site; a save costs one site's text, and every filter and count of one request
shares one search. Who asks for no words needs none of this.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network, NetworkSite
from app.search.columns import Columns, SiteKey
from app.search.lexicon import Lexicon
from app.search.matching import Fit, fit, fit_partly
from app.search.meant import MOST, Meant
from app.search.site_text import SiteText, site_text
from app.search.wanted import Wanted, read_wanted

ANSWERS_KEPT = 64


@dataclass(slots=True)
class SearchWords:
    """Kept: the words search knows. As good as the seeds, which a process reads once; lost, they are gathered again."""

    lexicon: Lexicon | None = None
    meant: Meant | None = None


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


class SearchIndexes(Beside[SearchIndex]):
    """Kept: the texts of all sites, and the answers to what was just asked."""


async def search_index(house: House, whole: Network) -> SearchIndex:
    """The index of this state of the network."""

    def build(renewal: Renewal[SearchIndex] | None) -> SearchIndex:
        words = house.kept.of(SearchWords)
        if words.lexicon is None or words.meant is None:
            words.lexicon = Lexicon(house.divisions, house.programmes.values())
            words.meant = Meant(words.lexicon)
            words.meant.prepare()
        return SearchIndex(_columns(house, whole, renewal), words.lexicon, words.meant)

    return await house.kept.of(SearchIndexes).of(house, whole, build)


def _columns(house: House, whole: Network, renewal: Renewal[SearchIndex] | None) -> Columns:
    members = whole.every if renewal is None else renewal.members
    # In one pass: each of all the sites is read off its record when it is asked for.
    both = [(_text(house, whole, member), _key(whole, member)) for member in members]
    texts, keys = [text for text, _ in both], [key for _, key in both]
    return Columns.of(texts, keys) if renewal is None else renewal.before.columns.replaced(renewal.splice, texts, keys)


def _text(house: House, whole: Network, member: NetworkSite) -> SiteText:
    programme = whole.programmes.get(member.site.programme) or house.programmes[member.site.programme]
    return site_text(member.site, member.search_text, programme, house.divisions)


def _key(whole: Network, member: NetworkSite) -> SiteKey:
    site = member.site
    programme = whole.programme(site.programme)
    kind = programme.kinds_by_code[site.kind]
    is_station = any(tier.lies_in_township for tier in kind.tiers if tier.code == site.tier)
    return SiteKey(site.programme, site.kind, site.division, is_station, programme.jurisdiction)
