"""Every page there is, found by its route, fits a desk and a phone and keeps nobody out, in both languages.

A page of one request or one order ({key}) needs one to be made first: those are looked at on the way of such a one
(`test_staff_pages`, `test_putting_right`, `test_audit_pages`), and so are comparisons of circles and of audits, which
need something to compare.
"""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest
from litestar import Litestar, MediaType
from litestar.response import Template

from tests.browser import DESKTOP, PHONE, Visiting
from tests.pages.people import ONCE, fits_both, fits_in_width, signed_in
from tests.serving import serving_here
from tests.standing import on_sqlite
from tests.thorough import everything

STANDS_FOR = {"{code}": "QX-TUXI", "{slug}": "qu-2023", "{clause}": "station.plaque", "{target}": "stations"}
STANDS_FOR |= {"{username}": "demo-tuxi"}
ON_THEIR_WAY = ("{key}", "/coverage/compare", "/audits/compare")


def pages_of(app: Litestar) -> list[str]:
    """An address of every page: of every route that answers with a template, or with HTML made before."""
    found = set()
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            answer = handler.parsed_fn_signature.return_type.annotation
            is_page = handler.media_type == MediaType.HTML or (
                isinstance(answer, type) and issubclass(answer, Template)
            )
            if "GET" in handler.http_methods and is_page:
                found.add(route.path_format)
    addresses = []
    for path in sorted(found):
        if any(part in path for part in ON_THEIR_WAY):
            continue
        address = reduce(lambda text, name: text.replace(name, STANDS_FOR[name]), STANDS_FOR, path)
        assert "{" not in address, f"say what stands for the parameter of {path}"
        addresses.append(address)
    return addresses


@pytest.fixture(scope="module")
def application(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Litestar]:
    with on_sqlite(demo_sqlite, tmp_path_factory.mktemp("every")) as app:
        yield app


@pytest.fixture(scope="module")
def server(application: Litestar) -> Iterator[str]:
    with serving_here(application) as address:
        yield address


@pytest.fixture(scope="module")
def pages(application: Litestar) -> list[str]:
    return pages_of(application)


# Who reads a page decides nothing but whether it is shown; the description of the interface is not ours to lay out.
@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_keeps_nobody_out(visit: Visiting, server: str, pages: list[str], language: str) -> None:
    assert {"/", "/county", "/work", "/about"} <= set(pages)
    one = signed_in(visit, server, "demo-county", DESKTOP if language == "zh" else PHONE)
    assert one.page.context.request.get(f"/?lang={language}", headers=ONCE).ok
    for path in pages:
        if path == "/schema":
            continue
        answer = one.page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, path
        assert one.page.locator("h1").count() == 1, path
        if language == "zh" or everything():
            fits_both(one)
        else:  # longer words: only the narrow screen can tell more than the Chinese page did
            fits_in_width(one)
