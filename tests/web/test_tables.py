"""Every table of a page has a heading for each of its columns, and no row has more or fewer cells than another."""

from html.parser import HTMLParser

import pytest
from litestar.testing import TestClient

from tests.web.people import PEOPLE, sign_in
from tests.web.test_rights_at_the_routes import LEAVES, routes


class Tables(HTMLParser):
    """How many columns wide each row of each table is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[list[int]] = []
        self._from_above: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._from_above = []
        elif tag == "tr":
            self.tables[-1].append(self._from_above.pop(0) if self._from_above else 0)
        elif tag in ("td", "th"):
            columns, rows = (int(dict(attrs).get(name) or 1) for name in ("colspan", "rowspan"))
            self.tables[-1][-1] += columns
            self._from_above += [0] * (rows - 1 - len(self._from_above))
            for row in range(rows - 1):
                self._from_above[row] += columns


def test_a_row_without_a_cell_is_noticed() -> None:
    html = "<table><tr><th>a<th>b</tr><tr><td colspan=2>1</tr><tr><td>1</tr></table>"
    assert Tables(html).tables == [[2, 2, 1]]
    assert Tables("<table><tr><th rowspan=2>a<th>b</tr><tr><th>c</tr><tr><td>1<td>2</tr></table>").tables == [[2, 2, 2]]


@pytest.mark.long
def test_every_row_of_every_table_is_as_wide_as_its_head(client: TestClient) -> None:
    tried, ragged = 0, []
    assert sign_in(client, PEOPLE["county_admin"]) == 303
    for method, path, _ in routes(client):
        if method != "GET" or path in LEAVES:
            continue
        answer = client.get(path, follow_redirects=False)
        if answer.headers.get("content-type", "").startswith("text/html"):
            for rows in Tables(answer.text).tables:
                tried += 1
                ragged += [path] if len(set(rows)) > 1 else []
    assert tried > 5
    assert ragged == []
