"""Rendering: the template engine, and the frame every page stands in.

Templates get finished view models and words; they hold no conditions of the trade. Everything is escaped; a name that a
template uses and nobody set is an error, never an empty place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template.config import TemplateConfig
from markupsafe import Markup

from app.access.may import may_somewhere
from app.access.rules import Action
from app.journeys.house import House
from app.normal.telephones import telephones
from app.settings import Settings
from app.sites.words import SAMPLE_DATA
from app.standards.programme import Programme
from app.web import formats
from app.web.assets import Assets
from app.web.below_a_path import templates_below
from app.web.identity import CSRF_FIELD, actor_in, present_in
from app.web.language import DEFAULT_LANGUAGE, LANGUAGES, PARAMETER, Speech, switch_link
from app.web.look import LookChoice, look_choices, look_of
from app.web.maps.ground import GroundLink, ground_link
from app.web.maps.outline import OutlineShown, outline_shown
from app.web.payload import Payload
from app.web.query import misread_words
from app.web.states import MARKS
from app.web.unnamed_forms import UnnamedForms

_CSRF = Markup('<input type="hidden" name="{name}" value="{value}">')
_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation. `section` is the path its pages begin with."""

    href: str
    section: str
    message: str

    def is_here(self, path: str) -> bool:
        """Whether a page of this section is shown."""
        return path == self.section or (self.section != "/" and path.startswith(self.section + "/"))


