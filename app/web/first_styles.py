"""The styles that come with a visitor's page itself, in its first answer.

Every file that a page waits for costs a slow line another way there and back, two seconds and more; all the rules that
visitors' pages have weigh a fifth of a second. Whoever has signed in gets the same rules as files, which the browser
keeps.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from app.standards.programme import Programme
from app.web.assets import BOOTSTRAP, Assets
from app.web.maps.parts import kind_colours
from app.web.used_styles import without_comments

OWN = "css/zhanwang.css"
_BLANKS = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?")
_BESIDE = re.compile(r"""(url\(["']?)\.\./""")
"""An address that is relative to the folder of the stylesheet; in a page it would be relative to the page."""


@dataclass(frozen=True, slots=True)
class FirstStyles:
    """A page's style element, and the `source` by which the security policy lets it through."""

    element: Markup
    source: str


def first_styles(assets: Assets, programmes: Iterable[Programme], base: str) -> FirstStyles:
    """The rules of visitors' pages, with the colours of the kinds of sites. Addresses in them lie below `base`."""
    css = _rules(assets, base) + _BLANKS.sub(" ", kind_colours(programmes))
    source = b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return FirstStyles(Markup("<style>{}</style>").format(Markup(css)), f"'sha256-{source}'")


@cache
def _rules(assets: Assets, base: str) -> str:
    # Whole: names of classes are put together from a state, a wish or a library's prefix, and stand nowhere as words.
    own = _AROUND.sub(r"\1", _BLANKS.sub(" ", without_comments(assets.text(OWN))))
    return assets.text(BOOTSTRAP) + _BESIDE.sub(rf"\g<1>{base}/static/{assets.fingerprint}/", own)
