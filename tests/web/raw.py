"""Talking to a server byte by byte, as no library would: what tests of the door send and read."""

import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.patience import PATIENCE_SECONDS


@contextmanager
def connected(address: str):
    """A bare connection to the server at this address, which must be this machine."""
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1"
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_SECONDS) as line:
        yield line


def everything(line: socket.socket) -> bytes:
    """All that comes until the other side closes. A connection that is kept open fails the test by its time-out."""
    found = b""
    while piece := line.recv(65536):
        found += piece
    return found


def status(answer: bytes) -> int:
    """The status of an answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def said(address: str, sent: bytes) -> bytes:
    """What comes back until the connection closes."""
    with connected(address) as line:
        line.sendall(sent)
        return everything(line)


def pushed(line: socket.socket, piece: bytes, most: int) -> int:
    """Send one piece over and over until the other side has closed, or `most` bytes are gone; how many went."""
    gone = 0
    try:
        while gone < most:
            line.sendall(piece)
            gone += len(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return gone
