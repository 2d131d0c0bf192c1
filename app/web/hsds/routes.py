"""The addresses of `/hsds`: anybody may read them, programs of other sites too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from app.errors import NotFound
from app.exchange.hsds import Document, identifier, organization, root_document, taxonomy, taxonomy_terms
from app.journeys.network.find import SiteQuery
from app.journeys.turns import LISTS, in_turn
from app.units import CHINA
from app.web.api.answers import FOR_ANYBODY, answer
from app.web.api.preflight import preflights
from app.web.given import GivenHouse
from app.web.hsds.services import one_service, services
from app.web.query import QueryReader
from app.wording import Wording

Asking = Request[Any, Any, Any]
PER_PAGE, PER_PAGE_MOST = 50, 500
_MOST_PAGES = 1_000_000
_YES_NO = ("true", "false")
_NO_SUCH = Wording("没有此记录。", "There is no such record.")


class HsdsReader(QueryReader):
    """The query of one request to `/hsds`."""

    def page(self) -> tuple[int, int]:
        """Number of the page, from 1, and how many a page has."""
        per_page = min(self.whole("per_page", 1, _MOST_PAGES, PER_PAGE), PER_PAGE_MOST)
        page = self.whole("page", 1, _MOST_PAGES, 1)
        self.code("format", ("json",))
        return page, per_page

    def truth(self, name: str) -> bool:
        """Whether it is asked for."""
        return self.code(name, _YES_NO) == "true"

    def moment(self, name: str) -> datetime | None:
        """A moment or a day, or None."""
        value = self._single(name).replace(" ", "+")
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self._fault(name, "not_a_date", Wording("须为日期或时刻", "must be a day or a moment"))
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)


def _page(matched: int, page: int, per_page: int, contents: Sequence[Document]) -> Document:
    pages = max(1, -(-matched // per_page))
    return {
        "total_items": matched,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


@get("/", opt=FOR_ANYBODY)
async def hsds_root(request: Asking) -> Response[bytes]:
    """What this API is."""
    QueryReader(request).done()
    return answer(request, root_document())


@get("/services", opt=FOR_ANYBODY)
async def list_services(request: Asking, house: GivenHouse) -> Response[bytes]:
    """Services, page by page; with `full` all that belongs to each."""
    reader = HsdsReader(request)
    page, per_page = reader.page()
    text, since = reader.text("search"), reader.moment("modified_after")
    full, minimal = reader.truth("full"), reader.truth("minimal")
    by_organization = {identifier("organization", slug): slug for slug in house.programmes}
    organization_id = reader.key("organization_id")
    reader.done()
    slug = by_organization.get(str(organization_id), "") if organization_id else None
    wanted = SiteQuery(programmes=frozenset() if slug is None else frozenset({slug}), text=text)
    first = (page - 1) * per_page
    found = await services(house, wanted, since, first, first + per_page, full=full and not minimal)
    contents = found.documents
    if minimal:
        contents = [{"id": one["id"], "modified_date": one["last_modified"]} for one in contents]
    return await in_turn(house, LISTS, answer, request, _page(found.matched, page, per_page, contents))


@get("/services/{key:uuid}", opt=FOR_ANYBODY)
async def read_service(request: Asking, house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One service with all that belongs to it."""
    reader = HsdsReader(request)
    reader.truth("full")
    reader.done()
    return answer(request, await one_service(house, key))


@get("/organizations", opt=FOR_ANYBODY)
async def list_organizations(request: Asking, house: GivenHouse) -> Response[bytes]:
    """Who issued the programmes."""
    return _all_of(request, [organization(pack) for pack in house.programmes.values()])


@get("/organizations/{key:uuid}", opt=FOR_ANYBODY)
async def read_organization(request: Asking, house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One of them."""
    return _one_of(request, [organization(pack) for pack in house.programmes.values()], str(key))


@get("/taxonomies", opt=FOR_ANYBODY)
async def list_taxonomies(request: Asking) -> Response[bytes]:
    """The lists of terms, of which there is one."""
    return _all_of(request, [taxonomy()])


@get("/taxonomies/{key:uuid}", opt=FOR_ANYBODY)
async def read_taxonomy(request: Asking, key: FromPath[UUID]) -> Response[bytes]:
    """One list of terms."""
    return _one_of(request, [taxonomy()], str(key))


@get("/taxonomy_terms", opt=FOR_ANYBODY)
async def list_terms(request: Asking, house: GivenHouse) -> Response[bytes]:
    """Every service that the documents name."""
    return _all_of(request, taxonomy_terms(house.programmes))


@get("/taxonomy_terms/{key:uuid}", opt=FOR_ANYBODY)
async def read_term(request: Asking, house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One of them."""
    return _one_of(request, taxonomy_terms(house.programmes), str(key))


def _all_of(request: Asking, documents: Sequence[Document]) -> Response[bytes]:
    reader = HsdsReader(request)
    page, per_page = reader.page()
    reader.done()
    first = (page - 1) * per_page
    return answer(request, _page(len(documents), page, per_page, documents[first : first + per_page]))


def _one_of(request: Asking, documents: Sequence[Document], key: str) -> Response[bytes]:
    QueryReader(request).done()
    found = next((one for one in documents if one["id"] == key), None)
    if found is None:
        raise NotFound(_NO_SUCH)
    return answer(request, found)


_HANDLERS = (
    *(hsds_root, list_services, read_service, list_organizations, read_organization),
    *(list_taxonomies, read_taxonomy, list_terms, read_term),
)
hsds_routes = Router("/hsds", route_handlers=[*preflights(_HANDLERS), *_HANDLERS], include_in_schema=False)
