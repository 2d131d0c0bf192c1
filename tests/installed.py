"""What every house of a test stands on: the project's own seeds, and settings that nobody else has a say in."""

from functools import cache
from pathlib import Path

from app.settings import Settings
from app.standards.reader import Seeds, read_seeds

ROOT = Path(__file__).parents[1]


def settings_for(url: str, folder: Path, **more: object) -> Settings:
    """Settings that no environment and no `.env` of the developer has a say in."""
    return Settings(_env_file=None, database_url=url, data_dir=folder, **more)  # type: ignore[call-arg] # pydantic-settings takes it


@cache
def seeds() -> Seeds:
    """The project's own seeds, read once a worker."""
    return read_seeds(ROOT / "seeds")
