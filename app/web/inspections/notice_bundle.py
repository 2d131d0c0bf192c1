"""Several notices saved at once: one zip, a document a notice, as each was issued."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.exchange.papers.bundle import bundle
from app.exchange.papers.notice import notice_docx
from app.journeys.inspections.notices import notice
from app.journeys.turns import FILES, in_turn
from app.units import CHINA
from app.web import formats
from app.web.audience import audience
from app.web.downloads import archive_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.inspections.notice_view import taken_back_words
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.wording import Wording

MOST_AT_ONCE = 100
_NONE_CHOSEN = Wording(
    f"请选择要下载的通知书，一次最多 {MOST_AT_ONCE} 份", f"choose the notices to download, {MOST_AT_ONCE} at most"
)


@get("/notices/papers.zip", opt=audience("read_site_inside") | ALREADY_PACKED)
async def notice_papers(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The notices that were ticked, to be printed and sealed. Raises InvalidInput where none or too many are."""
    reader = QueryReader(request)
    keys = reader.keys("key")
    reader.done(unknown_allowed=True)
    if not 0 < len(keys) <= MOST_AT_ONCE:
        raise InvalidInput([Fault("key", "missing", _NONE_CHOSEN)])
    papers = [await _paper(request, house, key) for key in keys]
    day = formats.day(house.today())
    content = await in_turn(house, FILES, bundle, papers, house.now().astimezone(CHINA))
    return archive_response(content, f"notices-{day}.zip", say("notice.bundle_file", n=len(papers), day=day))


async def _paper(request: Request[Actor, Any, Any], house: GivenHouse, key: UUID) -> tuple[str, bytes]:
    view = await notice(request.user, key)
    content = await in_turn(house, FILES, notice_docx, view.paper, taken_back_words(view))
    return f"{view.stored.number} {view.paper.title} {view.paper.addressee}.docx", content
