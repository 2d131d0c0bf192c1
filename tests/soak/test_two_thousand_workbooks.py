"""Two thousand workbooks as people might leave them: read as meant, asked about or refused by name."""

from pathlib import Path

import pytest

from app.journeys.house import House
from tests.workbook.filling import filled_house
from tests.workbook.test_mutated_workbooks import many_resaved, tried_each

FIRST, WORKBOOKS, AT_ONCE, RESAVED = 10_000, 2_000, 250, 25
"""Seeds of the grammar; of those that are tried at once, the last so many are saved again by LibreOffice."""


@pytest.mark.soak
@pytest.mark.parametrize("first", range(FIRST, FIRST + WORKBOOKS, AT_ONCE))
async def test_two_thousand_mutated_workbooks(house: House, tmp_path: Path, first: int) -> None:
    last = first + AT_ONCE
    await filled_house(house)
    await tried_each(house, range(first, last - RESAVED))
    await many_resaved(house, range(last - RESAVED, last), tmp_path)
