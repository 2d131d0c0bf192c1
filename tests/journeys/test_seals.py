"""A record with the seal of today's rules is believed as it stands; every other is checked, and both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judged import Network, network
from app.journeys.network.judging import joined, nothing, part_of
from app.journeys.network.past import house_on
from app.journeys.network.reading_rules import seal_of
from app.journeys.network.snapshot import forget_snapshot
from app.store.engine import transaction
from app.store.sites import StoredSite, read_sites, replace_site
from tests.journeys.test_renewed_network import read_afresh, said
from tests.province import settle

pytestmark = pytest.mark.both_engines
FAR_AWAY: Mapping[str, Any] = {"location": {"lon": 2.35, "lat": 48.85, "crs": "wgs84"}}
"""What entry refuses of a site of a county, and judging could live with."""


async def opened(house: House) -> Network:
    """The network as a process reads it that finds no file beside the database."""
    forget_snapshot(house)
    return await network(replace(house, kept=Kept()))


async def rewrite(row: StoredSite, others: Mapping[str, Any], seal: str | None = None) -> bytes:
    """Put something else into a record, as no save of the program would; the document that stands there then."""
    document = dump_json(load_json(row.document.encode()) | {**others})
    changed = replace(row, version=row.version + 1, document=document.decode(), seal=seal)
    async with transaction():
        assert await replace_site(changed, row.version)
    return document


async def test_what_is_believed_and_what_is_checked_comes_out_the_same_in_one_part_and_in_several(house: House) -> None:
    await settle(house, ("qu-2023", "gangbei-2025"), 120)
    whole, rows = await opened(house), await read_sites()
    assert said(whole) == said(await network(await read_afresh(house)))
    none = nothing(await house_on(house, whole.as_of), whole.revision, whole.as_of)
    mixed = [replace(row, seal=row.seal if place % 3 else None) for place, row in enumerate(rows)]
    parts = [part_of(none, mixed[first : first + 31]) for first in range(0, len(mixed), 31)]
    assert len(parts) > 4
    assert said(joined(none, parts)) == said(whole)
    assert said(joined(none, ())) == said(none)


async def test_a_record_is_believed_by_the_seal_of_its_document_and_of_nothing_else(house: House) -> None:
    (sealed, unsealed, as_before, *_) = await read_sites()
    assert as_before.seal is not None
    document = await rewrite(sealed, FAR_AWAY)
    await rewrite(replace(sealed, version=sealed.version + 1), FAR_AWAY, seal_of(house, sealed.code, document))
    await rewrite(unsealed, FAR_AWAY)
    await rewrite(as_before, FAR_AWAY, as_before.seal)
    whole = await opened(house)
    assert [one.code for one in whole.unreadable] == sorted([unsealed.code, as_before.code])
    assert whole.by_code[sealed.code].site.location is not None


async def test_where_a_pack_asks_otherwise_at_entry_no_seal_is_believed(house: House) -> None:
    qu = house.programmes["qu-2023"]
    (row, *_) = [row for row in await read_sites() if row.programme == "qu-2023"]
    document = await rewrite(row, FAR_AWAY)
    await rewrite(replace(row, version=row.version + 1), FAR_AWAY, seal_of(house, row.code, document))
    fewer = qu.model_copy(update={"kinds": qu.kinds[:-1]})
    whole = await opened(replace(house, programmes={**house.programmes, "qu-2023": fewer}))
    assert row.code in [one.code for one in whole.unreadable]


async def test_rules_that_hold_what_has_no_name_make_no_seal_at_all(house: House) -> None:
    qu = house.programmes["qu-2023"]
    rules = qu.entry_rules
    named = set()
    for waivable in (rules.waivable, {"x": (True, frozenset({"b", "a"}))}, {"x": (True, frozenset({"a"}))}):
        other = qu.model_copy()
        vars(other)["entry_rules"] = replace(rules, waivable=waivable)
        asked = replace(house, programmes={**house.programmes, "qu-2023": other}, kept=Kept())
        named.add(seal_of(asked, "X", b"{}"))
    assert len(named) == 3
    odd: Any = {"x": (True, object())}
    other = qu.model_copy()
    vars(other)["entry_rules"] = replace(rules, waivable=odd)
    with pytest.raises(TypeError):
        seal_of(replace(house, programmes={**house.programmes, "qu-2023": other}, kept=Kept()), "X", b"{}")


async def test_what_is_saved_by_the_program_has_the_seal_of_its_rules(house: House) -> None:
    assert {len(row.seal or "") for row in await read_sites()} == {32}
    assert [row.code for row in await read_sites() if row.seal != seal_of(house, row.code, row.document.encode())] == []
