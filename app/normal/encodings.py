"""Bytes of a text file, in whichever encoding a county's computers write: UTF-8, UTF-16 or GB18030, marked or not."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, NamedTuple

from app.errors import Malformed
from app.wording import Wording

MARK = "\ufeff"
_PIECE = 1 << 20
_HEAD_BYTES = 4_000


class TextFile(NamedTuple):
    """A file as text, read a piece at a time, and what its reader should be told.

    `line_breaks` are how many line feeds it has, `is_open` says whether anything stands behind the last.
    """

    text: io.TextIOWrapper
    notes: tuple[Wording, ...]
    line_breaks: int
    is_open: bool


def opened(file: BinaryIO, piece: int = _PIECE) -> TextFile:
    """A file from its beginning, as `decoded` reads it, `piece` bytes in memory at a time: it is gone through once for
    its encoding before anything of it is handed on. Line breaks stay as they are. The file must be one that can be
    wound back. Raises Malformed.

    >>> file = opened(io.BytesIO("编码\\n甲".encode("gbk")))
    >>> file.text.readline(), file.line_breaks, file.is_open
    ('编码\\n', 1, True)
    """
    encoding, notes, through = _encoding_of(file, piece)
    file.seek(_beyond_marks(file, MARK.encode(encoding)))
    return TextFile(io.TextIOWrapper(file, encoding, newline=""), notes, through.line_breaks, through.is_open)


def decoded(raw: bytes) -> tuple[str, tuple[Wording, ...]]:
    """The text, and what the reader should be told: which encoding was taken where it is not UTF-8.

    A byte order mark is dropped, even twice. Raises Malformed naming the first byte that is no text.

    >>> [decoded(text.encode(way))[0] for text, way in (("编", "gbk"), ("\\ufeff\\ufeff码", "utf-8"), ("编", "utf-16"))]
    ['编', '码', '编']
    """
    file = opened(io.BytesIO(raw))
    return file.text.read(), file.notes


def _beyond_marks(file: BinaryIO, mark: bytes) -> int:
    """Where the text begins behind its byte order marks."""
    file.seek(0)
    begins = 0
    while file.read(len(mark)) == mark:
        begins += len(mark)
    return begins


class _Through(NamedTuple):
    """What there was to see going through a file: the first byte that is no text, if any."""

    wrong: int | None
    line_breaks: int
    is_open: bool


def _encoding_of(file: BinaryIO, piece: int) -> tuple[str, tuple[Wording, ...], _Through]:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if (wide := _wide(head, file.seek(0, io.SEEK_END))) is not None:
        through = _through(file, wide, piece)
        if through.wrong is not None:
            raise _not_text(through.wrong)
        return wide, (Wording("文件按 UTF-16 编码读取", "the file was read as UTF-16"),), through
    through = _through(file, "utf-8", piece)
    if through.wrong is None:
        return "utf-8", (), through
    if head.startswith(codecs.BOM_UTF8) or _is_damaged_utf8(file, piece):
        raise _not_text(through.wrong)
    through = _through(file, "gb18030", piece)
    if through.wrong is not None:
        raise _not_text(through.wrong)
    return "gb18030", (Wording("文件按 GBK 编码读取", "the file was read as GBK"),), through


def _through(file: BinaryIO, encoding: str, piece: int) -> _Through:
    decoder, breaks, last, begins = codecs.getincrementaldecoder(encoding)(), 0, "\n", 0
    file.seek(0)
    while True:
        raw = file.read(piece)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            return _Through(begins - pending + error.start, breaks, True)
        breaks, last, begins = breaks + text.count("\n"), text[-1:] or last, begins + len(raw)
        if not raw:
            return _Through(None, breaks, last != "\n")


def _wide(head: bytes, size: int) -> str | None:
    """The UTF-16 that a file is in: by its mark, or by the zero bytes beside every ASCII sign of its head."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    if size % 2 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _is_damaged_utf8(file: BinaryIO, piece: int) -> bool:
    """Whether bytes that are no UTF-8 are nevertheless mostly that: a file cut short, not one in GBK.

    GBK decodes almost anything, so it must not be tried on a damaged file. Chinese in GBK hardly ever makes a valid
    UTF-8 character by chance.
    """
    decoder, wrong, beyond_ascii = codecs.getincrementaldecoder("utf-8")("replace"), 0, 0
    file.seek(0)
    while True:
        raw = file.read(piece)
        text = decoder.decode(raw, final=not raw)
        wrong += text.count("\N{REPLACEMENT CHARACTER}")
        beyond_ascii += sum(character > "\x7f" for character in text)
        if not raw:
            return beyond_ascii - wrong > wrong


def _not_text(byte: int) -> Malformed:
    return Malformed(
        Wording(
            f"第 {byte + 1} 个字节起不是 UTF-8、UTF-16 或 GBK 文字",
            f"byte {byte + 1} is neither UTF-8, UTF-16 nor GBK text",
        )
    )
