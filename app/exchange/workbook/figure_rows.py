"""Reading the sheets of figures: a row a figure of a site, a column a period."""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head, is_period
from app.exchange.workbook.layout import NAME
from app.exchange.workbook.listed import Listed, Row, listed_rows, row_listed
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.values import clears, is_blank, number_in, text_in
from app.normal.text import compared

_FIXED = frozenset({"code", NAME, "label", "metric"})


class FigureRows:
    """The reader of the sheets of figures."""

    def __init__(self, found: Findings) -> None:
        self.found = found

    def read(self, head: Head) -> None:
        """All rows of a sheet."""
        found = self.found
        place = found.begin_sheet()
        if "metric" not in head.codes:
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“项目代码”列（代码 metric），请从下载的填报表中恢复此列"
            found.fault(where, "no_codes", zh, f"the sheet “{head.name}” has no column metric; restore it")
            return
        found.lists_read.add("metrics")
        strange = {place for code, place in head.codes.items() if code not in _FIXED and not is_period(code)}
        for place in sorted({*strange, *head.uncoded()}):
            name = head.header(place) or text_in(head.sheet.value(head.row, place))
            zh = f"工作表“{head.name}”的“{name}”列不是统计时段，未读取"
            found.not_read(zh, f"the column “{name}” of “{head.name}” is no period and was not read")
        listed = listed_rows(found, head, place)
        to_read = self._take, listed
        for code in listed.numbers:
            found.sites[code].unread.append(to_read)

    def _take(self, site: SiteCells, listed: Listed) -> None:
        """Take the rows of a sheet into their site."""
        head = listed.head
        periods = [code for code in head.codes if is_period(code)]
        for number in listed.numbers[site.code]:
            self._row(head, row_listed(self.found, listed, site, number), periods)

    def _row(self, head: Head, row: Row, periods: Sequence[str]) -> None:
        found, site = self.found, row.site
        known = found.programmes[site.programme].vocabulary.metrics
        metric = compared(text_in(row.values.get("metric")))
        which = Placed(head.cell(row.number, "metric"), site.label, "项目代码", metric)
        filled = {period: row.values[period] for period in periods}
        if "metric" in row.broken or (metric not in known and all(is_blank(value) for value in filled.values())):
            return
        if metric not in known:
            found.fault(
                which, "unknown_code", "没有此项目代码，请勿改动此列", "there is no such figure; leave the codes"
            )
            return
        kind = known[metric]
        for period, value in filled.items():
            if period in row.broken:
                continue
            item = f"metrics.{metric}.{period}"
            when = "累计" if period == "cumulative" else period
            placed = Placed(head.cell(row.number, period), site.label, f"{kind.label.zh} {when}", text_in(value))
            if is_blank(value):
                if item not in site.items:
                    site.blank.append((item, placed))
                continue
            faults = len(found.faults)
            said = None if clears(value) else found.take(site, item, placed, number_in(value, kind.unit.zh))
            if item in site.items or item in site.placed:
                first = site.placed[item]
                if first.cell.sheet == head.name or site.items.get(item) != said:
                    found.twice(
                        f"{site.label} 的{kind.label.zh} {when} ", f"{metric} {period} of {site.label}", first, placed
                    )
                continue
            site.placed[item] = placed
            site.placed[f"{item}.value"] = placed
            site.placed[f"{item}.metric"] = which
            site.placed[f"{item}.period"] = Placed(Cell(head.name, head.row, head.codes[period]), "", when)
            if len(found.faults) == faults:
                site.items[item] = said
