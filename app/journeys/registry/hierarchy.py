"""The hierarchy of sites: a parent exists, belongs to the same programme, and no chain of parents comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from app.errors import Fault
from app.store.sites_around import read_above
from app.wording import Wording


class InHierarchy(Protocol):
    """What the hierarchy asks of a site, stored or read."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def programme(self) -> str:
        """The slug of its programme."""

    @property
    def parent(self) -> str | None:
        """The code of the site above it; None for a site with none."""


async def with_all_above(sites: Iterable[InHierarchy]) -> dict[str, InHierarchy]:
    """Sites about to be saved by code, and every registered one that stands above one of them: what `hierarchy_faults`
    needs to know, however large the registry is.
    """
    placed = {site.code: site for site in sites}
    return {**await read_above(site.parent for site in placed.values() if site.parent is not None), **placed}


def hierarchy_faults(site: InHierarchy, every: Mapping[str, InHierarchy]) -> list[Fault]:
    """What is wrong with the parent of `site`, where `every` holds by code the sites about to be saved and all above
    them.

    A parent that does not exist or belongs to another programme (so to another county's office, or to another
    document), or a chain of parents that comes back to the site.
    """
    if site.parent is None:
        return []
    parent = every.get(site.parent)
    if parent is None:
        message = Wording(f"没有编码为 {site.parent} 的上级站点", f"there is no parent site {site.parent}")
        return [Fault("parent", "unknown_parent", message)]
    if parent.programme != site.programme:
        message = Wording(
            f"上级站点 {site.parent} 属于另一个方案，不能作为本方案站点的上级",
            f"the parent site {site.parent} belongs to another programme",
        )
        return [Fault("parent", "foreign_parent", message)]
    seen: set[str] = {site.code}
    above: str | None = site.parent
    while above is not None:
        if above in seen:
            return [Fault("parent", "circular", Wording("上级关系成环", "the chain of parents comes back to itself"))]
        seen.add(above)
        above = every[above].parent if above in every else None
    return []
