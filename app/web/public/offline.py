"""The script by which a browser keeps public pages for when there is no network, where the installation wants it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from app.web.assets import Assets
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED, Payload

_SCRIPT = "js/offline-worker.js"
_GOING = b"""self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("zhanwang-")) await caches.delete(name);
  await self.registration.unregister();
})()));
"""
"""Where it was turned off again: what browsers kept goes, and the script with it."""


@get("/offline-worker.js", opt=audience("public") | ALREADY_PACKED)
async def offline_worker(
    request: Request[Any, Any, Any], house: GivenHouse, assets: NamedDependency[Assets]
) -> Response[bytes]:
    """The script, at the root of the public address, since a browser lets it keep no page above its own."""
    kept = assets.payload(assets.fingerprint, _SCRIPT)
    body = kept.body if house.settings.offline else _GOING
    return Payload(body, kept.media_type).answer(request)
