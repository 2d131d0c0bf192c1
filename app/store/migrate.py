"""Bring a database up to date from code, safely also when several processes start at once.

Each migration runs inside one `transaction()` together with the note that it ran: the store's lock lets one process
through, the next one finds the note, and a crash between the two leaves nothing behind.

A migration file is what ``piccolo migrations new`` writes, unedited; the rules of new tables are moved inside CREATE
TABLE here. SQLite cannot change a column's type, default or emptiness: such a migration makes a new table, copies the
rows and takes the old one's name. A rule that comes or goes does so in the table's text (`sqlite_rules.py`).
"""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import fields
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.query import Create, Query
from piccolo.query.base import DDL
from piccolo.schema import SchemaDDLBase

from app.store.engine import Engine, bind, transaction
from app.store.refusals import unavailable
from app.store.schema import CreateWithRules
from app.store.sqlite_rules import add_rule, drop_rule

APP_NAME = "zhanwang"
MIGRATIONS = Path(__file__).resolve().parents[2] / "piccolo_migrations"
"""For piccolo's own command they stand in `piccolo_app`, whose configuration brings a formatter of code along."""


async def migrate(engine: Engine, *, up_to: str | None = None) -> list[str]:
    """Bind `engine`, apply every migration it lacks, and give their ids; `up_to` names the last one to apply.

    Raises `Unavailable` when the database was brought up to date by a newer program, which this one must not write
    to.
    """
    bind(engine)
    applied: list[str] = []
    if not await pending(engine):
        return applied
    for migration in _migrations():
        async with transaction():
            await Migration.create_table(if_not_exists=True)
            if migration.ID not in await _ran():
                await _apply(migration)
                applied.append(migration.ID)
        if up_to == migration.ID:
            break
    return applied


async def pending(engine: Engine) -> list[str]:
    """Ids of the migrations that this database lacks; empty when it is up to date. Changes nothing."""
    Migration._meta.db = engine
    ran = await _ran() if await _has_notes(engine) else []
    return [migration.ID for migration in _migrations() if migration.ID not in ran]


async def _has_notes(engine: Engine) -> bool:
    """Whether the table of migrations that ran stands where this connection looks: piccolo asks of any schema."""
    if engine.engine_type == "postgres":
        return bool((await Migration.raw("SELECT to_regclass('migration') IS NOT NULL AS here"))[0]["here"])
    return bool(await Migration.table_exists())


def known_migrations() -> tuple[str, ...]:
    """Ids of all migrations of this program, oldest first."""
    return tuple(str(migration.ID) for migration in _migrations())


class _RulesInside(MigrationManager):
    """A migration whose new tables get their rules inside CREATE TABLE, and whose rules go before their columns do."""

    async def _run_query(self, query: DDL | Query[Any, Any] | SchemaDDLBase) -> None:
        await super()._run_query(CreateWithRules(query.table) if isinstance(query, Create) else query)

    async def _run_drop_columns(self, backwards: bool = False) -> None:
        # SQLite drops no column that a rule still speaks of; PostgreSQL takes the rule with it, and does not mind.
        await self._run_drop_constraints(backwards)
        await super()._run_drop_columns(backwards)

    async def _run_drop_constraints(self, backwards: bool = False) -> None:
        if Migration._meta.db.engine_type != "sqlite":
            await super()._run_drop_constraints(backwards)
            return
        for dropped in self.drop_constraints.drop_constraints:
            await drop_rule(dropped.tablename, dropped.constraint_name)

    async def _run_add_constraints(self, backwards: bool = False) -> None:
        if Migration._meta.db.engine_type != "sqlite":
            await super()._run_add_constraints(backwards)
            return
        made = {table.class_name for table in self.add_tables}
        for added in self.add_constraints.add_constraints:
            if added.table_class_name not in made:
                rule = added.constraint
                await add_rule(added.tablename, rule._meta.name, str(rule._meta.params["condition"]))


async def _apply(migration: ModuleType) -> None:
    manager = await migration.forwards()
    with redirect_stdout(io.StringIO()):  # piccolo prints pictures, which not every console can show
        await _RulesInside(**{field.name: getattr(manager, field.name) for field in fields(manager)}).run()
    await Migration.insert(Migration(name=migration.ID, app_name=APP_NAME))


async def _ran() -> list[str]:
    ran = await Migration.get_migrations_which_ran(APP_NAME)
    if unknown := set(ran) - {migration.ID for migration in _migrations()}:
        raise unavailable(f"a newer version of this program has used it (migration {max(unknown)})")
    return ran


@cache
def _migrations() -> tuple[ModuleType, ...]:
    """The migration files, oldest first; compiled once a process, since every opening asks for them several times."""
    ordered = sorted((_loaded(file) for file in MIGRATIONS.glob("*.py")), key=lambda migration: str(migration.ID))
    return tuple(ordered)


def _loaded(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"piccolo_migrations.{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
