from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

ID = "2026-11-29T05:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A signed audit, and what any audit froze of a site, is changed and deleted by nobody"

SIGNED = "county_audit_signed_stays"
FROZEN = "audited_site_stays"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)
    manager.add_raw(_on_sqlite if Migration._meta.db.engine_type == "sqlite" else _on_postgres)
    return manager


async def _on_sqlite():
    for name, table, when in _rules():
        for event in ("UPDATE", "DELETE"):
            await Migration.raw(
                f'CREATE TRIGGER "{name}_{event.lower()}" BEFORE {event} ON "{table}" {when} '
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )


async def _on_postgres():
    # As any rule that is broken: class 23, with the name of the rule.
    await Migration.raw(
        "CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%', TG_NAME USING ERRCODE = '23000', CONSTRAINT = TG_NAME; END $$"
    )
    for name, table, when in _rules():
        await Migration.raw(
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {when} '
            "EXECUTE FUNCTION audit_stays()"
        )


def _rules():
    """Name, table and condition of each rule."""
    return ((SIGNED, "county_audit", "WHEN (OLD.signed_at IS NOT NULL)"), (FROZEN, "audited_site", ""))
