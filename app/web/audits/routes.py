"""The pages for audits, findings and the matrix."""

from __future__ import annotations

from app.web.audits.audit_pages import (
    audit_file,
    audit_page,
    audited_sites_page,
    audits_page,
    making_audit,
    recomputed_page,
    signing_audit,
    turning_month_end,
)
from app.web.audits.compare_page import compare_audits_file, compare_audits_page
from app.web.audits.findings_page import findings_file, findings_page
from app.web.audits.matrix_page import matrix_page

audits_pages = (
    *(findings_page, findings_file),
    matrix_page,
    *(
        audits_page,
        making_audit,
        turning_month_end,
        audit_page,
        signing_audit,
        recomputed_page,
        audited_sites_page,
        audit_file,
    ),
    *(compare_audits_page, compare_audits_file),
)
