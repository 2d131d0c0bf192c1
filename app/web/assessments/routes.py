"""The pages for the contract, its half-years, ledgers and payments."""

from __future__ import annotations

from app.web.assessments.assessment_pages import (
    accepting_put_right,
    answering_objection,
    assessment_foot,
    assessment_page,
    closing_assessment,
    objecting,
    scoring_review,
    scoring_self,
)
from app.web.assessments.contract_pages import (
    accepting_warning,
    contract_page,
    entering_terms,
    proposing_replacement,
    targets_page,
    warning_operator,
    warnings_page,
    withdrawing_replacement,
)
from app.web.assessments.contract_paper_pages import (
    passed_on_paper,
    replacement_paper,
    report_paper,
    request_paper,
    warning_paper,
)
from app.web.assessments.ledger_file_pages import ledgers_workbook, uploading_rows
from app.web.assessments.ledger_pages import changing_row, entering_row, ledger_row_page, ledgers_page, rows_file
from app.web.assessments.schedule_pages import (
    acceptance_file,
    asking_for_payment,
    entering_payment,
    entering_quality,
    passing_on_request,
    schedule_page,
    withdrawing_payment,
)

assessments_pages = (
    *(
        assessment_page,
        scoring_self,
        scoring_review,
        assessment_foot,
        objecting,
        answering_objection,
        closing_assessment,
        accepting_put_right,
    ),
    *(schedule_page, acceptance_file, asking_for_payment, passing_on_request, entering_payment, withdrawing_payment),
    entering_quality,
    *(
        contract_page,
        targets_page,
        warnings_page,
        entering_terms,
        warning_operator,
        accepting_warning,
        proposing_replacement,
        withdrawing_replacement,
    ),
    *(warning_paper, replacement_paper, request_paper, passed_on_paper, report_paper),
    *(ledgers_page, entering_row, ledger_row_page, changing_row, rows_file),
    *(ledgers_workbook, uploading_rows),
)
