"""How a state of the network is made: of the one before and the rows that were saved since, or of records of before.

Pure work for a thread: nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from app.compliance.judge import binds_only_from
from app.compliance.network_columns import NetworkColumns
from app.compliance.network_table import NetworkTable
from app.compliance.standing import unasked
from app.coverage.nearest_among import PointColumns
from app.journeys.collecting import not_collecting
from app.journeys.network.past import HouseOnDay
from app.journeys.network.recorded import said_of_later
from app.journeys.network.records import (
    NO_RECORDS,
    Packed,
    Record,
    Records,
    checked_before,
    record_of,
    site_of_record,
)
from app.journeys.network.state import Network, Renewed, standing_of
from app.journeys.network.stored import UnreadableSite, parted, sealed
from app.sites.site import Site
from app.sites.splice import splice_of
from app.store.sites import StoredSite
from app.wording import Wording

AT_ONCE = 2_048
"""So many sites are read and judged at once where all are: more would only take memory."""
STEPS_KEPT = 64
"""Of so many renewals it is known which sites they changed."""


@not_collecting()
def judged_anew(known: Network, codes: Sequence[str], then: HouseOnDay, day: date) -> Network:
    """The records of a network, which are those of these codes, judged on another day."""
    none, parts = nothing(then, known.revision, day), []
    for first in range(0, len(codes), AT_ONCE):
        records = [known.records.of(code) for code in codes[first : first + AT_ONCE]]
        pairs = [(record, site_of_record(then.house, record)) for record in records]
        parts.append(_spliced(none, known.revision, pairs, frozenset(record.code for record in records), ()))
    built = replace(_joined(none, parts), records=known.records, unreadable=known.unreadable)
    return replace(built, saved=known.saved, known_from=known.known_from, origin=object(), lineage=known.lineage)


def nothing(then: HouseOnDay, revision: int, day: date) -> Network:
    """The network of no site."""
    house, packs = then.house, then.house.programmes
    tables = {slug: NetworkTable.of((), programme, house.divisions, day) for slug, programme in packs.items()}
    return Network(
        revision=revision,
        as_of=day,
        house=house,
        records=Records(),
        columns=(none := NetworkColumns.of(packs, house.divisions, day)),
        points=PointColumns(none.cells.lat, none.cells.lon),
        tables=tables,
        programmes=packs,
        notes=notes_of(then, day, {}),
        packs=then.packs,
        known_from=revision,
    )


def notes_of(then: HouseOnDay, day: date, later: Mapping[str, int]) -> dict[str, tuple[Wording, ...]]:
    """What is to be said of each programme on a day, when so many of its sites were recorded only `later`."""
    return {
        slug: (
            *then.notes.get(slug, ()),
            *([binds_only_from(begins)] if (begins := pack.in_force_from) and day < begins else []),
            *said_of_later(later.get(slug, 0), day),
        )
        for slug, pack in then.house.programmes.items()
    }


@not_collecting()
def renewed(known: Network, revision: int, rows: Sequence[StoredSite], checked: Records = NO_RECORDS) -> Network:
    """The network with these rows in place of what was known of their sites; nothing else is read or judged.

    Of rows whose very document is among those `checked` under the same rules, or sealed, nothing is asked again.
    """
    found = [(row, checked_before(checked, row) or sealed(known.house, row)) for row in rows]
    pairs, unreadable = parted(known.house, (row for row, record in found if record is None))
    recorded = [(record_of(row, site), site) for row, site in pairs]
    recorded += [(record, site_of_record(known.house, record)) for _, record in found if record is not None]
    built = _spliced(known, revision, recorded, frozenset(row.code for row in rows), unreadable)
    return replace(built, records=known.records.replaced([record for record, _ in recorded]))


def part_of(none: Network, rows: Sequence[StoredSite], checked: Records = NO_RECORDS) -> Network:
    """The network of these rows alone, begun as that of no site: with others of the same beginning it makes a whole."""
    made = renewed(none, none.revision, rows, checked)
    return replace(made, records=Records(made.records.packed_of(made.columns.codes)))


@not_collecting()
def joined(none: Network, parts: Sequence[Network]) -> Network:
    """The network of all parts, which follow each other in the order of codes: laid together once, however many."""
    records = Records(Packed.joined([part.records.packed for part in parts]))
    return replace(_joined(none, parts), records=records, origin=object(), lineage=object())


def _joined(none: Network, parts: Sequence[Network]) -> Network:
    columns = none.columns.joined([part.columns for part in parts])
    return replace(
        none,
        columns=columns,
        points=points_of(none.points, columns),
        tables={slug: table.joined(part.tables[slug] for part in parts) for slug, table in none.tables.items()},
        unreadable=tuple(one for part in parts for one in part.unreadable),
    )


def _spliced(
    known: Network,
    revision: int,
    pairs: Sequence[tuple[Record, Site]],
    codes: frozenset[str],
    unreadable: Sequence[UnreadableSite],
) -> Network:
    """Columns and tables with these sites in place of what was known of `codes`; the records stay as they were."""
    judged = {site.code for _, site in pairs if unasked(site, known.as_of) is None}
    tables = {
        slug: table.replaced(
            (site for _, site in pairs if site.programme == slug and site.code in judged), codes - judged
        )
        for slug, table in known.tables.items()
    }
    fresh = {site.code: (site, standing_of(tables[site.programme], site, known.as_of)) for _, site in pairs}
    splice, present = splice_of(known.columns.codes, codes, fresh)
    columns = known.columns.replaced(splice, [fresh[code] for code in present])
    saved = (*known.saved, Renewed(revision, codes))
    return replace(
        known,
        revision=revision,
        columns=columns,
        points=points_of(known.points, columns),
        tables=tables,
        unreadable=tuple(
            sorted((*(u for u in known.unreadable if u.code not in codes), *unreadable), key=lambda u: u.code)
        ),
        saved=saved[-STEPS_KEPT:],
        known_from=saved[-STEPS_KEPT - 1].revision if len(saved) > STEPS_KEPT else known.known_from,
    )


def points_of(known: PointColumns, columns: NetworkColumns) -> PointColumns:
    """The points of the columns: those known before where they are the same, with what was laid out of them."""
    lat, lon = columns.cells.lat, columns.cells.lon
    is_same = np.array_equal(known.lat, lat, equal_nan=True) and np.array_equal(known.lon, lon, equal_nan=True)
    return known if is_same else PointColumns(lat, lon)
