"""A disk that takes no more: an upload says so and leaves nothing behind, and so does whoever asks `/readyz`."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from PIL import Image

from app.journeys.demo.add import PASSWORD
from tests.databases import PostgresServer
from tests.networks import ROOT, address_of, clean_environment
from tests.patience import PATIENCE_SECONDS

SMALL_DISK = """
import resource, signal
from app.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
main()
"""
"""The system refuses this process files of more than 50,000 bytes, as a full disk does; the database is elsewhere."""


@pytest.fixture
def full(postgres_server: PostgresServer, demo_postgres: str, tmp_path: Path):
    """The address of a server whose data directory takes no more."""
    name = postgres_server.create(demo_postgres)
    heard = tmp_path / "server.log"
    with heard.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SMALL_DISK, "serve", "--port", "0"],
            cwd=ROOT,
            env=clean_environment(tmp_path / "data", ZHANWANG_DATABASE_URL=postgres_server.database_url(name)),
            stdout=log,
            stderr=log,
        )
    try:
        yield address_of(process, heard)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        postgres_server.drop(name)


@pytest.mark.long
def test_an_upload_is_answered_503_and_leaves_nothing(full: str, tmp_path: Path) -> None:
    noise = tmp_path / "noise.png"
    Image.effect_noise((600, 600), 90).save(noise)
    with httpx.Client(base_url=full, timeout=PATIENCE_SECONDS) as client:
        client.post("/sign-in", data={"username": "demo-county", "password": PASSWORD})
        page = client.get("/work/sites/QX-HUB").text
        secret = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = client.post(
            "/work/sites/QX-HUB/evidence",
            data={"csrf_token": secret, "about": "facts.area_m2"},
            files={"file": ("x.png", noise.read_bytes(), "image/png")},
        )
        assert answer.status_code == 503, answer.text
        assert "磁盘空间不足" in answer.text
        assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "磁盘" in ready.text or "disk" in ready.text
        assert client.get("/healthz").status_code == 200
        assert client.get("/").status_code == 200, "who only reads is served"
