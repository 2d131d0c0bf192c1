"""What piccolo wants to know: the tables, and the folder that holds their migrations and nothing else."""

from piccolo.conf.apps import AppConfig

from app.store.migrate import APP_NAME, MIGRATIONS
from app.store.schema import TABLES

APP_CONFIG = AppConfig(app_name=APP_NAME, migrations_folder_path=MIGRATIONS, table_classes=list(TABLES))
