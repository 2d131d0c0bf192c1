"""How much of everything one request may bring, and how long it may take to bring it."""

from __future__ import annotations

from dataclasses import dataclass

_KIBIBYTE, _MEBIBYTE = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may cost. Sizes in bytes, times in seconds."""

    body_bytes: int
    """The largest body that any route reads; more is answered with 413."""
    head_seconds: float
    """From the connection, or the first byte of the next request on it, to the end of the head; else 408."""
    body_seconds: float
    """How long a body may take beside the time that `bytes_a_second` gives it; else 408."""
    address_bytes: int = 8 * _KIBIBYTE
    """A longer address is answered with 414. The longest that pages of ours link to has 2 KiB."""
    head_bytes: int = 32 * _KIBIBYTE
    headers: int = 100
    """A larger head, or one with more fields, is answered with 431."""
    bytes_a_second: int = 8 * _KIBIBYTE
    """The slowest line that a file is taken from. A phone on a bad mobile network still sends 20 KiB a second."""
    longest_body_seconds: float = 900
    fewest_bytes_a_piece: int = 64
    free_pieces: int = 2000
    """A chunked body of more pieces than the free ones must have so many bytes a piece on the average; else 400."""
    connections: int = 4000
    """Open at once in one process. One more is let in by closing the one that has been unfinished the longest."""
    unread_seconds: float = 60
    """How long an answer may wait for a reader who takes nothing of it."""
    bodies_bytes: int = 512 * _MEBIBYTE
    """All bodies that are being held at once in one process."""

    def seconds_for(self, received: int) -> float:
        """How long a body of which so much is here may have taken by now.

        >>> limits = Limits(body_bytes=1, head_seconds=10, body_seconds=30)
        >>> limits.seconds_for(0), limits.seconds_for(80 * 1024), limits.seconds_for(10**9)
        (30.0, 40.0, 900.0)
        """
        return float(min(self.body_seconds + received / self.bytes_a_second, self.longest_body_seconds))


LINGER_SECONDS = 2.0
LINGER_BYTES = _MEBIBYTE
"""How long, and how much, is still taken and thrown away after a refusal: a connection that is closed over unread
bytes takes the answer with it (RFC 9112, 9.6)."""
