"""What every answer tells the browser about trust: where things may be loaded from, who may frame it.

No inline script anywhere, no inline style except the one that is known by its content and inside the API viewer, no
other host except configured map tiles.
"""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from app.settings import Settings
from app.web.first_styles import FirstStyles

# The viewer's component writes style elements into its own shadow tree; nothing people typed is ever shown
# there.
STYLED_BY_ITSELF = "/schema"
FRAMED = "/embed"
"""The one page that others may show in a frame of theirs."""


class SecurityHeaders:
    """A `before_send` hook that adds the headers to every answer, errors included."""

    def __init__(self, settings: Settings, styles: FirstStyles) -> None:
        images = " ".join(filter(None, ("'self'", "data:", settings.tiles_origin)))
        self._policy = _policy(images, f"'self' {styles.source}")
        self._framed_policy = _policy(images, f"'self' {styles.source}", settings.embed_origins)
        self._viewer_policy = _policy(images, "'self' 'unsafe-inline'")
        self._fixed = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
        }
        if settings.base_url.startswith("https://"):
            self._fixed["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Add the headers when an answer begins."""
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self._fixed.items():
            headers[name] = value
        path = scope["path"].rstrip("/")
        headers["Content-Security-Policy"] = self._viewer_policy if path == STYLED_BY_ITSELF else self._policy
        if path == FRAMED:
            headers["Content-Security-Policy"] = self._framed_policy
            del headers["X-Frame-Options"]


def _policy(images: str, styles: str, framed_by: str = "'none'") -> str:
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src {images}",
            f"style-src {styles}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framed_by}",
        )
    )
