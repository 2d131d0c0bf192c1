"""The import contract: which room may lean on which, and what a room must not touch.

`breaches(app)` reads the source with `ast` and runs none of it. The tables below are the contract; a new room
or a new library in a pure room is entered here on purpose, never by accident.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

GROUND = frozenset({"errors", "normal", "units", "validation", "wording"})
SUBJECTS = frozenset(
    {"access", "proposals", "sites", "standards", "compliance", "coverage", "assessments", "inspections", "search"}
)

# room: the other rooms it may import. asgi wires everything together, so it may see everything.
MAY_IMPORT: dict[str, frozenset[str]] = {
    **dict.fromkeys(GROUND, GROUND),
    "settings": GROUND,
    "sites": GROUND,
    "access": GROUND | {"sites"},
    "standards": GROUND | {"sites"},
    "proposals": GROUND | {"sites", "standards"},
    **dict.fromkeys(
        ("compliance", "coverage", "assessments", "inspections", "search"), GROUND | {"sites", "standards"}
    ),
    "store": GROUND | SUBJECTS | {"settings"},
    "piccolo_conf": frozenset({"store"}),
    "exchange": GROUND | SUBJECTS,
    "journeys": GROUND | SUBJECTS | {"settings", "store", "exchange"},
    "web": GROUND | SUBJECTS | {"settings", "exchange", "journeys"},
    "cli": GROUND | SUBJECTS | {"settings", "exchange", "journeys", "asgi"},
    "asgi": GROUND | SUBJECTS | {"settings", "exchange", "journeys", "store", "web"},
}

# pure room: the libraries, beside the standard one, that it may compute with.
PURE: dict[str, frozenset[str]] = {
    **dict.fromkeys(GROUND, frozenset()),
    **dict.fromkeys(SUBJECTS, frozenset({"pydantic", "pydantic_core", "numpy"})),
    "sites": frozenset({"pydantic", "pydantic_core", "numpy", "geocoordinates_ffi", "pypinyin", "chinese_calendar"}),
    "search": frozenset({"numpy", "pypinyin"}),
    "coverage": frozenset({"pydantic", "pydantic_core", "numpy", "scipy", "highspy", "geopy", "pyproj", "shapely"}),
}
# What of the standard library reaches out of a pure room.
REACHES_OUT = frozenset(
    {
        *("asyncio", "ctypes", "fileinput", "glob", "http", "importlib", "multiprocessing", "os", "pathlib"),
        *(
            "secrets",
            "shutil",
            "socket",
            "sqlite3",
            "ssl",
            "subprocess",
            "sys",
            "tempfile",
            "threading",
            "time",
        ),
        "urllib.request",
    }
)
READS_FILES = frozenset({"pathlib"})
PACK_READERS = frozenset({"standards/reader.py", "standards/pack_files.py"})

DATABASES = frozenset({"piccolo", "sqlite3", "aiosqlite", "asyncpg"})
PAGES = frozenset({"litestar", "litestar_htmx", "jinja2", "folium", "branca"})
# room: libraries that belong to another room.
NEVER: dict[str, frozenset[str]] = {
    "store": PAGES,
    "exchange": PAGES | DATABASES,
    "journeys": PAGES | DATABASES,
    "web": DATABASES,
    "cli": DATABASES | PAGES,
    "asgi": DATABASES,
    "settings": PAGES | DATABASES,
    "piccolo_conf": PAGES,
}
MAY_ASK_THE_TIME = frozenset({"journeys", "web", "cli", "asgi"})

CLOCK = re.compile(r"\b(datetime|date)\.(now|today|utcnow)$|^time\.(time|time_ns)$")
FILE_ACCESS = re.compile(r"^(open|io\.open)$|\.(read_text|write_text|read_bytes|write_bytes)$")
STATEMENT = re.compile(
    r"^\s*(SELECT\s[\s\S]+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+\S+\s+AS\s*\("
    r"|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|VIEW|TRIGGER|UNIQUE)\b|PRAGMA\s|SAVEPOINT\s)"
)


def breaches(app: Path) -> list[str]:
    """Every breach of the contract in the package folder `app`, as `path:line: what is wrong`."""
    return sorted(breach for path in app.rglob("*.py") for breach in _breaches_in(path, app))


def _breaches_in(path: Path, app: Path) -> Iterator[str]:
    inside = path.relative_to(app)
    room = inside.parts[0].removesuffix(".py")
    if room == "__init__":
        return
    if room not in MAY_IMPORT:
        yield f"{inside}:1: no such room in the contract: {room}"
        return
    tree = ast.parse(path.read_text("utf-8"), str(path))
    for node in ast.walk(tree):
        for fault in _faults(node, inside, room):
            yield f"{inside}:{getattr(node, 'lineno', 1)}: {fault}"


def _faults(node: ast.AST, inside: Path, room: str) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for name in _imported(node, inside):
            yield from _import_faults(name, inside, room)
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if CLOCK.search(called) and room not in MAY_ASK_THE_TIME:
            yield f"{room} reads the clock: {called}()"
        if room in PURE and FILE_ACCESS.search(called) and inside.as_posix() not in PACK_READERS:
            yield f"{room} is pure and opens a file: {called}()"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        statement = STATEMENT.match(node.value)
        if statement and room != "store":
            yield f"SQL outside the store: {node.value.strip()[:40]!r}"


def _import_faults(name: str, inside: Path, room: str) -> Iterator[str]:
    top, _, rest = name.partition(".")
    if top == "app":
        other = rest.partition(".")[0]
        if other and other != room and other not in MAY_IMPORT[room]:
            yield f"{room} imports {other}"
    elif room in PURE:
        may_open = inside.as_posix() in PACK_READERS
        if top in PAGES | DATABASES:
            yield f"{room} is pure and imports {top}"
        elif _is_in(name, REACHES_OUT) and not (may_open and _is_in(name, READS_FILES)):
            yield f"{room} is pure and reaches out with {name}"
        elif not _is_standard(top) and top not in PURE[room]:
            yield f"{room} is pure and has no leave to compute with {top}"
    elif top in NEVER[room]:
        yield f"{room} imports {top}"


def _imported(node: ast.Import | ast.ImportFrom, inside: Path) -> list[str]:
    """The full names that an import statement brings in, relative ones resolved from where they stand."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    module = node.module or ""
    if node.level:
        # One dot is the package the module stands in, which is the module's folder, also for an __init__.py.
        package = ["app", *inside.parts[:-1]]
        module = ".".join([*package[: len(package) - node.level + 1], *module.split(".")]).rstrip(".")
    return [f"{module}.{alias.name}" for alias in node.names]


def _is_in(name: str, modules: frozenset[str]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def _is_standard(top: str) -> bool:
    return top in sys.stdlib_module_names
