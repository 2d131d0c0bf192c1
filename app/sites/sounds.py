"""How Chinese sounds in Latin letters, as a machine reads it (pypinyin), remembered.

Its dictionaries take 55 MB and most of a second to load, so they are loaded only for a text that nobody has read yet.
What was read in another process may be handed in (`remember`); lost, it is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_REMEMBERED = 16_384
_read: dict[str, tuple[str, ...]] = {}


def syllables(text: str, *, once: bool = False) -> tuple[str, ...]:
    """The syllables of a text without their tones; what is no Chinese stands among them as it is.

    `once`: the text is somebody's question, and is remembered by nobody.

    >>> syllables("渠县"), syllables("Tuxi")
    (('qu', 'xian'), ('Tuxi',))
    """
    if text.isascii():
        return (text,) if text else ()
    found = _read.get(text)
    if found is None:
        found = _by_machine(text)
        if not once and len(_read) < MOST_REMEMBERED:
            _read[text] = found
    return found


def remembered() -> Mapping[str, Sequence[str]]:
    """All texts that were read here and are remembered, with their syllables."""
    return dict(_read)


def remember(readings: Mapping[str, Sequence[str]]) -> None:
    """Take over what was read elsewhere, by this version of the machine."""
    for text, said in readings.items():
        if len(_read) < MOST_REMEMBERED:
            _read.setdefault(text, tuple(said))


def _by_machine(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # here, since few commands and fewer pages need its dictionaries

    return tuple(lazy_pinyin(text, v_to_u=True))
