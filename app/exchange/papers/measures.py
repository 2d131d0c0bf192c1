"""Measures of an official paper by GB/T 9704-2012 (党政机关公文格式), and the fonts that it is set in.

A 字 is the width of an ideograph of the body, 16 points less the quarter that lets 28 of them stand in a line.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.shared import Length, Mm, Pt, Twips

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, LEFT = Mm(37), Mm(28)
"""5.2.1: 天头 37 mm ± 1 mm, 订口 28 mm ± 1 mm."""
BOTTOM, RIGHT = Mm(35), Mm(26)
"""What is left beside a type area (版心) of 156 mm × 225 mm."""
TYPE_WIDTH = Mm(156)
LINE = Twips(579)
"""5.2.3: 22 lines a page; 580 would give 21."""
BODY, TITLE, SMALL = Pt(16), Pt(22), Pt(14)
"""三号, 二号, 四号."""
CLOSER = Twips(-5)
SIGNS_A_LINE = 28
FOOTER = Mm(20)
LETTER_HEAD = Mm(30)
"""10.1: in a letter the issuer's name begins 30 mm below the page's upper edge."""
LETTER_RULE_OVERHANG = Mm(7)
"""10.1: its double rules are 170 mm long."""
RED = "FF0000"


@dataclass(frozen=True, slots=True)
class Face:
    """A font by the name that offices have it under, and a font that Windows itself has (`altName` of the table)."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a paper. They are named and never carried along: they are for sale, and offices have them."""

    body: Face = Face("仿宋_GB2312", "仿宋")
    head: Face = Face("黑体", "SimHei")
    second: Face = Face("楷体_GB2312", "楷体")
    title: Face = Face("方正小标宋简体", "华文中宋")
    number: Face = Face("宋体", "SimSun")

    @property
    def every(self) -> tuple[Face, ...]:
        """All of them, each once."""
        return (self.body, self.head, self.second, self.title, self.number)


FACES = Faces()


def signs(count: float) -> Length:
    """So many 字 of the body.

    >>> signs(2).twips
    630
    """
    return Twips(round(count * 315))


def signs_wide(text: str) -> float:
    """How many 字 a text takes; letters and digits take half.

    >>> signs_wide("2026年11月5日")
    6.5
    """
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
