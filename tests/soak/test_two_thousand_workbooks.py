"""Two thousand workbooks as people might leave them: read as meant, asked about or refused by name."""

import pytest

from app.journeys.house import House
from tests.workbook.test_mutated_workbooks import many

WORKBOOKS = range(10_000, 12_000)


@pytest.mark.soak
async def test_two_thousand_mutated_workbooks(house: House) -> None:
    await many(house, WORKBOOKS)
