"""Stylesheets, scripts and pictures: read once at the start, served under an address that names their
content.

``/static/<fingerprint>/css/zhanwang.css`` may be kept by a browser for a year: any change to any file
changes the fingerprint, and with it every address. Relative addresses inside stylesheets keep working.
"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.errors import NotFound
from app.web.audience import audience
from app.web.payload import ALREADY_PACKED, FOREVER, Payload
from app.web.used_styles import named_words, used_styles
from app.wording import Wording

BOOTSTRAP = "vendor/bootstrap-5.3.9/bootstrap.min.css"
"""Served without the rules that no page uses."""
_PAGES = Path(__file__).parent
_BRIEFLY = "public, max-age=300"
_SERVED = frozenset({".css", ".js", ".svg", ".png", ".ico", ".webp", ".txt", ".webmanifest"})
_NO_SUCH_FILE = Wording("没有此文件。", "There is no such file.")


class Assets:
    """The static files of one installation, in memory."""

    def __init__(self, folder: Path) -> None:
        self._payloads: dict[str, Payload] = {
            path.relative_to(folder).as_posix(): _payload(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in _SERVED
        }
        if BOOTSTRAP in self._payloads:
            whole = self._payloads[BOOTSTRAP]
            words = named_words(_PAGES, folder / "js")
            body = used_styles(whole.body.decode(), words).encode()
            self._payloads[BOOTSTRAP] = replace(whole, body=body)
        digest = hashlib.sha256()
        for name, payload in self._payloads.items():
            digest.update(name.encode() + b"\0" + payload.etag.encode() + b"\0")
        self.fingerprint = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file, by its path below the static folder. KeyError when there is no such file."""
        if name not in self._payloads:
            raise KeyError(f"static/{name} does not exist")
        return f"/static/{self.fingerprint}/{name}"

    def text(self, name: str) -> str:
        """What a stylesheet or script says, as it is served. KeyError when there is no such file."""
        return self._payloads[name].body.decode()

    def payload(self, fingerprint: str, name: str) -> Payload:
        """The file, or NotFound; under an outdated fingerprint it is served too, but only to be kept for a moment."""
        found = self._payloads.get(name)
        if found is None:
            raise NotFound(_NO_SUCH_FILE)
        if fingerprint == self.fingerprint:
            return found
        return Payload(found.body, found.media_type, _BRIEFLY)


@cache
def read_assets(folder: Path) -> Assets:
    """The static files of a folder: read once a process, packed and shown by every application in it."""
    return Assets(folder)


def _payload(path: Path) -> Payload:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Payload(path.read_bytes(), media_type, FOREVER)


@get(
    "/static/{fingerprint:str}/{name:path}",
    opt=audience("public") | ALREADY_PACKED,
    include_in_schema=False,
    sync_to_thread=True,
)
def static_file(
    request: Request[Any, Any, Any], assets: NamedDependency[Assets], fingerprint: FromPath[str], name: FromPath[Path]
) -> Response[bytes]:
    """One static file. In a thread, since the first answer of a file packs it."""
    return assets.payload(fingerprint, name.as_posix().lstrip("/")).answer(request)
