"""Which language a page speaks, and what it says in it.

What the address says (``?lang=en``, to which the switch leads), else what the reader chose before, kept in a cookie,
else what the browser asks for, else Chinese. Texts of the pages stand in ``messages/``: ``zh.toml`` and ``en.toml``
(those of a group of pages in ``staff.zh.toml`` and ``staff.en.toml`` and so on), under the same keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Empty, Scope
from litestar.types import Message as Answer
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup, escape

from app.wording import Language, Wording

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "zh"
COOKIE = "lang"
PARAMETER = "lang"
_ASKED = "language_asked"
_GROUPED_FROM = 1000
_A_YEAR_SECONDS = 365 * 24 * 3600
# Ideographs with the punctuation between them; the rare ones of place names lie beyond the first plane.
_IDEOGRAPH = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE_RUN = re.compile(f"((?:[“（《〔]*[{_IDEOGRAPH}]+[0-9、，。；：（）〔〕《》“”·—]*)+)")
_IN_CHINESE = Markup('<span lang="zh">{}</span>')
_FOLDER = Path(__file__).parent / "messages"


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the interface; `one` is the form for exactly one thing, where a language has such a form."""

    other: str
    one: str | None = None

    def form(self, count: object) -> str:
        """The text for so many things."""
        return self.one if self.one is not None and count == 1 else self.other


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Message]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield prefix + key, Message(value)
        elif set(value) == {"one", "other"}:
            yield prefix + key, Message(value["other"], value["one"])
        else:
            yield from _flattened(value, f"{prefix}{key}.")


def _grouped(value: object) -> object:
    """A count as English writes it. Years and codes come as texts.

    >>> _grouped(1095), _grouped(999), _grouped("2026")
    ('1,095', 999, '2026')
    """
    return f"{value:,}" if type(value) is int and abs(value) >= _GROUPED_FROM else value


@cache
def messages(language: Language) -> Mapping[str, Message]:
    """Every text of the interface in one language, by its dotted key."""
    found: dict[str, Message] = {}
    for file in sorted(_FOLDER.glob(f"*{language}.toml")):
        found |= _flattened(tomllib.loads(file.read_text(encoding="utf-8")))
    return found


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, able to say every text of the interface in it. Templates know it as `say`."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The text under `key` with its places filled; `n` also chooses between one and many.

        Text that is filled in is escaped when any of the values is markup, so markup never arises by
        accident. KeyError for a key that does not exist and for a place that is given no value: a page with a hole in
        it must not be shown. Where a script fills a place, it is given itself (``n="{n}"``).
        """
        text = messages(self.language)[key].form(values.get("n"))
        if self.language == "en":
            values = {name: _grouped(value) for name, value in values.items()}
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(text).format(**values)
        return text.format(**values)

    def of(self, wording: Wording) -> str:
        """A bilingual text in this language."""
        return wording.in_(self.language)

    def shown(self, text: str) -> Markup:
        """A text of the trade (a name, a clause) for the page; Chinese inside an English page is marked as such.

        >>> Speech("en").shown("ends with 服务站 & more")
        Markup('ends with <span lang="zh">服务站</span> &amp; more')
        """
        if self.language == "zh":
            return escape(text)
        pieces = _CHINESE_RUN.split(text)
        return Markup("").join(
            _IN_CHINESE.format(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)
        )

    def bracketed(self, text: object) -> str:
        """What is added in brackets, in those of the language.

        >>> Speech("zh").bracketed(14), Speech("en").bracketed(14)
        ('（14）', ' (14)')
        """
        return f"（{text}）" if self.language == "zh" else f" ({text})"

    @property
    def comma(self) -> str:
        """What stands between the parts of a list."""
        return "、" if self.language == "zh" else ", "

    @property
    def semicolon(self) -> str:
        """What stands between parts that have commas of their own."""
        return "；" if self.language == "zh" else "; "

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return "：" if self.language == "zh" else ": "

    @property
    def space(self) -> str:
        """What stands between two sentences: nothing in Chinese."""
        return "" if self.language == "zh" else " "

    @property
    def html_language(self) -> str:
        """The value of the page's ``lang`` attribute."""
        return "zh-CN" if self.language == "zh" else "en"

    @property
    def other(self) -> Language:
        """The language that the switch leads to."""
        return "en" if self.language == "zh" else "zh"


def page_language(request: Request[Any, Any, Any]) -> Language:
    """The language of a page: that of its address, what the reader once chose, what the browser asks for, Chinese."""
    asked = request.scope["state"].get(_ASKED) or request.query_params.get(PARAMETER)
    return _known(asked) or _known(request.cookies.get(COOKIE)) or api_language(request)


def api_language(request: Request[Any, Any, Any]) -> Language:
    """The language of texts in an API answer: the first of ours named in Accept-Language, else Chinese."""
    for part in request.headers.get("accept-language", "").split(","):
        if found := _known(part.split(";")[0].strip().lower().split("-")[0]):
            return found
    return DEFAULT_LANGUAGE


def take_language(request: Request[Any, Any, Any]) -> None:
    """Take ``?lang=…`` out of the address before the page reads it: it speaks that language, under that very address,
    and so do the pages after it (`remember_language`).
    """
    scope = request.scope
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    asked = [value for key, value in pairs if key == PARAMETER]
    if not asked or request.method != "GET":
        return
    scope["state"][_ASKED] = asked[-1]
    kept = (part for part in scope["query_string"].split(b"&") if part.partition(b"=")[0] != PARAMETER.encode())
    scope["query_string"] = b"&".join(kept)
    ScopeState.from_scope(scope).parsed_query = Empty


async def remember_language(message: Answer, scope: Scope) -> None:
    """A `before_send` hook: the language that an address asked for is kept as the reader's choice."""
    if message["type"] != "http.response.start" or (language := _known(scope["state"].get(_ASKED))) is None:
        return
    secure = scope["scheme"] == "https"
    chosen = Cookie(COOKIE, value=language, max_age=_A_YEAR_SECONDS, samesite="lax", httponly=True, secure=secure)
    MutableScopeHeaders.from_message(message).add("Set-Cookie", chosen.to_header(header=""))


def switch_link(request: Request[Any, Any, Any], language: Language) -> str:
    """Where the language switch of this page points to."""
    return same_page(request.url.path, [*_other_parameters(request), (PARAMETER, language)])


def same_page(path: str, parameters: list[tuple[str, str]]) -> str:
    """A path on this host with its query; two leading slashes would name another host and become one.

    >>> same_page("//elsewhere.example/x", [("q", "渠县")])
    '/elsewhere.example/x?q=%E6%B8%A0%E5%8E%BF'
    """
    clean = "/" + quote(path.lstrip("/\\"), safe="/-._~:@!$&'()*+,;=")
    return f"{clean}?{urlencode(parameters)}" if parameters else clean


def _other_parameters(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.query_params.items() if key != PARAMETER]


def _known(text: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == text), None)
