"""Several papers in one zip: each under a name that any program can save, however alike they are called."""

import io
import zipfile
from datetime import UTC, datetime

from app.exchange.papers.bundle import bundle

AT = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def test_names_leave_no_folder_and_differ() -> None:
    names = ["../../etc/a.docx", "渠整〔2026〕1号.docx", "渠整〔2026〕1号.docx", 'x:"y".docx', "长" * 300 + ".docx"]
    content = bundle(((name, b"x") for name in names), AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = archive.namelist()
    assert len(set(found)) == len(names)
    assert not [name for name in found if "/" in name or "\\" in name or ":" in name or len(name) > 110]
    assert all(name.endswith(".docx") for name in found)
    assert found[1:3] == ["渠整〔2026〕1号.docx", "渠整〔2026〕1号 (2).docx"]
