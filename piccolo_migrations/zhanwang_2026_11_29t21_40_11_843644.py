from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import DoublePrecision

ID = "2026-11-29T21:40:11:843644"
VERSION = "1.38.0"
DESCRIPTION = "Sites are found by where they stand, so that a shared point is noticed without reading all"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Site",
        tablename="site",
        column_name="lon",
        db_column_name="lon",
        params={"index": True},
        old_params={"index": False},
        column_class=DoublePrecision,
        old_column_class=DoublePrecision,
        schema=None,
    )

    return manager
