"""`zhanwang evaluate`: judges site documents without touching the database."""

from __future__ import annotations

import shutil
import sys
import tempfile
from typing import BinaryIO

import click

from app.cli.terminal import tracked

KEPT_IN_MEMORY = 64 * 1024 * 1024


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
def evaluate(file: str) -> None:
    """逐条核验站点文档，不读写数据库。 Judge site documents (FILE, or - for stdin).

    FILE holds a site document, an envelope {"as_of": "2026-11-22", "site": {…}}, a list of these, or one of
    them a line. One verdict a line is printed; when anything is wrong with any document, nothing is.
    """
    if file == "-":
        _evaluate(sys.stdin.buffer)
    else:
        with open(file, "rb") as stream:
            _evaluate(stream)


def _evaluate(stream: BinaryIO) -> None:
    from app.errors import Fault, InvalidInput
    from app.exchange.evaluation import to_evaluate
    from app.exchange.strict_json import dump_json
    from app.journeys.house import build_house
    from app.journeys.network.evaluate import evaluate as evaluated
    from app.settings import read_settings

    house = build_house(read_settings())
    faults: list[Fault] = []
    with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as verdicts:
        for verdict in evaluated(house, tracked(to_evaluate(stream, faults), "evaluate"), faults):
            verdicts.write(dump_json(verdict.as_document()) + b"\n")
        if faults:
            raise InvalidInput(faults)
        verdicts.seek(0)
        shutil.copyfileobj(verdicts, sys.stdout.buffer)
        sys.stdout.buffer.flush()
