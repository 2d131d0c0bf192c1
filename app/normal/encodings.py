"""Bytes of a text file, in whichever encoding a county's computers write: UTF-8, UTF-16 or GB18030, marked or not."""

from __future__ import annotations

import codecs

from app.errors import Malformed
from app.wording import Wording

MARK = "\ufeff"
_PIECE = 1 << 20


def decoded(raw: bytes) -> tuple[str, tuple[Wording, ...]]:
    """The text, and what the reader should be told: which encoding was taken where it is not UTF-8.

    A byte order mark is dropped, even twice. Raises Malformed naming the first byte that is no text.

    >>> [decoded(text.encode(way))[0] for text, way in (("编", "gbk"), ("\\ufeff\\ufeff码", "utf-8"), ("编", "utf-16"))]
    ['编', '码', '编']
    """
    if (wide := _wide(raw)) is not None:
        try:
            text = raw.decode(wide)
        except UnicodeDecodeError as error:
            raise _not_text(error.start) from None
        return text.lstrip(MARK), (Wording("文件按 UTF-16 编码读取", "the file was read as UTF-16"),)
    try:
        return raw.decode("utf-8").lstrip(MARK), ()
    except UnicodeDecodeError as error:
        if raw.startswith(codecs.BOM_UTF8) or _is_damaged_utf8(raw):
            raise _not_text(error.start) from None
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _not_text(error.start) from None
    return text.lstrip(MARK), (Wording("文件按 GBK 编码读取", "the file was read as GBK"),)


def is_plain_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8 without a mark, so that `decoded` would change nothing: told a piece at a time, since the
    text of a large file takes up to four times its memory.

    >>> [is_plain_utf8("编码".encode(way)) for way in ("utf-8", "utf-8-sig", "gbk", "utf-16")]
    [True, False, False, False]
    """
    if raw.startswith(codecs.BOM_UTF8) or _wide(raw) is not None:
        return False
    pieces, decoder = memoryview(raw), codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _PIECE):
            decoder.decode(pieces[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _wide(raw: bytes) -> str | None:
    """The UTF-16 that bytes are in: by their mark, or by the zero bytes beside every ASCII sign."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:4000]
    if len(raw) % 2 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _is_damaged_utf8(raw: bytes) -> bool:
    """Whether bytes that are no UTF-8 are nevertheless mostly that: a file cut short, not one in GBK.

    GBK decodes almost anything, so it must not be tried on a damaged file. Chinese in GBK hardly ever makes a valid
    UTF-8 character by chance.
    """
    text = raw.decode("utf-8", errors="replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    right = sum(character > "\x7f" for character in text) - wrong
    return right > wrong


def _not_text(byte: int) -> Malformed:
    return Malformed(
        Wording(
            f"第 {byte + 1} 个字节起不是 UTF-8、UTF-16 或 GBK 文字",
            f"byte {byte + 1} is neither UTF-8, UTF-16 nor GBK text",
        )
    )
