"""When somebody who tries to come in has to wait. What was tried is counted elsewhere, for all workers together.

Nobody can keep somebody else out: wrong passwords count against the account and the address together, and a browser
that the person has signed in with before is counted by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

_IPV6_PREFIX_BITS = 64
"""One household or office has a whole /64 of addresses to itself (RFC 6177), so they count as one."""


CLOCK_SKEW = timedelta(minutes=1)
"""How far ahead the clock of another worker may be. What lies further ahead was noted by a clock that was wrong, and
counts for nothing: else it would keep people out until that day comes."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many failures are free; then each next attempt waits twice as long as the last, up to `longest`.

    A failure is forgotten after `memory`.
    """

    free: int
    longest: timedelta
    first: timedelta = timedelta(seconds=30)
    memory: timedelta = timedelta(hours=1)

    def wait_seconds(self, failures: Sequence[datetime], under_way: int, now: datetime) -> int:
        """How many seconds to wait, 0 when one more attempt is free.

        Attempts under way count as failures that have just happened, so that many at once get no further than one by
        one.

        >>> noon = datetime(2026, 11, 22, 12)
        >>> Throttle(2, timedelta(minutes=15)).wait_seconds([noon, noon, noon], 0, noon + timedelta(seconds=20))
        40
        """
        counted = [at for at in failures if now - self.memory < at <= now + CLOCK_SKEW]
        over = len(counted) + under_way - self.free
        if over < 0:
            return 0
        wait: timedelta = min(self.first * (1 << min(over, _MOST_DOUBLINGS)), self.longest)
        began = now if under_way else min(max(counted), now)
        return max(0, ceil((began + wait - now).total_seconds()))


_MOST_DOUBLINGS = 16

BY_ACCOUNT_AND_ADDRESS = Throttle(5, timedelta(minutes=15))
"""A person who mistypes gets five tries; who guesses at somebody from here keeps nobody out who sits elsewhere."""
BY_DEVICE = BY_ACCOUNT_AND_ADDRESS
"""A browser in which the account has signed in before is counted by itself, whatever strangers do meanwhile."""
BY_ADDRESS = Throttle(50, timedelta(minutes=2))
"""Guessing at many accounts. Wider and shorter, because a whole county office may share one address."""
BY_ACCOUNT = Throttle(100, timedelta(minutes=2))
"""Guessing at one account from many addresses."""
TOKENS_BY_ADDRESS = Throttle(20, timedelta(minutes=15))
"""A script with a wrong token tries on and on; a token of 256 bits cannot be guessed anyway."""


def counted_address(address: str | None) -> str | None:
    """The address that attempts are counted under: IPv4 as it is, IPv6 by its network; None when unknown.

    >>> counted_address("2001:db8:1:2:3::4"), counted_address("192.0.2.7"), counted_address("unix")
    ('2001:db8:1:2::/64', '192.0.2.7', 'unix')
    """
    if not address:
        return None
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, _IPV6_PREFIX_BITS), strict=False))
    return str(parsed)
