"""The open data page: the registry's public data as files and interfaces, with the dictionary that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.response import Template

from app.errors import NotFound
from app.exchange.open_data.files import KINDS
from app.journeys.files.open_data import FORMS, Form, Offered, offered, open_columns, open_file
from app.journeys.house import House
from app.web import formats
from app.web.audience import audience
from app.web.downloads import XLSX, disposition
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.headers import FRAMED
from app.web.kept_answers import KeptAnswers
from app.web.kept_files import KeptFile
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.wording import Wording

_MOST_FILES = 6
_NO_SUCH = Wording("没有此格式的文件。", "There is no file in this format.")
_NO_LICENCE = Wording(
    "本数据未声明许可协议；使用前请向发布单位确认，引用时请注明来源和更新时间。",
    "No licence is stated for these data; ask the publisher before use, and name the source and the time of update.",
)
_MEDIA: dict[Form, tuple[str, str]] = {
    "csv": ("text/csv", "csv"),
    "xlsx": (XLSX, "xlsx"),
    "geojson": ("application/geo+json", "geojson"),
    "gpkg": ("application/geopackage+sqlite3", "gpkg"),
    "dictionary": ("text/csv", "csv"),
}


class OpenFiles(KeptAnswers[KeptFile]):
    """Kept: the files of the last states that were asked for."""

    def __init__(self) -> None:
        super().__init__(_MOST_FILES)


@dataclass(frozen=True, slots=True)
class DictionaryLine:
    """One line of the data dictionary."""

    name: str
    label: str
    holds: str
    unit: str
    codes: Sequence[tuple[str, str]]


@get("/open-data", opt=audience("public"))
async def open_data_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What there is to download, what each column means, and which interfaces read the same."""
    now = await offered(house)
    columns = [
        DictionaryLine(
            one.name,
            say.of(one.label),
            say.of(KINDS[one.holds]),
            say.of(one.unit) if one.unit else "",
            [(code, say.of(label)) for code, label in one.items.items()],
        )
        for one in open_columns(house)
    ]
    return page(
        request,
        say,
        "public/open_data.html",
        has_samples=now.network.has_samples,
        count=now.sites,
        changed=formats.moment(now.changed) if now.changed else "",
        licence=say.of(_licence(house)),
        files=[(form, f"/open-data/{_file_name(form)}", _MEDIA[form][1].upper()) for form in FORMS],
        columns=columns,
        address=house.settings.base_url,
        embed=f"{FRAMED}?division={next(iter(house.programmes.values())).jurisdiction}",
    )


@get("/open-data/{name:str}", opt=audience("public") | ALREADY_PACKED)
async def open_data_file(request: Request[Any, Any, Any], house: GivenHouse, name: PathText) -> Response[Any]:
    """One file: the same bytes, and the same ETag, until a site changes."""
    form = next((form for form in FORMS if _file_name(form) == name), None)
    if form is None:
        raise NotFound(_NO_SUCH)
    now = await offered(house)
    media_type, _ = _MEDIA[form]

    async def make() -> KeptFile:
        keep = partial(KeptFile, media_type, "public, no-cache")
        return await open_file(house, now, form, _said(house, now), keep)

    key = (form, now.network.state)
    response = (await house.kept.of(OpenFiles).of(key, make)).answer(request)
    marked = "-sample" if now.network.has_samples and form != "dictionary" else ""
    stem, _, ending = name.rpartition(".")
    response.headers["Content-Disposition"] = disposition("attachment", f"zhanwang-{stem}{marked}.{ending}")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _file_name(form: Form) -> str:
    return f"{'dictionary' if form == 'dictionary' else 'sites'}.{_MEDIA[form][1]}"


def _licence(house: House) -> Wording:
    stated = house.settings.open_data_licence
    return Wording(stated, stated) if stated else _NO_LICENCE


def _said(house: House, now: Offered) -> list[str]:
    """The lines that go with the data."""
    changed = (now.changed or datetime.fromtimestamp(0, UTC)).isoformat(timespec="seconds")
    licence = _licence(house)
    return [
        "站网 Zhanwang",
        f"更新时间 Updated at: {changed}",
        f"许可 Licence: {licence.zh}" + ("" if licence.en == licence.zh else f" {licence.en}"),
    ]
