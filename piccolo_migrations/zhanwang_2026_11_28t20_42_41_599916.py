from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-28T20:42:41:599916"
VERSION = "1.38.0"
DESCRIPTION = "The revision at which each site was saved"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Site",
        tablename="site",
        column_name="revision",
        db_column_name="revision",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": True,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
