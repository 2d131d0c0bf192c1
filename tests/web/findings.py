"""What list, matrix, workbook and interface say of findings, read as a person or a program reads it."""

import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import openpyxl
from litestar.testing import TestClient

Place = tuple[str, str]
"""A site's code and a clause's id."""
STATES = {"met": "达标", "not_met": "不达标", "unknown": "待补报", "waived": "豁免"}
SIGNS = {"✓": "met", "✗": "not_met", "?": "unknown", "~": "waived"}
_ROW = re.compile(r'<tr data-code="([^"]+)" data-clause="([^"]+)">(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r'data-cell="(\w+)">(.*?)</td>', re.DOTALL)
_MATRIX_CELL = re.compile(r'data-code="([^"]+)" data-clause="([^"]+)" data-verdict="(\w+)"')
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
_COUNT = re.compile(r'class="finding-count" role="status">(?:共 )?(\d+)')


@dataclass(frozen=True)
class Row:
    """One finding in Chinese words."""

    state: str
    found: str
    required: str
    gap: str
    since: str


def plain(markup: str) -> str:
    """The text of a piece of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def count(client: TestClient, href: str) -> int:
    """How many a list says it has."""
    found = _COUNT.search(client.get(html.unescape(href)).text)
    assert found is not None, href
    return int(found[1])


def pages(client: TestClient, href: str) -> list[str]:
    """This page and all that follow it."""
    found = [client.get(html.unescape(href)).text]
    while following := _NEXT.search(found[-1]):
        found.append(client.get(html.unescape(following[1])).text)
    return found


def listed(client: TestClient, href: str) -> dict[Place, Row]:
    """Every row of a list, over all its pages."""
    rows: dict[Place, Row] = {}
    for page in pages(client, href):
        for code, clause, row in _ROW.findall(page):
            cells = {name: plain(text) for name, text in _CELL.findall(row)}
            state = re.search(r'class="state state-[a-z-]+">.*?</span>([^<]+)</span>', row)
            assert state is not None
            rows[code, clause] = Row(state[1], **cells)
    return rows


def matrix(client: TestClient, href: str) -> dict[Place, str]:
    """Every cell of a matrix, over all its pages."""
    return {
        (code, clause): verdict for page in pages(client, href) for code, clause, verdict in _MATRIX_CELL.findall(page)
    }


def asked_of_interface(client: TestClient, **query: str) -> dict[Place, Mapping[str, Any]]:
    """Every finding of the interface, over all its pages."""
    found, href = {}, "/api/v1/findings?" + urlencode(query | {"limit": "700"})
    while href:
        answer = client.get(href).json()
        found |= {(one["site"]["code"], one["clause"]["id"]): one for one in answer["findings"]}
        href = next((link["href"] for link in answer["links"] if link["rel"] == "next"), "")
    assert len(found) == answer["numberMatched"]
    return found


def workbook(client: TestClient, href: str) -> dict[str, list[dict[str, Any]]]:
    """The tables of a workbook by sheet: a row by its heads."""
    return tables(client.get(html.unescape(href)).content)


def tables(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The tables of a workbook's bytes."""
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        lines = list(sheet.iter_rows(values_only=True))
        top = next(number for number, line in enumerate(lines) if line[0] == "乡镇（街道）")
        found[sheet.title] = [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]
    return found


def with_query(href: str, **more: str) -> str:
    """The address with these parameters instead."""
    parts = urlsplit(html.unescape(href))
    return parts.path + "?" + urlencode(dict(parse_qsl(parts.query)) | more)
