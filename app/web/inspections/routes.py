"""The pages for visits, notices, orders and their second looks."""

from __future__ import annotations

from app.web.inspections.issue_page import drafting, issue_page, issuing
from app.web.inspections.ledger_page import ledger_file, ledger_page
from app.web.inspections.list_page import rectifications_page, site_rectifications_page
from app.web.inspections.notice_bundle import notice_papers
from app.web.inspections.notice_page import (
    changing_words,
    issuing_for_order,
    notice_page,
    notice_paper,
    notices_page,
    receiving,
    words_page,
)
from app.web.inspections.order_page import order_page, ordering
from app.web.inspections.papers_routes import acceptance_form, acceptance_sheet, inspection_record, visit_record
from app.web.inspections.plan_pages import (
    calling_off_visit,
    moving_planned_visit,
    plan_visits_page,
    planned_visits_page,
    planning_visits,
)
from app.web.inspections.rectification_page import (
    answering,
    checking,
    extending,
    rectification_evidence,
    rectification_page,
    withdrawing_rectification,
)
from app.web.inspections.visit_pages import recording_visit, visit_form, visit_page

inspections_pages = (
    notice_papers,
    *(visit_record, inspection_record, acceptance_form, acceptance_sheet),
    *(rectifications_page, site_rectifications_page),
    *(order_page, ordering),
    *(issue_page, issuing, drafting),
    *(notices_page, notice_page, notice_paper, receiving, issuing_for_order, words_page, changing_words),
    *(plan_visits_page, planning_visits, planned_visits_page, moving_planned_visit, calling_off_visit),
    *(visit_form, recording_visit, visit_page),
    *(ledger_page, ledger_file),
    *(extending, rectification_page, answering, checking, withdrawing_rectification, rectification_evidence),
)
