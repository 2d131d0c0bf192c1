"""The words that search knows: places of today and of the past, kinds of sites, everyday words for what they do.

All of it is data: divisions, former townships and the packs' vocabularies. A county more brings its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.search.cities import CITY, known_cities
from app.search.fold import fold
from app.sites.divisions import Division, Divisions, FormerTownship
from app.sites.romanised import pinyin_of, spelled, split
from app.sites.vocabulary import Hotline
from app.standards.programme import Programme

SERVICES = "services"
_COMMITTEES = ("村民委员会", "居民委员会", "村委会", "居委会")
_RANK_OF_LEVEL = {"province": 0, "city": 0, "county": 1, "township": 2, "village": 4}
_RANK_OF_FORMER = 3
SHORTEST_STEM = 2
"""A place may be called without its rank (土溪 for 土溪镇) by at least so many characters."""
Offer = tuple[frozenset[str], frozenset[str]]
"""Kinds that do something, and services under which a site reports that it does."""
NOBODY: Offer = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one word means: places (codes of divisions), who offers it (by programme), or nothing at all (`filler`).

    `former` is the township of the past that the word names. `rank` orders words of one sound: larger places first.
    `city`: a city far away, as its outpost reports it. `at_weekends`: open on Saturdays or Sundays. `nearby`: filler
    that asks for whatever is near. `elsewhere`: the programmes in which no site deals with the matter, with the hotline
    that does; what they offer is whom to ask.
    """

    places: tuple[str, ...] = ()
    offers: Mapping[str, Offer] = field(default_factory=dict)
    former: FormerTownship | None = None
    filler: bool = False
    rank: int = 9
    at_weekends: bool = False
    nearby: bool = False
    city: str = ""
    elsewhere: Mapping[str, Hotline | None] = field(default_factory=dict)

    @property
    def is_place(self) -> bool:
        """Whether it names places and means nothing else."""
        return bool(self.places) and not self.offers


class Lexicon:
    """Words by their folded form, those of the documents and the commoner ones first among words of one sort.

    `longest` is how many characters the longest Chinese word has.
    """

    def __init__(self, divisions: Divisions, programmes: Iterable[Programme]) -> None:
        self.divisions = divisions
        self.words: dict[str, Meaning] = {}
        self._written: dict[str, str] = {}
        for former in divisions.former:
            for name in (former.name, split(former.name)[0]):
                self._add_place(name, former.successor, _RANK_OF_FORMER, former)
        for division in divisions:
            for name in (*called(division), *_in_latin(division)):
                self._add_place(name, division.code, _RANK_OF_LEVEL[division.level])
        for programme in programmes:
            self._add_vocabulary(programme)
        for city in known_cities():
            for name in (city, city + CITY, spelled(city), f"{spelled(city)} city", pinyin_of(city + CITY)):
                self.words.setdefault(fold(name), Meaning(city=city))
        self.longest = max((len(word) for word in self.words if not word.isascii()), default=0)

    def written(self, word: str) -> str:
        """A folded word as its source writes it (八濛 for 八蒙); any other text as it is."""
        return self._written.get(word, word)

    def _add_vocabulary(self, programme: Programme) -> None:
        vocabulary = programme.vocabulary
        for word, kinds, services in _offers(programme):
            self._add_offer(word, programme.slug, (frozenset(kinds), frozenset(services)))
        for row in vocabulary.everyday:
            for word in map(fold, row.words if row.at_weekends else ()):
                self.words[word] = replace(self.words.get(word, Meaning()), at_weekends=True)
        for elsewhere in vocabulary.elsewhere:
            asked = self.words.get(fold(elsewhere.ask), Meaning()).offers.get(programme.slug, NOBODY)
            for name in elsewhere.words:
                self._add_elsewhere(name, programme.slug, asked, elsewhere.call)
        for word in (*vocabulary.filler, *vocabulary.nearby):
            self.words.setdefault(fold(word), Meaning(filler=True, nearby=word in vocabulary.nearby))

    def _add_elsewhere(self, name: str, slug: str, asked: Offer, call: Hotline | None) -> None:
        known = self.words.get(fold(name), Meaning())
        if slug not in known.offers:
            self._add_offer(name, slug, asked)
            self.words[fold(name)] = replace(self.words[fold(name)], elsewhere={**known.elsewhere, slug: call})

    def _add_place(self, name: str, code: str, rank: int, former: FormerTownship | None = None) -> None:
        word = self._keyed(name)
        known = self.words.get(word)
        if not word or (known is not None and known.rank < rank and known.former is None):
            return
        if known is not None and known.rank == rank and known.former is None:
            self.words[word] = replace(known, places=tuple(dict.fromkeys((*known.places, code))))
        else:
            self.words[word] = Meaning(places=(code,), former=former, rank=rank)

    def _add_offer(self, name: str, slug: str, offer: Offer) -> None:
        word = self._keyed(name)
        known = self.words.get(word, Meaning())
        kinds, services = known.offers.get(slug, NOBODY)
        merged = {**known.offers, slug: (kinds | offer[0], services | offer[1])}
        self.words[word] = replace(known, offers=merged, filler=False)

    def _keyed(self, name: str) -> str:
        word = fold(name)
        if word != name:
            self._written.setdefault(word, name)
        return word


def called(division: Division) -> Iterator[str]:
    """What people call a division: its names, without the committee that governs it, without its rank."""
    for name in division.names:
        yield name
        stem = split(name)[0]
        committee = next((ending for ending in _COMMITTEES if name.endswith(ending)), "")
        if committee:
            bare = name.removesuffix(committee)
            yield bare
            rank = "村" if committee.startswith("村") else "社区"
            whole = bare if bare.endswith(rank) else bare + rank
            yield whole
            yield from (whole + ending for ending in _COMMITTEES if ending.startswith("村") == (rank == "村"))
        if len(stem) >= SHORTEST_STEM:
            yield stem


def _in_latin(division: Division) -> Iterator[str]:
    """A division in English and its whole name in pinyin: Tuxi Town, tuxizhen."""
    yield division.label.en
    if division.level != "village":
        yield pinyin_of(division.name, division.reading)
        yield from map(pinyin_of, division.aliases)
    if division.level in ("province", "city"):
        yield spelled(split(division.name)[0], division.reading)


def _offers(programme: Programme) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for kind in programme.kinds:
        for word in (kind.label.zh, kind.label.en):
            yield word, (kind.code,), ()
    services = programme.vocabulary.facts.get(SERVICES)
    for code, label in (services.items if services else {}).items():
        yield label.zh, (), (code,)
        yield label.en, (), (code,)
    for row in programme.vocabulary.everyday:
        for word in row.words:
            yield word, row.kinds, row.services
