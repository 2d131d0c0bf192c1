"""A finished answer that is too large for memory: in files without a name, packed once for each encoding, and sent
piece by piece. They are gone with the process, or when nobody asks for them any more.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import brotli
from litestar import Request, Response
from litestar.response import Stream

from app.exchange.private_files import room_for_it
from app.web.conditional import holds, weak_etag
from app.web.payload import BROTLI_QUALITY, GZIP_LEVEL, encoding_for, worth_packing

PIECE = 256 * 1024
_BLOCK_BITS = 20
"""So much is looked through together (a mebibyte), as where all is packed at once: less comes out 5 % larger."""


class KeptFile:
    """What `write` writes, kept for its answers. Made in a thread: writing and packing take seconds. Raises Unavailable
    where the disk is full.
    """

    def __init__(self, media_type: str, cache_control: str, write: Callable[[IO[bytes]], None]) -> None:
        self._media_type, self._cache_control = media_type, cache_control
        with room_for_it():
            plain = self._nameless()
            write(plain)
            plain.flush()
            self._files = {"": plain}
            if worth_packing(media_type, plain.tell()):
                self._files |= {"br": self._brotli(plain), "gzip": self._gzip(plain)}
        digest = hashlib.sha256()
        for piece in _pieces_of(plain):
            digest.update(piece)
        self.etag = weak_etag(digest)

    def _nameless(self) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115 # closed with this object, which answers may still be sending
        weakref.finalize(self, file.close)
        return file

    def _brotli(self, plain: IO[bytes]) -> IO[bytes]:
        packed, packer = self._nameless(), brotli.Compressor(quality=BROTLI_QUALITY, lgblock=_BLOCK_BITS)
        for piece in _pieces_of(plain):
            packed.write(packer.process(piece))
        packed.write(packer.finish())
        packed.flush()
        return packed

    def _gzip(self, plain: IO[bytes]) -> IO[bytes]:
        packed = self._nameless()
        with gzip.GzipFile("", "wb", GZIP_LEVEL, packed, mtime=0) as packer:
            packer.writelines(_pieces_of(plain))
        packed.flush()
        return packed

    def answer(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The response: 304 when the reader has it already, else the form of it that the reader unpacks."""
        headers = {"ETag": self.etag, "Cache-Control": self._cache_control, "Vary": "Accept-Encoding"}
        if holds(request.headers.get("if-none-match", ""), self.etag):
            return Response(b"", status_code=304, headers=headers)
        encoding = encoding_for(request.headers.get("accept-encoding", ""))
        if encoding in self._files and encoding:
            headers["Content-Encoding"] = encoding
        file = self._files.get(encoding, self._files[""])
        size = os.fstat(file.fileno()).st_size
        headers["Content-Length"] = str(size)
        return Stream(self._pieces(file, size), media_type=self._media_type, headers=headers)

    async def _pieces(self, file: IO[bytes], size: int) -> AsyncIterator[bytes]:
        for at in range(0, size, PIECE):
            yield await asyncio.to_thread(os.pread, file.fileno(), PIECE, at)


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
