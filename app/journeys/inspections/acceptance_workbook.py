"""站点验收表 as a workbook: the clauses with room for what is found, the steps so far, and lines to sign."""

from __future__ import annotations

from app.exchange.papers.forms import ACCEPTANCE_HEADS, STEP_HEADS, counted_words, step_rows
from app.exchange.workbook.printed_sheets import Row, printed_book, sample_mark
from app.inspections.site_form import SiteForm

_WIDTHS = (6, 18, 44, 8, 34, 22, 12)
_STEP_WIDTHS = (18, 14, 20, 60)
_SIGNED = ("验收组成员（签名）：", "建设（运营）单位意见（签名、盖章）：", "县级主管部门意见（签名、盖章）：")


def site_acceptance_workbook(form: SiteForm) -> bytes:
    """The form of one site. What is not known yet stays empty."""
    said = [
        f"站点验收表 · {form.name} · {form.code}",
        f"{form.kind} · {form.place} · {form.address}",
        f"依据{form.document}，申报情况截至 {form.as_of}",
        f"申报日期：{form.declared_on or ''}　验收日期：{form.accepted_on or ''}　{counted_words(form)}",
    ]
    rows: list[Row] = [
        (number, row.title, row.basis, row.level, row.reported, "", "") for number, row in enumerate(form.rows, start=1)
    ]
    steps: list[Row] = [*step_rows(form), *((line, "", "", "") for line in _SIGNED)]
    with printed_book(said[0], sample_mark(form.sample, "zh")) as (book, out):
        book.add("验收表", said, list(zip(ACCEPTANCE_HEADS, _WIDTHS, strict=True)), rows, frozen=2)
        book.add("验收环节", said[:1], list(zip(STEP_HEADS, _STEP_WIDTHS, strict=True)), steps)
    return out.getvalue()
