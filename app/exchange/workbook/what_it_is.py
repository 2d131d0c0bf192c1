"""A file that is no workbook, or too big a one: what it is instead, in one line, and what to do."""

from __future__ import annotations

import io
import zipfile

from app.errors import Malformed, TooLarge
from app.normal.encodings import decoded
from app.wording import Wording

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of Office up to 2003 begin, and encrypted ones of today ([MS-CFB])."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DO = Wording("请另存为 .xlsx 再上传", "save it as .xlsx and upload it again")
_OPENDOCUMENT, _DOCUMENT = "mimetype", "word/"


class TooBigWorkbook(TooLarge):
    """A workbook beyond what is read, told as one of sites; who reads another sort says what to do with that."""


def too_big() -> TooBigWorkbook:
    """What to say of a workbook beyond what is read."""
    return TooBigWorkbook(
        Wording(
            "填报表太大，无法读取，请按乡镇（街道）分开下载、填写和上传",
            "the workbook is too big to be read; download, fill in and upload it township by township",
        )
    )


def too_big_to_make() -> TooLarge:
    """What to say where a workbook would be beyond what is read: it could not be handed back."""
    return TooLarge(
        Wording(
            "站点太多，一份填报表装不下，填好后将无法读取；请按乡镇（街道）分开下载，或导出为 .csv、.jsonl",
            "too many sites for one workbook: filled in, it could not be read; download it township by township,"
            " or export .csv or .jsonl",
        )
    )


def unreadable(raw: bytes) -> Malformed:
    """What to say of bytes that cannot be read as a workbook.

    >>> unreadable(b"a,b").message.zh
    '这是文本或 CSV 文件，不是可以读取的填报表，请另存为 .xlsx 再上传'
    """
    what = _what(raw)
    return Malformed(
        Wording(
            f"这是{' ' if what.zh[0].isascii() else ''}{what.zh}，不是可以读取的填报表，{_DO.zh}",
            f"this is {what.en}, not an Excel workbook (.xlsx) that can be read; {_DO.en}",
        )
    )


def _what(raw: bytes) -> Wording:
    if not raw:
        return Wording("空文件", "an empty file")
    if raw.startswith(_COMPOUND):
        if _ENCRYPTED in raw:
            return Wording("加密（设了打开密码）的文件", "a file with a password")
        return Wording("旧版 Excel 文件（.xls）", "a file of old Excel (.xls)")
    if raw.startswith(b"PK"):
        return _zipped(raw)
    head = raw[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table")):
        return Wording("网页文件", "a page of the web")
    if head.startswith(b"%pdf"):
        return Wording("PDF 文件", "a PDF file")
    if head.startswith(b"<?xml"):
        return Wording("XML 文件", "an XML file")
    try:
        text, _ = decoded(raw)
    except Malformed:
        text = "\0"
    if "\0" in text:
        return Wording("无法识别的文件", "a file of an unknown kind")
    return Wording("文本或 CSV 文件", "a text or CSV file")


def _zipped(raw: bytes) -> Wording:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return Wording("损坏的文件（可能没有下载或复制完整）", "a damaged file, perhaps not copied to its end")
    if _OPENDOCUMENT in names:
        return Wording("OpenDocument 表格（.ods）", "an OpenDocument file (.ods)")
    if any(name.startswith(_DOCUMENT) for name in names):
        return Wording("Word 文档", "a Word document")
    if not any(name.lower().startswith("xl/") for name in names):
        return Wording("压缩包", "an archive")
    return Wording("损坏的 Excel 文件", "a damaged Excel file")
