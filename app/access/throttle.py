"""When somebody who tries to come in has to wait. What was tried is counted elsewhere, for all workers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

_IPV6_PREFIX_BITS = 64
"""One household or office has a whole /64 of addresses to itself (RFC 6177), so they count as one."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many failed attempts within so long, then a wait until the oldest of them has passed."""

    failures: int
    window: timedelta

    def wait_seconds(self, attempts: Sequence[datetime], successes: int, now: datetime) -> int:
        """How many seconds to wait, 0 when one more attempt is free.

        `attempts` are the moments at which attempts began within the window, `successes` how many of them ended
        well. An attempt still under way counts as failed, so that many at once get no further than one by one.
        """
        failed = len(attempts) - successes
        if failed < self.failures:
            return 0
        leaves = sorted(attempts)[failed - self.failures] + self.window
        return max(1, ceil((leaves - now).total_seconds()))


BY_USERNAME = Throttle(5, timedelta(minutes=15))
"""A person who mistypes gets five tries; a guesser 480 a day."""
BY_ADDRESS = Throttle(50, timedelta(minutes=15))
"""Wider, because a whole county office may share one address."""
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
