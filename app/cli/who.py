"""Who acts from a terminal."""

from __future__ import annotations

import getpass

from app.access.actor import Actor, program


def this_terminal() -> Actor:
    """The person at this terminal, by the name that change records keep: ``cli:<user>``."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that no name belongs to
        name = "unknown"
    return program(f"cli:{name}")
