"""The texts that search looks through, as they were made last: what the next state's are made of."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from app.journeys.network.state import Network
from app.search.columns import Columns


@dataclass(slots=True)
class SearchColumns:
    """Kept: the columns of all texts that were made last, and the state of the network that they are of: at first those
    of the file beside the database, where it has them. They say nothing of a day, so they go on over midnight.

    Lost, the texts of all sites are gathered again.
    """

    whole: Network | None = None
    columns: Columns | None = None

    def begin(self, whole: Network, columns: Columns) -> None:
        """Have the columns of a state of today's network, in place of those of an earlier one."""
        if len(columns) == len(whole.columns):
            self.whole, self.columns = whole, columns

    def changed(self, whole: Network) -> Set[str] | None:
        """The codes of the sites whose texts may differ in another state, a later or an earlier one; None where that is
        not known.
        """
        if self.whole is None:
            return None
        older, newer = (self.whole, whole) if self.whole.revision <= whole.revision else (whole, self.whole)
        return newer.recorded_since(older)
