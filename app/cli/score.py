"""`zhanwang score`: scores half-year documents without touching the database."""

from __future__ import annotations

import click

from app.cli.each_document import FILE, answer_each


@click.command()
@FILE
def score(file: str) -> None:
    """按评分表计算考核得分和应付金额，不读写数据库。 Score half-year documents (FILE, or - for stdin).

    FILE holds a half-year document, a list of them, or one of them a line. One score a line is printed; when anything
    is wrong with any document, nothing is.
    """
    from app.exchange.json_values import json_values
    from app.journeys.assessments.score import score_documents

    answer_each(file, "score", json_values, score_documents)
