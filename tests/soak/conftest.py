"""The demonstration that the long runs are served from."""

from tests.networks import demo_sqlite

__all__ = ["demo_sqlite"]
