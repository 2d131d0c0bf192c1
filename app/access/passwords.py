"""Which passwords will do. Length counts; rules about special characters do not (NIST SP 800-63B-4, 3.1.1.2)."""

from __future__ import annotations

import unicodedata

from app.errors import Fault
from app.wording import Wording

SHORTEST, LONGEST = 10, 200
"""In characters. The upper bound keeps anybody from having us hash a novel."""
FEWEST_DIFFERENT = 5
SHORTEST_NAME_NOTICED = 3

DEMONSTRATION = "zhanwang-demo"
"""The password of the demonstration's accounts, told on the sign-in page and in README: nobody's own."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789012345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_OFTEN_GUESSED = (
    DEMONSTRATION,
    *(
        "password",
        "passw0rd",
        "p@ssword",
        "p@ssw0rd",
        "iloveyou",
        "letmein",
        "welcome",
        "admin",
        "root",
        "zhanwang",
        "demo",
    ),
    *("woaini", "woaiwojia", "5201314", "1314520", "88888888", "66666666", "a123456", "qq123456", "abc123", "111222"),
)


def as_typed(password: str) -> str:
    """One form for what may be typed on different keyboards: NFC, as RFC 8265 asks (OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def password_faults(password: str, *names: str) -> list[Fault]:
    """Everything that stands against a password; empty when it will do. `names` are the owner's, not to be in
    it."""
    faults = []
    if not SHORTEST <= len(password) <= LONGEST:
        faults.append(
            _fault(
                "bad_length",
                f"密码须为 {SHORTEST}–{LONGEST} 个字符",
                f"must have {SHORTEST} to {LONGEST} characters",
            )
        )
    if password and len(set(password)) < FEWEST_DIFFERENT:
        faults.append(_fault("monotonous", "密码中重复字符太多", "repeats too few characters"))
    folded = unicodedata.normalize("NFKC", password).casefold()
    if any(len(name) >= SHORTEST_NAME_NOTICED and name.casefold() in folded for name in names):
        faults.append(_fault("contains_name", "密码中不能含有用户名或姓名", "must not contain the owner's name"))
    if _easily_guessed(folded):
        faults.append(
            _fault(
                "easily_guessed",
                "密码太容易被猜到：常用密码或键盘上的连续字符",
                "too easily guessed: a common password or keys in a row",
            )
        )
    return faults


def _easily_guessed(folded: str) -> bool:
    """Whether little is left of it without common passwords and keys in a row."""
    rest = folded
    for known in _OFTEN_GUESSED:
        rest = rest.replace(known, "")
    return len(_without_rows(rest)) < min(FEWEST_DIFFERENT, len(folded))


def _without_rows(text: str) -> str:
    """The text without runs of four or more keys that follow one another, forwards or backwards."""
    shortest = 4
    kept, start = "", 0
    while start < len(text):
        end = start + 1
        while end < len(text) and any(text[start : end + 1] in line for row in _ROWS for line in (row, row[::-1])):
            end += 1
        if end - start < shortest:
            kept += text[start:end]
        start = end
    return kept


def _fault(code: str, zh: str, en: str) -> Fault:
    return Fault("password", code, Wording(zh, en))
