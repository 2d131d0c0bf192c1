"""`zhanwang ledgers`: rows out and in, in every format; what went out changes nothing when it comes back."""

import json
from pathlib import Path

from tests.cli.conftest import run


def test_the_command_line_takes_its_own_export_back_in_every_format(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "rows.json"
    row = {"ledger": "placements", "day": "2026-03-02", "values": {"people": 7}}
    file.write_text(json.dumps([row]), "utf-8")
    first = run(demo_environment, "ledgers", "import", str(file))
    assert first.returncode == 0, first.stderr
    assert "1 / 0 / 0" in first.stderr.decode()
    for ending in ("json", "csv", "xlsx"):
        out = tmp_path / f"out.{ending}"
        assert run(demo_environment, "ledgers", "export", str(out)).returncode == 0
        again = run(demo_environment, "ledgers", "import", str(out))
        assert "0 / 0 / 1" in again.stderr.decode(), again.stderr
    printed = json.loads(run(demo_environment, "ledgers", "export", "-").stdout)
    assert [(one["ledger"], one["values"]) for one in printed["rows"]] == [("placements", {"people": 7})]
    assert run(demo_environment, "ledgers", "import", str(tmp_path / "rows.txt")).returncode == 2
