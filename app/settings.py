"""Settings of one installation, read from the environment and passed in; nothing here is built at import.

Every setting is an environment variable with the prefix ``ZHANWANG_`` (``ZHANWANG_DATA_DIR=…``) or a line of
a ``.env`` file in the working directory; the environment wins. A wrong value is refused by its name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import Fault, InvalidInput
from app.validation import Unfit, said_in_both
from app.wording import Wording

PROJECT_DIR = Path(__file__).resolve().parent.parent
_DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
_MEBIBYTE = 1024 * 1024


class Settings(BaseSettings):
    """What differs from one county's installation to the next."""

    model_config = SettingsConfigDict(env_prefix="ZHANWANG_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    """Where the SQLite database and uploaded evidence live. Made when missing."""

    database_url: str = ""
    """``sqlite:///PATH`` or ``postgres://…``. Left empty: ``zhanwang.sqlite`` in the data directory."""

    database_connections: Annotated[int, Field(ge=2, le=1000)] = 10
    """How many connections to PostgreSQL each process opens at most. SQLite has its own few."""

    replica_url: str = ""
    """``postgres://…`` of a streaming replica of the database, for long readings. Left empty: there is none."""

    seeds_dir: Path = PROJECT_DIR / "seeds"
    """Programme packs, divisions and boundaries."""

    static_dir: Path = PROJECT_DIR / "static"
    """Stylesheets, scripts and pictures of the pages."""

    base_url: str = ""
    """How it is reached from outside (``https://…``), for absolute links. Left empty: relative links, no QR codes."""

    home_programme: str = ""
    """Slug of the programme that the public map opens with. Left empty: the one with the most sites."""

    open_data_licence: str = ""
    """Under which licence the open data may be used, as one line. Left empty: it is said that none is stated."""

    embed_origins: str = "*"
    """Whose pages may show `/embed` in a frame: origins (``https://town.example``), blanks between; ``*`` for all."""

    offline: bool = False
    """Whether browsers keep public pages that were opened, for when there is no network."""

    organ: str = ""
    """Who answers for the site (主办单位). This and the three below stand in the footer; left empty, they do not."""

    site_code: str = ""
    """The code of a government site (政府网站标识码)."""

    icp_record: str = ""
    """The number of its record at the ministry (ICP 备案号)."""

    police_record: str = ""
    """The number of its record at the police (公安备案号)."""

    map_approval: str = ""
    """The approval number (审图号) of what the public map draws: the boundaries in the seeds, and the roads and waters
    that were loaded. Left empty: the public is shown none of them, except in a demonstration, whose outline is said to
    be a sketch."""

    public_compliance: bool = True
    """Whether the public sees verdicts. The numbers of planned and built sites are shown either way."""

    tiles_url: str = ""
    """Address of map tiles (``https://…/{z}/{x}/{y}.png``). Left empty: no request to another host."""

    tiles_attribution: str = ""
    """Whose map the tiles are, with its approval number (审图号). Required beside `tiles_url`."""

    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses of reverse proxies, comma-separated, whose ``X-Forwarded-*`` headers are believed."""

    max_body_mib: Annotated[int, Field(ge=1, le=1024)] = 16
    """The largest request body that is read, in MiB."""

    request_head_seconds: Annotated[float, Field(gt=0, le=600)] = 10
    """How long the head of a request may take to arrive."""

    request_body_seconds: Annotated[float, Field(gt=0, le=3600)] = 30
    """How long a body may take to arrive, beside one second for every 8 KiB of it."""

    plan_patience_seconds: Annotated[float, Field(gt=0, le=60)] = 5
    """How long a search for sites that was stopped may go on before it is left to itself. Shorter than the 10 seconds
    in which a server ends."""

    plan_beat_seconds: Annotated[float, Field(gt=0, le=10)] = 1
    """How often a search for sites writes down how it stands, and hears whether it shall stop."""

    session_days: Annotated[int, Field(ge=1, le=90)] = 7
    """After how many days one has to sign in again, however busy one was."""

    anonymous_documents_per_minute: Annotated[int, Field(ge=1)] = 5000
    """How many documents one address may have judged within a minute without signing in, in each worker process."""

    review_escalation_days: Annotated[tuple[int, int], NoDecode] = (7, 14)
    """After how many days without a decision a proposal climbs to the county, and then is marked overdue."""

    @field_validator("review_escalation_days", mode="before")
    @classmethod
    def _two_limits(cls, value: object) -> object:
        days = tuple(int(part) for part in value.split(",")) if isinstance(value, str) else value
        if not isinstance(days, tuple) or len(days) != 2 or not 0 < days[0] < days[1]:
            raise Unfit("须为两个由小到大的天数，如 7,14", "must be two rising numbers of days, such as 7,14")
        return days

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in _DATABASE_SCHEMES:
            raise Unfit("须以 sqlite:/// 或 postgres:// 开头", "must begin with sqlite:/// or postgres://")
        return value

    @field_validator("replica_url")
    @classmethod
    def _of_postgres(cls, value: str, others: ValidationInfo) -> str:
        addresses = (value, others.data.get("database_url", ""))
        if value and not all(urlsplit(one).scheme in _DATABASE_SCHEMES[1:] for one in addresses):
            raise Unfit(
                "须以 postgres:// 开头，且 ZHANWANG_DATABASE_URL 也是 PostgreSQL",
                "must begin with postgres://, as ZHANWANG_DATABASE_URL must too",
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            raise Unfit("须以 http:// 或 https:// 开头", "must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("embed_origins")
    @classmethod
    def _framing(cls, value: str) -> str:
        if value != "*" and not all(re.fullmatch(r"https?://[\w.*-]+(:\d+)?", one) for one in value.split()):
            raise Unfit(
                "须为 * 或以空格分开的网址来源，如 https://town.example",
                "must be * or origins, as https://town.example",
            )
        return value if value.split() else "'none'"

    @field_validator("tiles_url")
    @classmethod
    def _tile_template(cls, value: str) -> str:
        if value and not (re.match(r"https?://[^/]", value) and {"z", "x", "y"} <= _placeholders(value)):
            raise Unfit("须为含 {z}、{x}、{y} 的 http(s) 地址", "must be an http(s) address with {z}, {x} and {y}")
        return value

    @model_validator(mode="after")
    def _tiles_name_their_source(self) -> Self:
        if self.tiles_url and not self.tiles_attribution.strip():
            raise ValueError("tiles_url needs tiles_attribution")
        return self

    @property
    def database(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'zhanwang.sqlite'}"

    @property
    def base_path(self) -> str:
        """The path of the public address below which everything is served (``/jiuye``); empty where there is none."""
        return urlsplit(self.base_url).path

    @property
    def evidence_dir(self) -> Path:
        """Where uploaded evidence is kept."""
        return self.data_dir / "evidence"

    @property
    def max_body_bytes(self) -> int:
        """The largest request body that is read, in bytes."""
        return self.max_body_mib * _MEBIBYTE

    @property
    def tiles_origin(self) -> str:
        """Scheme and host of the tiles for the content security policy; empty without tiles."""
        if not self.tiles_url:
            return ""
        parts = urlsplit(self.tiles_url)
        host = re.sub(r"^[^.{]*\{s\}[^.]*\.", "*.", parts.netloc)
        return f"{parts.scheme}://{host}"


def _placeholders(template: str) -> set[str]:
    return set(re.findall(r"\{(\w)\}", template))


def read_settings() -> Settings:
    """The settings of this process. Raises InvalidInput naming every variable with a wrong value."""
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidInput(
            Fault(
                "ZHANWANG_" + ".".join(str(part) for part in fault["loc"]).upper(),
                "setting",
                said_in_both(fault),
            )
            if fault["loc"]
            else Fault("ZHANWANG_TILES_URL", "setting", _TILES_NEED_ATTRIBUTION)
            for fault in error.errors()
        ) from None


_TILES_NEED_ATTRIBUTION = Wording(
    "设置了底图地址，还须用 ZHANWANG_TILES_ATTRIBUTION 写明底图来源和审图号",
    "tiles are set, so ZHANWANG_TILES_ATTRIBUTION must say whose map they are and its approval number",
)
