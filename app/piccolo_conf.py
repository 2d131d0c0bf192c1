"""One configuration for piccolo, whichever engine is in use.

Piccolo asks here for the engine while `store.migrate` runs, and gets the bound one. Its command line is only
needed to write a new migration, which is done from the code alone and needs no database::

    PICCOLO_CONF=app.piccolo_conf piccolo migrations new zhanwang --auto

Applying migrations is for `store.migrate`: piccolo's own `forwards` takes no lock and puts the rules outside
CREATE TABLE. Without a bound engine it meets an empty database in memory, so it can do no harm.
"""

from typing import Any

from piccolo.conf.apps import AppRegistry
from piccolo.engine.base import Engine
from piccolo.engine.sqlite import SQLiteEngine

from app.store.engine import bound_engine

APP_REGISTRY = AppRegistry(apps=["app.store.piccolo_app"])


def __getattr__(name: str) -> Engine[Any]:
    if name == "DB":
        return bound_engine() or SQLiteEngine(path=":memory:")
    raise AttributeError(name)
