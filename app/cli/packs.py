"""`zhanwang packs`: programme packs, looked over before they are used."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.terminal import NOT_PASSED, complain_of, emit


@click.group()
def packs() -> None:
    """方案包。 Programme packs."""


@packs.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def check(directory: Path) -> int:
    """检查方案包，逐条指出文件、行号与原因。 Check packs: every fault with file, line and reason.

    DIR is one pack, a folder of packs, or a seeds folder. Exits 1 when there are faults.
    """
    from app.errors import InvalidInput
    from app.journeys.registry.check_packs import check_packs
    from app.settings import read_settings

    settings = read_settings()
    try:
        checked = check_packs(directory, settings.seeds_dir)
    except InvalidInput as error:
        complain_of(error.faults)
        return NOT_PASSED
    for pack in checked:
        programme = pack.programme
        emit(
            f"{programme.slug}: {len(programme.kinds)} kinds, {len(programme.clauses)} clauses,"
            f" {len(programme.targets)} targets, {pack.sites} named sites, {pack.cases} worked cases\n"
        )
    return 0
