"""A cell of a file of sites is never run as a formula, and comes back as what it was."""

from dataclasses import replace

import pytest

from app.exchange.cells import read_text, written_text
from tests.fields.test_every_format import by_csv
from tests.fields.whole_site import whole_site

STARTS = [*"=+-@＝＋－＠\t'"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", "'", "''"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe_and_comes_back(start: str, before: str) -> None:
    text = f"{before}{start}1+1"
    assert written_text(text).startswith("'")
    assert read_text(written_text(text)) == text


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠"])
def test_a_site_so_named_comes_back_from_its_file(start: str) -> None:
    site = replace(whole_site(), name=f"{start}SUM(A1)", address=f"{start}文化街")
    back = by_csv(site)
    assert (back.name, back.address) == (site.name, site.address)


def test_other_texts_are_left_as_they_are() -> None:
    assert [written_text(text) for text in ("土溪镇", "A=1", "（＝1）")] == ["土溪镇", "A=1", "（＝1）"]
