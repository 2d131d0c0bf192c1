from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-24T22:28:47:506712"
VERSION = "1.38.0"
DESCRIPTION = "What a proposal is carried on by"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Proposal",
        tablename="proposal",
        column_name="carried_on_by",
        db_column_name="carried_on_by",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
