"""What every check of a clause can say about itself: what it looks at, and what in it does not fit its pack.

The form, the workbook, the due lists and the pack reader ask these questions and know no check by name.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from app.sites.vocabulary import FactType, Vocabulary
from app.wording import Wording

Items = Annotated[tuple[str, ...], Field(min_length=1)]


class Need(NamedTuple):
    """Something a check looks at (a fact, a metric, a collection, ``host_city``) and the items of it that it names."""

    code: str
    items: tuple[str, ...] = ()


class Inconsistency(NamedTuple):
    """One thing that does not fit, at a key of the table it was found in."""

    key: str
    code: str
    message: Wording


class Surroundings(NamedTuple):
    """What a check is held against: the codes there are, and the tiers of the kinds its clause is addressed to."""

    vocabulary: Vocabulary
    tiers: frozenset[str]


class CheckModel(BaseModel):
    """Base of all checks: unknown keys are faults, values never change.

    `EXAMPLE` is a sound check of the type as it stands in a pack, on codes of the base vocabulary. Tests try it in
    every place where a check has to be known, so a new check is held to all of them from the first day. `TOO_MUCH` is
    for a check that more than enough fails: tables then say "over by" of the difference, not "short by".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    EXAMPLE: ClassVar[str]
    TOO_MUCH: ClassVar[bool] = False

    def inner(self) -> tuple[CheckModel, ...]:
        """The checks inside this one, none in most."""
        return ()

    @abstractmethod
    def needs(self) -> Iterator[Need]:
        """What the check looks at by itself, not through the checks inside it."""

    @abstractmethod
    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """What in the check itself does not fit, not in the checks inside it."""


class FactCheck(CheckModel):
    """Base of the checks that look at one fact, which must be of one of `TYPES`."""

    TYPES: ClassVar[tuple[FactType, ...]]
    fact: str

    def needs(self) -> Iterator[Need]:
        """The fact."""
        yield Need(self.fact)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """A fact that does not exist or is of another type."""
        yield from badly_typed(self.fact, self.TYPES, around.vocabulary)


class ItemsCheck(FactCheck):
    """Base of the checks that look for `items` in one fact."""

    items: Items

    def needs(self) -> Iterator[Need]:
        """The fact and the items."""
        yield Need(self.fact, self.items)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """A fact that does not exist or is of another type, or items that it does not have."""
        yield from badly_typed(self.fact, self.TYPES, around.vocabulary, self.items)


def badly_typed(
    code: str, types: tuple[FactType, ...], vocabulary: Vocabulary, items: Iterable[str] = (), key: str = "check"
) -> Iterator[Inconsistency]:
    """A fact that does not exist, is of none of the `types`, or lacks some of the `items`."""
    fact = vocabulary.facts.get(code)
    if fact is None:
        yield from unknown_codes((code,), vocabulary.facts, "fact", "填报项", key)
        return
    if fact.type not in types:
        wanted = " / ".join(types)
        yield Inconsistency(
            key,
            "wrong_type",
            Wording(
                f"填报项 {code} 是 {fact.type}，此处需要 {wanted}",
                f"fact {code} is a {fact.type}; this check needs a {wanted}",
            ),
        )
    elif items:
        yield from unknown_codes(items, fact.items, f"item of {code}", f"{code} 的选项", key)


def unknown_codes(
    codes: Iterable[str], known: Iterable[str], noun: str, noun_zh: str, key: str = "check"
) -> Iterator[Inconsistency]:
    """Codes that are not among the known ones."""
    for code in codes:
        if code not in known:
            yield Inconsistency(key, "unknown_code", Wording(f"没有{noun_zh} {code}", f"there is no {noun} {code}"))


def parts(check: CheckModel) -> tuple[CheckModel, ...]:
    """The check itself and every check inside it."""
    return (check, *(part for inner in check.inner() for part in parts(inner)))


def needs_of(check: CheckModel) -> Iterator[Need]:
    """Everything a check looks at, by itself and through the checks inside it."""
    for part in parts(check):
        yield from part.needs()
