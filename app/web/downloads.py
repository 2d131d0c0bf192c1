"""Files that a browser saves instead of showing."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from litestar import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def disposition(kind: Literal["inline", "attachment"], name: str, shown: str = "") -> str:
    """How a browser is to take a file: under a plain `name`, and under the one to be `shown` where it knows more than
    ASCII; without a plain one where there is none.
    """
    plain = f'; filename="{name}"' if name else ""
    return f"{kind}{plain}" + (f"; filename*=UTF-8''{quote(shown)}" if shown else "")


def workbook_response(content: bytes, name: str, shown: str = "") -> Response[bytes]:
    """A workbook under a plain name, and under the one to be `shown` where a browser knows more than ASCII. It may
    hold what is not public, so that nothing between keeps it.
    """
    return _saved(content, XLSX, name, shown)


def paper_response(content: bytes, name: str, shown: str) -> Response[bytes]:
    """A paper as a document to save, in the same way."""
    return _saved(content, DOCX, name, shown)


def archive_response(content: bytes, name: str, shown: str) -> Response[bytes]:
    """Several files as one zip, in the same way."""
    return _saved(content, "application/zip", name, shown)


def _saved(content: bytes, media_type: str, name: str, shown: str) -> Response[bytes]:
    headers = {"Content-Disposition": disposition("attachment", name, shown), "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)
