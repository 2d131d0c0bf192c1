"""Writing into the database of a client under test, by the journeys that pages and commands use."""

from typing import Any

from litestar.testing import TestClient

from app.access.actor import program
from app.journeys.house import House
from app.journeys.registry.register import Registered, register


def house_of(client: TestClient) -> House:
    """The house inside the client's application."""
    return client.app.state["house"]


def registered(client: TestClient, *documents: dict[str, Any], confirmed: bool = True) -> Registered:
    """Register site documents as the program does; what is doubtful is refused unless `confirmed`."""
    assert client.blocking_portal is not None

    async def write() -> Registered:
        return await register(house_of(client), program("test"), documents, reason="test", confirmed=confirmed)

    return client.blocking_portal.call(write)
