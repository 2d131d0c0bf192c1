from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID, BigInt, Text, Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check, Unique

ID = "2026-11-29T11:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "People outside report a fault of a site and look the answer up by its number."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="zhanwang", description=DESCRIPTION)

    manager.add_table(
        class_name="FaultReport",
        tablename="fault_report",
        schema=None,
        columns=None,
    )

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="number",
        db_column_name="number",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": None,
            "null": False,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="site_code",
        db_column_name="site_code",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": None,
            "null": False,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="sort",
        db_column_name="sort",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": None,
            "null": False,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="words",
        db_column_name="words",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": None,
            "null": False,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="phone",
        db_column_name="phone",
        column_class_name="Text",
        column_class=Text,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="photo_sha256",
        db_column_name="photo_sha256",
        column_class_name="Text",
        column_class=Text,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="reported_at",
        db_column_name="reported_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": False,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="answer",
        db_column_name="answer",
        column_class_name="Text",
        column_class=Text,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="answered_by_key",
        db_column_name="answered_by_key",
        column_class_name="Text",
        column_class=Text,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="answered_by_name",
        db_column_name="answered_by_name",
        column_class_name="Text",
        column_class=Text,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="answered_at",
        db_column_name="answered_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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

    manager.add_column(
        table_class_name="FaultReport",
        tablename="fault_report",
        column_name="version",
        db_column_name="version",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": False,
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

    manager.add_constraint(
        table_class_name="FaultReport",
        tablename="fault_report",
        constraint_name="fault_report_number_once",
        constraint_class=Unique,
        params={"columns": ["number"], "nulls_distinct": True},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="FaultReport",
        tablename="fault_report",
        constraint_name="fault_report_sort_known",
        constraint_class=Check,
        params={"condition": "sort IN ('closed', 'moved', 'hours', 'telephone', 'other')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="FaultReport",
        tablename="fault_report",
        constraint_name="fault_report_named",
        constraint_class=Check,
        params={"condition": "site_code <> '' AND number <> ''"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="FaultReport",
        tablename="fault_report",
        constraint_name="fault_report_version_counts_from_1",
        constraint_class=Check,
        params={"condition": "version >= 1"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="FaultReport",
        tablename="fault_report",
        constraint_name="fault_report_answer_whole",
        constraint_class=Check,
        params={
            "condition": "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_key IS NULL) AND (answer IS NULL) = (answered_by_name IS NULL)"
        },
        schema=None,
    )

    return manager
