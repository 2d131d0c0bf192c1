"""A finished answer that is sent many times: its bytes, packed once for each encoding, and its ETag.

Static files and the map's data are answered from here without touching a disk or packing anything again.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import brotli
from litestar import Request, Response

from app.web.conditional import etag_of, holds

PACKED = "packed"
ALREADY_PACKED: dict[str, Any] = {PACKED: True}
"""The `opt` of a route that answers with payloads, so that nothing packs them once more."""

FOREVER = "public, max-age=31536000, immutable"
"""Of what lies at an address that names its content."""
# Answers smaller than this gain nothing from packing.
SMALLEST_PACKED_BYTES = 500
BROTLI_QUALITY, GZIP_LEVEL = 6, 6
_PACKABLE = (
    *("text/", "application/json", "application/geo+json", "application/javascript", "image/svg+xml"),
    *("application/schema+json", "application/vnd.oai.openapi+json"),
)


@dataclass(frozen=True)
class Payload:
    """The bytes of one answer. `cache_control` is sent along; the ETag is drawn from the bytes."""

    body: bytes
    media_type: str
    cache_control: str = "no-cache"

    @cached_property
    def etag(self) -> str:
        """What the answer is known by."""
        return etag_of(self.body)

    @cached_property
    def _brotli(self) -> bytes:
        packed: bytes = brotli.compress(self.body, quality=BROTLI_QUALITY)
        return packed

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.body, compresslevel=GZIP_LEVEL, mtime=0)

    def pack(self) -> Payload:
        """Do the work of packing now (in a worker thread) instead of at the first answer."""
        if self._worth_packing:
            _ = self._brotli, self._gzip
        return self

    @property
    def _worth_packing(self) -> bool:
        return worth_packing(self.media_type, len(self.body))

    def answer(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The response: 304 when the reader has it already, else the form of it that the reader unpacks."""
        headers = {"ETag": self.etag, "Cache-Control": self.cache_control, "Vary": "Accept-Encoding"}
        if holds(request.headers.get("if-none-match", ""), self.etag):
            return Response(b"", status_code=304, headers=headers)
        body, encoding = self._encoded_for(request.headers.get("accept-encoding", ""))
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(body, media_type=self.media_type, headers=headers)

    def _encoded_for(self, accepted: str) -> tuple[bytes, str]:
        if self._worth_packing:
            match encoding_for(accepted):
                case "br":
                    return self._brotli, "br"
                case "gzip":
                    return self._gzip, "gzip"
        return self.body, ""


def worth_packing(media_type: str, size: int) -> bool:
    """Whether packing an answer of so many bytes gains anything."""
    return size >= SMALLEST_PACKED_BYTES and media_type.startswith(_PACKABLE)


def encoding_for(accept_encoding: str) -> str:
    """The best of the encodings that a reader takes, those left out that it refuses by a weight of zero; empty where
    there is none.
    """
    weighed = (part.replace(" ", "").partition(";q=") for part in accept_encoding.split(","))
    taken = {name for name, _, weight in weighed if weight.strip("0.") or not weight}
    return next((name for name in ("br", "gzip") if name in taken), "")