WORK_PLACES: tuple[tuple[Action, Place], ...] = (
    ("read_county", Place("/county", "/county", "nav.county")),
    ("read_site_inside", Place("/work", "/work", "nav.work")),
    ("read_site_inside", Place("/findings", "/findings", "nav.findings")),
    ("read_site_inside", Place("/rectifications", "/rectifications", "nav.rectifications")),
    ("read_assessment", Place("/contract", "/contract", "nav.contract")),
    ("order_rectification", Place("/inspections", "/inspections", "nav.inspections")),
    ("publish_directly", Place("/manage/sites", "/manage", "nav.manage")),
    ("review_change", Place("/review", "/review", "nav.review")),
    ("manage_accounts", Place("/accounts", "/accounts", "nav.accounts")),
)
"""Shown to whoever may do the action somewhere."""
PUBLIC_PLACES = (
    Place("/", "/", "nav.map"),
    Place("/programmes", "/programmes", "nav.programmes"),
    Place("/about", "/about", "nav.about"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: navigation, the language switch, whether sample data are shown, what of the address
    could not be read.

    `styles` is the style element of who has not signed in; who has is sent to the stylesheets.
    """

    path: str
    places: tuple[Place, ...]
    switch_href: str
    has_samples: bool
    user: str | None
    csrf: str
    look: frozenset[str]
    looks: tuple[LookChoice, ...]
    alternates: tuple[tuple[str, str], ...]
    canonical: str
    styles: Markup
    misread: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the last line of a page says: whether and how boundaries are shown, and who answers for it."""

    outline: OutlineShown
    house: House

    @property
    def settings(self) -> Settings:
        """What differs from one installation to the next."""
        return self.house.settings

    def ground(self, programme: str, say: Speech) -> GroundLink | None:
        """The roads and waters behind this page's map of a programme's county; None where none are drawn."""
        return ground_link(self.house, self.house.programmes[programme], self.outline, say)


@cache
def template_config(assets: Assets, base: str = "") -> TemplateConfig[JinjaTemplateEngine]:
    """The template engine, with what every template may use. Templates are compiled once a process.

    Pages lead to addresses below `base`, the path of the public address.
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[UnnamedForms],
    )
    if base:
        environment.template_class = templates_below(base)
    environment.globals |= {"asset": assets.url, "marks": MARKS, "SAMPLE_DATA": SAMPLE_DATA, "base": base}
    environment.filters |= {
        "number": formats.number,
        "day": formats.day,
        "moment": formats.moment,
        "clock": formats.clock,
        "plain_money": formats.money,
        "distance": formats.distance,
        "share": lambda kept, say: formats.share(kept.low, kept.high, say),
        "telephones": telephones,
        "call_links": formats.call_links,
    }
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def page(
    request: Request[Any, Any, Any],
    say: Speech,
    template: str,
    *,
    has_samples: bool,
    status_code: int = 200,
    misread: str | None = None,
    **context: Any,
) -> Template:
    """A page in its frame, which says what of the address it could not read and left out; with `misread`, that
    instead.

    Not to be kept by caches between reader and server: it depends on the language cookie.
    """
    actor, present = actor_in(request.scope), present_in(request.scope)
    settings = request.app.state["house"].settings
    own = tuple(place for action, place in WORK_PLACES if actor is not None and may_somewhere(actor, action).allowed)
    frame = Frame(
        path=request.url.path,
        places=(*PUBLIC_PLACES, *own),
        switch_href=switch_link(request, say.other),
        has_samples=has_samples,
        user=actor.name if actor else None,
        csrf=present.csrf or "" if present else "",
        look=look_of(request),
        looks=look_choices(request),
        alternates=tuple((language, f"{settings.base_url}{switch_link(request, language)}") for language in LANGUAGES),
        canonical=_canonical(request, say, settings.base_url),
        styles=Markup() if actor else request.app.state["styles"].element,
        misread=misread_words(request, say) if misread is None else misread,
    )
    return Template(
        template_name=template,
        context={
            "say": say,
            "frame": frame,
            "imprint": imprint_of(request, has_samples=has_samples),
            "csrf_field": _CSRF.format(name=CSRF_FIELD, value=frame.csrf),
            **context,
        },
        status_code=status_code,
        headers=_headers(request, say),
    )


def imprint_of(request: Request[Any, Any, Any], *, has_samples: bool) -> Imprint:
    """The last line of a page that this request is answered with."""
    house: House = request.app.state["house"]
    is_signed_in = actor_in(request.scope) is not None
    return Imprint(outline_shown(house.settings, is_signed_in=is_signed_in, has_samples=has_samples), house)


def _canonical(request: Request[Any, Any, Any], say: Speech, base_url: str) -> str:
    """The one address of this page in this language; empty where the public address is not configured."""
    asked = f"?{PARAMETER}={say.language}" if say.language != DEFAULT_LANGUAGE else ""
    return f"{base_url}{quote(request.url.path)}{asked}" if base_url else ""


def _headers(request: Request[Any, Any, Any], say: Speech) -> dict[str, str]:
    return {
        "Cache-Control": "no-store" if actor_in(request.scope) else "private, no-cache",
        "Content-Language": say.html_language,
        "Vary": "Cookie, HX-Request, Zhanwang-Near, Accept-Language",
    }


def programme_choices(programmes: Iterable[Programme], chosen: str, say: Speech) -> list[tuple[str, str, bool]]:
    """What a page offers to choose a programme by: slug, short title, and whether it is the one that is shown."""
    return [(one.slug, say.of(one.short_title), one.slug == chosen) for one in programmes]


def rendered(request: Request[Any, Any, Any], shown: Template) -> bytes:
    """A page as bytes, to be kept or sent by `answered`."""
    engine = request.app.template_engine
    assert engine is not None  # `template_config` gave one
    template = engine.get_template(shown.template_name)
    text: str = template.render(**shown.create_template_context(request))
    return text.encode()


def fragment(request: Request[Any, Any, Any], template: str, **context: Any) -> Markup:
    """A part of a page that is the same for everybody: it is given no frame, so nothing of who asks can get into it."""
    engine = request.app.template_engine
    assert engine is not None  # `template_config` gave one
    return Markup(engine.get_template(template).render(**context))  # rendered by an engine that escapes


def answered(request: Request[Any, Any, Any], say: Speech, body: Payload) -> Response[bytes]:
    """A page that was rendered, with the headers that every page has."""
    response = body.answer(request)
    headers = _headers(request, say)
    response.headers.update(headers | {"Vary": f"{headers['Vary']}, Accept-Encoding"})
    return response


def bare_page(
    request: Request[Any, Any, Any], say: Speech, template: str, *, status_code: int, **context: Any
) -> Template:
    """A page that shows no data of sites: an error, a notice. It names itself what of an address was wrong."""
    return page(request, say, template, has_samples=False, status_code=status_code, misread="", **context)
