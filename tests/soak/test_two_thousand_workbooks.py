"""Two thousand workbooks as people might leave them: read as meant, asked about or refused by name."""

import pytest

from app.journeys.house import House
from tests.workbook.test_mutated_workbooks import many

FIRST, WORKBOOKS, AT_ONCE = 10_000, 2_000, 250


@pytest.mark.soak
@pytest.mark.parametrize("first", range(FIRST, FIRST + WORKBOOKS, AT_ONCE))
async def test_two_thousand_mutated_workbooks(house: House, first: int) -> None:
    await many(house, range(first, first + AT_ONCE))
