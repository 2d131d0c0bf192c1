"""What piccolo wants to know: the tables, and the folder that holds their migrations and nothing else."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from app.store.schema import TABLES

APP_CONFIG = AppConfig(
    app_name="zhanwang",
    migrations_folder_path=Path(__file__).resolve().parents[2] / "piccolo_migrations",
    table_classes=list(TABLES),
)
