"""The workbook of 1,190 and of 3,000 sites that have reported everything: written, read in the child, read as sites,
marked with faults; the memory of this process.
"""

from __future__ import annotations

import pytest

from app.errors import TooLarge
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.marking import marked
from app.exchange.workbook.sheets import Cell
from tests.bench.measuring import peak_megabytes, tell, timed
from tests.fields.whole_site import DAY
from tests.standards.cases import seeds
from tests.workbook.large import known, well_equipped, workbook_of
from tests.workbook.whole import read_whole

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("count", [1_190, 3_000])
def test_its_own_workbook_is_read_again(count: int) -> None:
    documents = well_equipped(count)
    written = timed(lambda: workbook_of(documents))
    raw = written.answer
    sheets = timed(lambda: read_sheets(raw))
    content = timed(lambda: read_whole(sheets.answer, seeds().programmes, DAY, known(documents)))
    assert content.answer.faults == ()
    assert len(content.answer.sites) == count

    def with_faults() -> str:
        try:
            return f"{len(marked(raw, [(Cell('公共就业创业服务点', row, 5), 'x') for row in range(2, 502)])):,} bytes"
        except TooLarge:
            return "too large: the list alone"

    marking = timed(with_faults)
    tell(
        f"The workbook of {count:,} well-equipped sites, {len(raw) / 1e6:.1f} MB",
        f"written              {written}",
        f"cells read (child)   {sheets}",
        f"read as sites        {content}",
        f"500 faults marked    {marking}: {marking.answer}",
        f"peak memory          {peak_megabytes()} MB",
    )
