from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-29T14:43:28:079906"
VERSION = "1.38.0"
DESCRIPTION = "The bureau records after the term whether there were quality problems, before the retention is paid."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.drop_constraint(
        table_class_name="ContractEntry",
        tablename="contract_entry",
        constraint_name="contract_entry_kind_known",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="ContractEntry",
        tablename="contract_entry",
        constraint_name="contract_entry_kind_listed",
        constraint_class=Check,
        params={"condition": "kind IN ('objection', 'request', 'paid', 'warning', 'replacement', 'quality')"},
        schema=None,
    )

    return manager
