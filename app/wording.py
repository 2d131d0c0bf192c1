"""Bilingual text. Everything a person reads exists in Chinese and in English, or in neither.

This module holds no sentences of its own and knows nothing of pages or requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Wording(NamedTuple):
    """One text in both languages.

    >>> Wording("场地面积", "Floor area").in_("en")
    'Floor area'
    """

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.zh if language == "zh" else self.en

    def as_dict(self) -> dict[str, str]:
        """The form that goes into JSON: ``{"zh": …, "en": …}``."""
        return {"zh": self.zh, "en": self.en}


def same(text: str) -> Wording:
    """A text that reads alike in both languages: a number, a date, a proper name."""
    return Wording(text, text)


def listed(parts: Iterable[Wording]) -> Wording:
    """A comma-separated list, with the comma each language uses.

    >>> listed([Wording("高拍仪", "document camera"), Wording("打印机", "printer")])
    Wording(zh='高拍仪、打印机', en='document camera, printer')
    """
    texts = list(parts)
    return Wording("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))


def sentences(parts: Iterable[Wording]) -> Wording:
    """Several statements as one, joined by the semicolon each language uses."""
    texts = list(parts)
    return Wording("；".join(t.zh for t in texts), "; ".join(t.en for t in texts))
