"""A table in which sites were replaced one after the other is the table made afresh from the same sites."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.compliance.judge import judge
from app.compliance.network_table import NetworkTable
from app.sites.site import Site
from tests.compliance.test_columns_agree_with_the_judge import DAYS, assert_says, random_sites
from tests.networks import seeds

PROGRAMME = "qu-2023"


def stock() -> list[Site]:
    return [site for site in random_sites(seeds(), 7, 150) if site.programme == PROGRAMME]


SITES = stock()


@given(seed=st.integers(0, 2**32), most=st.integers(1, 5), day=st.sampled_from(DAYS))
def test_random_saves_give_what_is_judged_afresh(seed: int, most: int, day: object) -> None:
    rng = random.Random(seed)
    programme, divisions = seeds().programmes[PROGRAMME], seeds().divisions
    # Kinds and tiers change too: a code may come back as any other site.
    held: dict[str, Site] = {}
    table = NetworkTable.of([], programme, divisions, day, most)
    for _ in range(rng.randint(1, 6)):
        codes = rng.sample([f"S{number}" for number in range(12)], rng.randint(0, 5))
        changed = [replace(rng.choice(SITES), code=code) for code in codes]
        gone = [code for code in rng.sample(sorted(held), rng.randint(0, len(held) // 2)) if code not in codes]
        before, known = table, dict(held)
        table = table.replaced(changed, [*gone, "nobody"])
        held = {code: site for code, site in held.items() if code not in gone} | {site.code: site for site in changed}
        assert_says(table, [judge(site, programme, divisions, day) for site in held.values()])
        assert_says(before, [judge(site, programme, divisions, day) for site in known.values()])
        assert {code for code, _ in table.standings()} == held.keys()


def test_only_the_block_of_the_changed_site_is_made_anew() -> None:
    programme = seeds().programmes[PROGRAMME]
    table = NetworkTable.of(SITES, programme, seeds().divisions, DAYS[0], 4)
    changed = replace(SITES[0], facts={})
    block, _ = table.places[changed.code]
    after = table.replaced([changed])
    assert after.judged[block] is not table.judged[block]
    assert [one for one in after.judged if one not in table.judged] == [after.judged[block]]
    assert after.places is table.places
    assert after.judged[block].codes == table.judged[block].codes
    assert not np.array_equal(after.judged[block].answers, table.judged[block].answers)
