from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T00:40:18:022247"
VERSION = "1.38.0"
DESCRIPTION = "Drop the count of wrong passwords: attempts are counted in access_record"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.drop_column(
        table_class_name="Account",
        tablename="account",
        column_name="failed_attempts",
        db_column_name="failed_attempts",
        schema=None,
    )

    manager.drop_column(
        table_class_name="Account",
        tablename="account",
        column_name="last_failed_at",
        db_column_name="last_failed_at",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Account",
        tablename="account",
        constraint_name="account_failures_counted",
        schema=None,
    )

    return manager
