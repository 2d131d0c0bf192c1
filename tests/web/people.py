"""People in front of a client under test: signing in, forms with their secret, tokens."""

import re

from litestar.testing import TestClient

from app.journeys.demo.add import PASSWORD
from app.web.identity import COOKIE

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
PEOPLE = {
    "site_editor": "demo-tuxi",
    "reviewer": "demo-reviewer",
    "county_admin": "demo-county",
    "operator": "demo-operator",
    "reader": "demo-reader",
}


def sign_in(client: TestClient, username: str, password: str = PASSWORD) -> int:
    """Sign in with a clean jar; the status of the answer (303 when it worked)."""
    client.cookies.clear()
    answer = client.post("/sign-in", data={"username": username, "password": password}, follow_redirects=False)
    return answer.status_code


_SECRETS: dict[str, str] = {}
"""The secret of a session by its cookie: it stays the same for as long as that lasts."""


def csrf(client: TestClient, page: str = "") -> str:
    """The secret that forms of this session send back: read off this page, else once off one that everybody has."""
    session = client.cookies.get(COOKIE)
    if not page and session in _SECRETS:
        return _SECRETS[session]
    found = CSRF.search(client.get(page or "/account").text)
    assert found is not None, f"{page or '/account'} has no form of a signed-in person"
    if session is not None:
        _SECRETS[session] = found[1]
    return found[1]


def send(client: TestClient, path: str, **fields: str | list[str]):
    """Send a form as the browser would."""
    return client.post(path, data={"csrf_token": csrf(client), **fields}, follow_redirects=False)


def token_of(client: TestClient, username: str, days: int = 30) -> str:
    """A new API token of somebody, and nobody signed in afterwards."""
    assert sign_in(client, username) == 303
    answer = send(client, "/account/tokens", name="test", days=str(days))
    found = re.search(r"zw_[\w-]+", answer.text)
    assert found is not None, answer.text
    client.cookies.clear()
    return found[0]


def bearer(token: str) -> dict[str, str]:
    """The header of a request by token."""
    return {"Authorization": f"Bearer {token}"}
