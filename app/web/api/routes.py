"""The addresses of `/api/v1`: what anybody may read, and what accounts and their tokens may write."""

from __future__ import annotations

from litestar import Router

from app.web.api.acceptance import read_site_acceptance
from app.web.api.assessments import list_assessments
from app.web.api.audits import list_audits, read_one_audit
from app.web.api.coverage import read_coverage
from app.web.api.evaluate import evaluate_documents
from app.web.api.findings import list_findings
from app.web.api.ledgers import enter_ledger_rows, list_ledger_rows
from app.web.api.preflight import preflights
from app.web.api.programmes import list_programmes, read_clauses, read_programme, read_progress
from app.web.api.rectifications import (
    answer_one,
    confirm_one,
    extend_one,
    list_rectifications,
    order_one,
    read_one_rectification,
    send_back_one,
    withdraw_one,
)
from app.web.api.score import score_sent_documents
from app.web.api.site_plans import ask_plan, list_plans, read_one_plan, stop_one_plan
from app.web.api.sites import list_nearest, list_sites, read_compliance, read_one
from app.web.api.spending import list_spending
from app.web.api.visits import list_inspections, list_planned_inspections, read_one_inspection
from app.web.api.writing import (
    accept_proposal,
    discard_proposal,
    list_proposals,
    propose,
    read_proposal,
    register_sites,
    send_back_proposal,
    undo_proposal,
    withdraw_proposal,
)

_HANDLERS = (
    *(list_sites, list_nearest, read_one, read_compliance),
    *(list_programmes, read_programme, read_progress, read_clauses),
    *(read_coverage, ask_plan, list_plans, read_one_plan, stop_one_plan),
    *(list_proposals, read_proposal, propose, accept_proposal, send_back_proposal, withdraw_proposal),
    *(list_findings, list_ledger_rows, enter_ledger_rows, list_assessments, list_spending, read_site_acceptance),
    *(list_audits, read_one_audit, list_inspections, read_one_inspection, list_planned_inspections),
    *(list_rectifications, read_one_rectification, order_one, answer_one),
    *(confirm_one, send_back_one, extend_one, withdraw_one),
    *(discard_proposal, undo_proposal, register_sites, evaluate_documents, score_sent_documents),
)
# The preflights come first: litestar puts an OPTIONS of its own, for no audience, at an address that has none yet.
api_routes = Router("/api/v1", route_handlers=[*preflights(_HANDLERS), *_HANDLERS])
"""Each route says itself whom it is for."""
