"""The service circle as plain text: the figures, what they rest on, every village with its nearest site."""

from __future__ import annotations

from collections.abc import Mapping

from app.cli.tables import TextSheet, table_of
from app.compliance.network_clause import NetworkVerdict
from app.compliance.verdicts import VERDICTS
from app.coverage.account import STANDING_LABELS
from app.coverage.report_wording import headline, notes
from app.journeys.coverage.circle import Reckoned

_HEADS = (
    "乡镇（街道） Township",
    "村（社区） Village",
    "分钟 Minutes",
    "限 Limit",
    "最近站点 Site",
    "结果 Standing",
)


def as_text(found: Reckoned, verdict: NetworkVerdict | None, names: Mapping[str, str]) -> str:
    """The whole result; `names` are those of divisions by code."""
    report = found.report
    sheet = TextSheet()
    sheet.print(f"{found.programme.title.zh} · {report.as_of.isoformat()}")
    sheet.print(headline(report).zh + "\n" + headline(report).en)
    if verdict is not None:
        state, said = VERDICTS[verdict.verdict], verdict.explanation
        sheet.print(f"{state.zh}：{said.zh}（{found.programme.document} {verdict.circle.section}）")
        sheet.print(f"{state.en}: {said.en}")
    for note in notes(report):
        sheet.print(f"- {note.zh}\n  {note.en}")
    table = table_of(*_HEADS)
    for entry in sorted(report.entries, key=lambda e: (e.place.township, e.place.code)):
        reach, label = entry.reach, STANDING_LABELS[entry.standing]
        minutes = "" if reach is None else f"{reach.shortest.minutes}–{reach.longest.minutes}"
        rough = "（约）" if entry.place.approximate else ""
        table.add_row(
            names.get(entry.place.township, entry.place.township),
            entry.place.name + rough,
            minutes,
            str(entry.limit.minutes),
            reach.site if reach else "",
            f"{label.zh} {label.en}",
        )
    sheet.print(table)
    return sheet.text
