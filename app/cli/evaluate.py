"""`zhanwang evaluate`: judges site documents without touching the database."""

from __future__ import annotations

import click

from app.cli.each_document import FILE, answer_each


@click.command()
@FILE
def evaluate(file: str) -> None:
    """逐条评估站点文档，不读写数据库。 Judge site documents (FILE, or - for stdin).

    FILE holds a site document, an envelope {"as_of": "2026-11-22", "site": {…}}, a list of these, or one of
    them a line. One verdict a line is printed; when anything is wrong with any document, nothing is.
    """
    from app.exchange.evaluation import to_evaluate
    from app.journeys.network.evaluate import judge_documents

    answer_each(file, "evaluate", to_evaluate, judge_documents)
