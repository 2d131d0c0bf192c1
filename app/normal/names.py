"""Names of people and accounts as a reader tells them apart: two that look alike are one.

Letters of other scripts that are drawn like Latin ones are told from them by no reader (Unicode TR 39, confusables).
"""

from __future__ import annotations

from app.normal.text import searched

_CYRILLIC = "авсԁеғԍһіјкӏмноԛрѕтѵԝхуүѡ", "abcdefghijklmhoqpstvwxyyw"
_GREEK = "αβγεηικνορτυχωϲϳ", "abyehikvoptuxwcj"
_LOOK_ALIKE = str.maketrans("".join((_CYRILLIC[0], _GREEK[0])), "".join((_CYRILLIC[1], _GREEK[1])))


def name_key(text: str) -> str:
    """What two names have in common that read alike: without width, case, blanks, what is unseen, or other scripts'
    letters of the same form.

    >>> name_key("dem\u043e-county") == name_key("Ｄemo-County"), name_key("王 芳") == name_key("王芳\u200b")
    (True, True)
    >>> name_key("王芳（土溪）") == name_key("王芳")
    False
    """
    return "".join(searched(text).translate(_LOOK_ALIKE).split())
