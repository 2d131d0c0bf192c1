"""A server of one answer: the same bytes whatever is asked, by the framework and the server that ours stands on.

Started by `peers_serving.fixed_body` with the port, the file of the body and its type.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, Response, get


def _main(port: str, body: str, media_type: str) -> None:
    whole = Path(body).read_bytes()

    @get("/")
    async def answer() -> Response[bytes]:
        return Response(whole, media_type=media_type)

    app = Litestar([answer], openapi_config=None)
    uvicorn.run(app, port=int(port), http="httptools", loop="uvloop", access_log=False, log_level="warning")


if __name__ == "__main__":
    _main(*sys.argv[1:])
