"""Files that a browser saves instead of showing."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(content: bytes, name: str, shown: str = "") -> Response[bytes]:
    """A workbook under a plain name, and under the one to be `shown` where a browser knows more than ASCII. It may
    hold what is not public, so that nothing between keeps it.
    """
    said = f'attachment; filename="{name}"' + (f"; filename*=UTF-8''{quote(shown)}" if shown else "")
    headers = {"Content-Disposition": said, "Cache-Control": "private, no-store"}
    return Response(content, media_type=XLSX, headers=headers)
