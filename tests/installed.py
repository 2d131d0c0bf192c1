"""What every house of a test stands on: the project's own seeds, and settings that nobody else has a say in."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.settings import Settings
from app.standards.reader import Seeds, read_seeds

ROOT = Path(__file__).parents[1]


class _Given(Settings):
    """Settings that stand in no other place than in the call: looking into the environment takes 3 ms each time."""

    def __init__(self, **given: Any) -> None:
        BaseModel.__init__(self, **given)


def settings_for(url: str, folder: Path, **more: object) -> Settings:
    """Settings that no environment and no `.env` of the developer has a say in."""
    return _Given(database_url=url, data_dir=folder, **more)  # type: ignore[arg-type] # any of the fields


@cache
def seeds() -> Seeds:
    """The project's own seeds, read once a worker."""
    return read_seeds(ROOT / "seeds")
