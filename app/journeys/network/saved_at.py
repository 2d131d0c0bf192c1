"""When each site of the network was last saved, as one column: what asks for a span of time looks here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network

Moments = NDArray[np.int64]


class SavedAt(Beside[Moments]):
    """Kept: for each place of the network the microsecond since 1970 at which its site was saved."""


async def saved_at(house: House, whole: Network) -> Moments:
    """The column, in the order of the network's places."""

    def build(renewal: Renewal[Moments] | None) -> Moments:
        codes = whole.columns.codes if renewal is None else [member.site.code for member in renewal.members]
        fresh = np.fromiter(whole.records.saved_of(codes), np.int64, len(codes))
        if renewal is None:
            return fresh
        renewed: Moments = renewal.splice.array(renewal.before, fresh)
        return renewed

    return await house.kept.of(SavedAt).of(house, whole, build)
