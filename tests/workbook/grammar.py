"""Workbooks as people might leave them: which of the mutations befall one, in which order."""

from __future__ import annotations

import random

from tests.workbook.mutations import (
    Mutation,
    area_asked,
    area_read,
    area_refused,
    cleared,
    counted,
    day_read,
    day_refused,
    hours,
    nothing_new,
    roster,
    roster_emptied,
    share,
    share_asked,
    telephone,
    truth,
    unfinished,
)
from tests.workbook.mutations_of_sheets import merged, merged_over_rows, named_otherwise, version_lost, without_effect

READ = (
    area_read,
    share,
    day_read,
    truth,
    telephone,
    nothing_new,
    cleared,
    hours,
    counted,
    roster,
    unfinished,
    merged_over_rows,
)
ASKED = (area_asked, share_asked, roster_emptied)
REFUSED = (area_refused, day_refused, merged, version_lost)
AROUND = (without_effect, named_otherwise)


def drawn(rng: random.Random) -> tuple[Mutation, ...]:
    """What is done to one workbook: several things that are read, now and then one that is asked or refused, and last
    what is done to sheets, since it moves cells.
    """
    chosen: list[Mutation] = rng.sample(READ, rng.randrange(1, 5))
    if rng.random() < 0.25:
        asked = rng.choice(ASKED)
        clash = {area_asked: area_read, share_asked: share, roster_emptied: roster}[asked]
        chosen = [one for one in chosen if one is not clash] + [asked]
    if rng.random() < 0.3:
        refused = rng.choice(REFUSED)
        clashing = {area_refused: (area_read, area_asked), day_refused: (day_read,), merged: (nothing_new,)}.get(
            refused, ()
        )
        chosen = [one for one in chosen if one not in clashing] + [refused]
    if merged_over_rows in chosen:
        chosen = [one for one in chosen if one not in (nothing_new, merged)]
    if unfinished in chosen:
        chosen = [one for one in chosen if one is not telephone]
    if rng.random() < 0.4 and not set(chosen) & set(REFUSED):
        # Rows that openpyxl inserts leave a merge where it was, over the rows of others.
        chosen.append(named_otherwise if merged_over_rows in chosen else rng.choice(AROUND))
    return tuple(chosen)
