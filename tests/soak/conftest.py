"""The demonstration that the long runs are served from, and the registry that workbooks are filled into."""

from tests.databases import database_url, postgres_server, postgres_template
from tests.networks import demo_sqlite, house, registered_sqlite

__all__ = ["database_url", "demo_sqlite", "house", "postgres_server", "postgres_template", "registered_sqlite"]
