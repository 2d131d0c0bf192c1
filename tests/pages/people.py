"""People in front of a browser who are signed in already, and what is asked of every page they see.

Signing in by its page has a test of its own; everywhere else the form is sent without drawing two pages first.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route

from app.journeys.demo.add import PASSWORD
from tests.browser import DESKTOP, PHONE, Screen, Visit, Visiting, axe
from tests.thorough import everything

# For what the screen decides: where things lie, what is in view, what the map frames. Whatever else a journey does it
# does the same on both, and asks at its stations with `fits_both`.
SCREENS = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])

ONCE = {"Connection": "close"}
"""For what is asked beside the page: the next server may stand at the same address, and a kept connection leads to the
one before.
"""


def signed_in(
    visit: Visiting, server: str, name: str = "demo-county", screen: Screen = DESKTOP, **options: object
) -> Visit:
    """A visit of somebody of the demonstration; no page is open yet."""
    one = visit(server, screen, **options)
    form = {"username": name, "password": PASSWORD}
    answer = one.page.context.request.post("/sign-in", form=form, max_redirects=0, headers=ONCE)
    assert answer.status == 303, answer.text()
    return one


def signs_in(visit: Visiting, server: str, name: str, screen: Screen = DESKTOP) -> Visit:
    """A visit of somebody who signs in by the page, and is where that leads them."""
    one = visit(server, screen)
    one.page.goto("/sign-in")
    one.page.get_by_label("用户名").fill(name)
    one.page.get_by_label("密码", exact=True).fill(PASSWORD)
    one.page.locator("main").get_by_role("button", name="登录").click()
    one.page.wait_for_url(lambda address: "/sign-in" not in address)
    return one


def fits_both(one: Visit) -> None:
    """The page, as it stands now, is no wider than a desk or a phone and keeps nobody out on either.

    The narrower or wider one is looked at by axe in a thorough run only: hardly anything is there on one alone.
    """
    fits(one)
    own = one.screen
    one.screen = PHONE if own is DESKTOP else DESKTOP
    try:
        one.page.set_viewport_size({"width": one.screen.width_px, "height": one.screen.height_px})
        fits(one) if everything() else fits_in_width(one)
    finally:
        one.screen = own
        one.page.set_viewport_size({"width": own.width_px, "height": own.height_px})


def fits_in_width(one: Visit) -> None:
    """The page is no wider than its screen."""
    assert not one.is_wider_than_the_screen(), one.page.url


def fits(one: Visit) -> None:
    """The page is no wider than its screen and keeps nobody out."""
    fits_in_width(one)
    barriers = [str(barrier) for barrier in axe(one.page)]
    assert barriers == [], f"{one.page.url}: {barriers}"


@contextmanager
def before_the_script(page: Page, name: str, address: str) -> Iterator[None]:
    """A page opened on a line so slow that this script of it comes when the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/js/{name}", hold)
    with page.expect_request(f"**/js/{name}"):
        page.goto(address, wait_until="commit")
    yield
    held.pop().continue_()
    page.wait_for_load_state()
    page.unroute(f"**/js/{name}")
