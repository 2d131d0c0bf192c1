"""`zhanwang score`: scores half-year documents without touching the database."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
def score(file: str) -> None:
    """按评分表计算考核得分和应付金额，不读写数据库。 Score half-year documents (FILE, or - for stdin).

    FILE holds a half-year document, a list of them, or one of them a line. One score a line is printed; when anything
    is wrong with any document, nothing is.
    """
    if file == "-":
        _score(sys.stdin.buffer)
    else:
        with open(file, "rb") as stream:
            _score(stream)


def _score(stream: BinaryIO) -> None:
    from app.errors import Fault, InvalidInput
    from app.exchange.json_values import json_values
    from app.exchange.strict_json import dump_json
    from app.journeys.assessments.score import score_documents
    from app.journeys.house import build_house
    from app.settings import read_settings

    faults: list[Fault] = []
    scores = list(score_documents(build_house(read_settings()), json_values(stream, faults), faults))
    if faults:
        raise InvalidInput(faults)
    for found in scores:
        sys.stdout.buffer.write(dump_json(found.as_document()) + b"\n")
    sys.stdout.buffer.flush()
