"""A text in signs that a reader cannot tell from the usual ones; `reading.as_read` undoes it."""

from __future__ import annotations

import random

OTHER_SIGNS = str.maketrans({"工": "\u2f2f", "人": "\u2f08", "力": "\u2f12", "（": "(", "）": ")"})


def dressed(text: str, rng: random.Random) -> str:
    """The same text to a reader: blanks at its ends, unseen signs in it, or compatibility forms."""
    unseen = rng.choice(["\u200b", "\u200e", "\ufeff"])
    cut = rng.randint(0, len(text))
    return rng.choice([text + " ", f"\u3000{text}\n", text.translate(OTHER_SIGNS), text[:cut] + unseen + text[cut:]])
