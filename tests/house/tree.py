"""The project's own files, and what none of them may say."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

TOP_LEVEL = re.compile(
    r"app|piccolo_migrations|static|seeds|tests|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|Makefile|pyproject\.toml"
    r"|requirements(-dev|-peers)?\.lock|\.ci|\.git(ignore|attributes)|\.editorconfig"
)
MOST_LINES = 400

# The escaped dots and the one-letter classes keep these patterns from finding themselves.
MACHINE_PATHS = re.compile(r"/[w]ork/(main|shared|\.)|\.\./[s]hared\b|(?<![\w.~])/([r]oot|[h]ome/\w+)/")
REGISTRIES = re.compile(
    r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|npmmirror\.com|(deb|security)\.debian\.org"
    r"|tuna\.tsinghua\.edu|mirrors\.aliyun\.com)"
)
CONTENT_NETWORKS = re.compile(
    r"\b(unpkg\.com|jsdelivr\.net|cdnjs\.|cloudflare\.com|code\.jquery\.com|googleapis\.com|gstatic\.com"
    r"|bootstrapcdn\.com|bootcdn\.|staticfile\.)"
)
UNFINISHED = re.compile(r"\b([T]ODO|[F]IXME|[X]XX)\b")
PATCHING = re.compile(
    r"unittest\.mock|\bmocker\b|monkeypatch\.set(attr|item)|pytest\.skip|mark\.(skip|xfail)|[i]mportorskip"
)
SILENCED_TYPE = re.compile(r"#\s*type:\s*[i]gnore(?P<rest>.*)")
SILENCED_LINT = re.compile(r"#\s*[n]oqa(?P<rest>.*)")
TYPE_REASON = re.compile(r"\[[a-z, -]+\]\s+#\s*\w+\W+\w+")
LINT_REASON = re.compile(r":\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*\s+\W*\w+\W+\w+")


def files() -> list[Path]:
    """Every file that is or would be committed, relative to the checkout."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return sorted(path for name in listing.split("\0") if name and (ROOT / (path := Path(name))).is_file())


def own_files() -> list[Path]:
    """The files that were written here: without those of other projects kept in the tree."""
    return [path for path in files() if path.parts[:2] not in (("static", "vendor"), ("tests", "assets"))]


def text_of(path: Path) -> str:
    """The file's text; of a picture or an archive, what of it happens to be text."""
    return (ROOT / path).read_bytes().decode("utf-8", errors="ignore")


def forbidden_words(text: str) -> Iterator[str]:
    """What no file of the tree may name, as `line number: words`."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (MACHINE_PATHS, REGISTRIES, CONTENT_NETWORKS):
            for match in pattern.finditer(line):
                yield f"{number}: {match.group()}"


def unreasoned_silence(text: str) -> Iterator[str]:
    """Checks that are silenced without naming the rule and, on the same line, the reason."""
    for number, line in enumerate(text.splitlines(), start=1):
        for silenced, reason in ((SILENCED_TYPE, TYPE_REASON), (SILENCED_LINT, LINT_REASON)):
            match = silenced.search(line)
            if match and not reason.match(match["rest"]):
                yield f"{number}: {match.group().strip()}"
