"""A Python with pyvalhalla and pyrosm in it, made once and kept in the user's cache; or the reason why there is none.

pyvalhalla needs Python 3.12; the project runs on 3.11 too. Neither package is one of the project's dependencies: the
two serve this one comparison, and pyrosm only for the extract that it carries.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("pyvalhalla==3.9.1", "pyrosm==0.25.0")
OLDEST = (3, 12)


def valhalla_python() -> tuple[Path | None, str]:
    """The interpreter, or None and why."""
    base = newer_python()
    if base is None:
        return None, "no Python 3.12 or newer on the path or under pyenv; pyvalhalla is not built for older ones"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "zhanwang-bench" / "-".join((*PACKAGES, version_of(base))).replace("==", "-")
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        for command in (
            [base, "-m", "venv", home],
            [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps", *PACKAGES],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return None, f"{' '.join(map(str, command))} failed: {done.stderr.strip()[-400:]}"
        (home / "complete").touch()
    return python, ""


def newer_python() -> Path | None:
    """This Python if it is new enough, else the first one found that is."""
    if sys.version_info >= OLDEST:
        return Path(sys.executable)
    named = [found for minor in range(OLDEST[1], 20) if (found := shutil.which(f"python3.{minor}"))]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = sorted(pyenv.glob("versions/3.*/bin/python3"))
    for python in (*map(Path, named), *kept):
        found = re.match(r"3\.(\d+)", version_of(python))
        if found and int(found[1]) >= OLDEST[1]:
            return python
    return None


def version_of(python: Path) -> str:
    """What a Python says its version is; nothing if it does not start (pyenv's names for absent ones do not)."""
    asked = [python, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
