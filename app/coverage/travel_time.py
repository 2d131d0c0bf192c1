"""A travel time that falls on the right side of a limit: 59.9 and 60.0 are within 60 minutes, 60.1 is
not.

Sums of floating-point seconds carry noise far below a microsecond, so a way of exactly one hour may come
out as 3600.0000000000005 s. Times are therefore whole milliseconds from the moment they leave the
arithmetic, and every comparison with a limit is one of integers. Limits are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MILLISECONDS_PER_MINUTE = 60_000
MILLISECONDS_PER_TENTH_OF_A_MINUTE = 6_000


@dataclass(frozen=True, slots=True, order=True)
class TravelTime:
    """A length of time on the way, in whole milliseconds, never negative."""

    milliseconds: int

    def __post_init__(self) -> None:
        if self.milliseconds < 0:
            raise ValueError(f"a travel time cannot be negative: {self.milliseconds} ms")

    @classmethod
    def of_minutes(cls, minutes: Decimal) -> TravelTime:
        """Exactly so many minutes; ValueError unless that is a whole number of milliseconds.

        >>> TravelTime.of_minutes(Decimal("0.1")).milliseconds
        6000
        """
        milliseconds = minutes * MILLISECONDS_PER_MINUTE
        if milliseconds != milliseconds.to_integral_value():
            raise ValueError(f"{minutes} minutes is not a whole number of milliseconds")
        return cls(int(milliseconds))

    @property
    def minutes(self) -> Decimal:
        """Minutes to one decimal, rounded up, so that what is printed is on the same side of a limit as
        what was judged.

        This holds for every limit that is a multiple of 0.1 minutes, which packs are held to.

        >>> str(TravelTime(3_600_000).minutes), str(TravelTime(3_600_001).minutes)
        ('60.0', '60.1')
        """
        tenths = -(-self.milliseconds // MILLISECONDS_PER_TENTH_OF_A_MINUTE)
        return (Decimal(tenths) / 10).quantize(Decimal("0.1"))
