from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from app.store.change_chain import BEGINNING, LINKED, link

ID = "2026-11-29T06:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The change records there are get the fingerprints of their chain"

AT_ONCE = 500


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)
    manager.add_raw(_chain_all)
    return manager


async def _chain_all():
    columns = ", ".join(f'"{name}"' for name in LINKED)
    chain, seen = BEGINNING, 0
    while rows := await Migration.raw(
        f'SELECT {columns} FROM "change" WHERE sequence > {{}} ORDER BY sequence LIMIT {AT_ONCE}', seen
    ):
        for row in rows:
            chain, seen = link(chain, row), row["sequence"]
            await Migration.raw('UPDATE "change" SET chain = {} WHERE sequence = {}', chain, seen)
