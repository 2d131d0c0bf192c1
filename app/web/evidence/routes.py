"""The pages for evidence: files kept with a site."""

from __future__ import annotations

from app.web.evidence.evidence_routes import read_evidence, take_back_evidence, upload_evidence

evidence_pages = (*(upload_evidence, read_evidence, take_back_evidence),)
