"""What may be kept and shown of a text that somebody sent: nothing that cannot be printed."""


def unprintable(character: str) -> bool:
    """Whether a character must not be kept: controls other than tab and line feed, and lone surrogates."""
    point = ord(character)
    return (
        (point < 32 and character not in "\t\n")
        or 127 <= point < 160
        or 0xD800 <= point <= 0xDFFF
        or point in (0xFFFE, 0xFFFF)
    )


def printable(text: str) -> str:
    """A text made safe to show in a message: shortened, with what cannot be printed replaced."""
    if len(text) <= 80 and text.isprintable():
        return text  # nearly every one, a hundred in each document that is read
    clean = "".join("�" if unprintable(c) or c in "\t\n" else c for c in text)
    return clean if len(clean) <= 80 else clean[:77] + "…"
