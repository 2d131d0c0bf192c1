"""How sites do: how likely a random one reports, and satisfies, what is asked of it."""

from typing import NamedTuple


class Mood(NamedTuple):
    """How likely a value is not reported, and to satisfy the clause when it is."""

    reported: float
    good: float


MOODS = (
    Mood(1.0, 1.0),
    Mood(1.0, 0.995),
    Mood(0.99, 0.97),
    Mood(0.97, 1.0),
    Mood(0.9, 0.85),
    Mood(0.75, 0.6),
    Mood(0.4, 0.7),
    Mood(1.0, 0.3),
    Mood(1.0, 0.6),
)
