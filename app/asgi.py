"""The web application: the only place that wires things together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins.htmx import HTMXPlugin
from litestar.response import Redirect

from app.journeys.audits.month_end import closing_months_by_the_clock
from app.journeys.clock import by_the_clock
from app.journeys.house import House, build_house
from app.journeys.inspections.escalate_orders import escalate_orders
from app.journeys.network.judged import network
from app.journeys.opening import database_of
from app.journeys.proposals.escalation_clock import escalating_by_the_clock
from app.journeys.storage import sweep
from app.settings import Settings, read_settings
from app.standards.reader import Seeds
from app.web.account.account_edit_page import (
    account_edit_page,
    changing_account,
    ending_session_of,
    withdrawing_token_of,
)
from app.web.account.account_page import account_page, ending_session, everywhere, new_token, withdrawing_token
from app.web.account.accounts_page import accounts_page, adding_account
from app.web.account.sign_in_page import changing_password, password_page, sign_in_page, signing_in, signing_out
from app.web.api.routes import api_routes
from app.web.api.viewer import schema_routes
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
    warning_operator,
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
from app.web.assessments.ledger_pages import (
    changing_row,
    entering_row,
    ledger_row_page,
    ledgers_page,
    rows_file,
)
from app.web.assessments.schedule_pages import (
    acceptance_file,
    asking_for_payment,
    entering_payment,
    passing_on_request,
    schedule_page,
    withdrawing_payment,
)
from app.web.assets import read_assets, static_file
from app.web.audience import hold_to_audience
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
from app.web.below_a_path import BelowAPath
from app.web.bounded import MOST_PARTS, BoundedRequest
from app.web.coverage.circle_page import circle_page
from app.web.coverage.inside_pages import compare_circles, keep_circle, placing_villages, villages_page
from app.web.coverage.plan_pages import asking_plan, plan_map, plan_page, plan_result, stopping_plan
from app.web.desk.clause_page import clause_page
from app.web.desk.county_page import county_page
from app.web.desk.county_sites_page import county_gap_page, county_sites_page
from app.web.desk.history_page import history_page
from app.web.desk.log_page import log_file, log_page
from app.web.desk.report_routes import county_ledger, county_report
from app.web.desk.reporting_page import reporting_page
from app.web.desk.site_sheet import site_sheet
from app.web.desk.what_if_page import keeping_what_if, what_if_page
from app.web.desk.work_page import work_page
from app.web.door.connection import Connection
from app.web.door.hall import Hall
from app.web.door.limits import Limits
from app.web.evidence.evidence_routes import read_evidence, take_back_evidence, upload_evidence
from app.web.faults.answering_pages import answering_fault, fault_page, fault_photo, faults_page
from app.web.faults.report_page import fault_answer_page, fault_form, reporting_fault
from app.web.files.workbook_page import (
    carry_out_workbook,
    marked_workbook,
    upload_workbook,
    workbook_file,
    workbook_page,
)
from app.web.headers import SecurityHeaders
from app.web.health import health_routes
from app.web.hsds.routes import hsds_routes
from app.web.identity import Identity, hold_to_own_pages, note_refusal
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
from app.web.inspections.rectification_page import (
    answering,
    checking,
    extending,
    rectification_evidence,
    rectification_page,
    withdrawing_rectification,
)
from app.web.inspections.visit_pages import plan_visits_page, recording_visit, visit_form, visit_page
from app.web.language import Speech, page_language, remember_language, take_language
from app.web.look import choose_look
from app.web.maps.files import MapFiles
from app.web.maps.routes import map_routes
from app.web.ogc.routes import ogc_routes
from app.web.pages import template_config
from app.web.payload import PACKED
from app.web.problems import EXCEPTION_HANDLERS
from app.web.proposals.form.edit_page import check_form, confirm_fact, edit_page, save_form
from app.web.proposals.review_list_page import accepting_many, review_list
from app.web.proposals.review_page import deciding, review_page
from app.web.public.crawlers import robots, sitemap
from app.web.public.embed_page import embed_page
from app.web.public.find_page import find_page
from app.web.public.open_data_page import open_data_file, open_data_page
from app.web.public.programme_pages import about_page, clauses_page, programmes_page, progress_page
from app.web.public.site_page import site_page, site_qr
from app.web.registry.acceptance_page import accepting_site
from app.web.registry.life_page import changing_life, life_page
from app.web.registry.manage_page import manage_page
from app.web.registry.new_site_page import adding_site, new_site_page
from app.web.request_log import RequestLog, RequestMetrics, log_to_stderr
from app.web.spending.entry_pages import (
    changing_spending,
    entering_spending,
    new_spending_page,
    one_spending_page,
)
from app.web.spending.spending_page import spending_file, spending_page

_ANONYMOUS = ["^/static/", "^/healthz$", "^/readyz$", "^/metrics$"]
"""Where nobody is asked who they are."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, now: Callable[[], datetime] = _now, seeds: Seeds | None = None) -> Litestar:
    """The application for these settings; its database is opened when the server starts it.

    `seeds` are those that somebody has read already; else they are read from the settings' folder.

    Raises InvalidInput where a pack is faulty.
    """
    house = build_house(settings, now, seeds)
    assets = read_assets(settings.static_dir)
    maps = MapFiles(house)
    metrics = RequestMetrics()
    app = Litestar(
        route_handlers=[
            *(static_file, health_routes, map_routes, schema_routes, robots, sitemap),
            *(api_routes, ogc_routes, hsds_routes),
            _pages(),
        ],
        lifespan=[_opened(house, maps)],
        dependencies={
            "house": Provide(lambda: house, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "maps": Provide(lambda: maps, sync_to_thread=False),
            "say": Provide(_speech, sync_to_thread=False),
        },
        template_config=template_config(assets, settings.base_path),
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[DefineMiddleware(Identity, exclude=_ANONYMOUS)],
        guards=[hold_to_audience],
        before_request=hold_to_own_pages,
        after_exception=[note_refusal],
        before_send=[SecurityHeaders(settings), remember_language],
        compression_config=CompressionConfig("brotli", brotli_gzip_fallback=True, exclude_opt_key=PACKED),
        plugins=[HTMXPlugin()],
        request_class=BoundedRequest,
        request_max_body_size=settings.max_body_bytes,
        multipart_form_part_limit=MOST_PARTS,
        state=State({"metrics": metrics, "house": house}),
        openapi_config=None,
        # The process that serves has set logging up; the framework would put its own in place, which is not JSON.
        logging_config=None,
    )
    # Outside of routing and error handling, so that every answer is numbered, timed and logged.
    app.asgi_handler = RequestLog(app.asgi_handler, metrics)
    if settings.base_path:
        app.asgi_handler = BelowAPath(app.asgi_handler, settings.base_path)
    return app


def from_environment() -> Litestar:
    """The application as the environment sets it: what each worker of the server builds."""
    set_up_logging()
    application = create_app(read_settings())
    application.on_startup.append(_keep_out_of_collections)
    return application


def _keep_out_of_collections() -> None:
    """Tell the collector of garbage that what was made until now stays: packs, divisions, the network.

    Going through all sites takes it a second for a province, in which nobody is answered; and none of them are garbage.
    """
    gc.freeze()


def set_up_logging() -> None:
    """What a process does first that serves, or starts those that do."""
    log_to_stderr()


@cache
def _hall() -> Hall:
    """All connections of this process."""
    settings = read_settings()
    return Hall(Limits(settings.max_body_bytes, settings.request_head_seconds, settings.request_body_seconds))


def at_the_door(*given: Any, **named: Any) -> Connection:
    """The protocol of every connection: what the server of each worker makes for whoever comes in."""
    return Connection(_hall(), *given, **named)


def _pages() -> Router:
    """Every page for people; each takes ``?lang=`` and says itself who it is for."""
    return Router(
        "/",
        route_handlers=[
            *(find_page, site_page, site_qr, programmes_page, progress_page, clauses_page, about_page),
            *(fault_form, reporting_fault, fault_answer_page),
            *(faults_page, fault_page, answering_fault, fault_photo),
            *(open_data_page, open_data_file, embed_page),
            *(sign_in_page, signing_in, signing_out, password_page, changing_password),
            *(account_page, new_token, withdrawing_token, ending_session, everywhere),
            *(
                accounts_page,
                adding_account,
                account_edit_page,
                changing_account,
                ending_session_of,
                withdrawing_token_of,
            ),
            *(county_page, county_sites_page, county_gap_page, clause_page, reporting_page, log_page, log_file),
            *(spending_page, spending_file, new_spending_page, entering_spending, one_spending_page, changing_spending),
            *(county_report, county_ledger, notice_papers, site_sheet, visit_record),
            *(what_if_page, keeping_what_if),
            *(findings_page, matrix_page, findings_file),
            *(audits_page, making_audit, turning_month_end, audit_page, signing_audit, recomputed_page),
            *(audited_sites_page, audit_file, compare_audits_page, compare_audits_file),
            *(assessment_page, scoring_self, scoring_review, assessment_foot),
            *(objecting, answering_objection),
            *(closing_assessment, accepting_put_right, schedule_page, acceptance_file),
            *(contract_page, entering_terms, warning_operator, accepting_warning),
            *(proposing_replacement, withdrawing_replacement),
            *(warning_paper, replacement_paper, request_paper, passed_on_paper, report_paper),
            *(asking_for_payment, passing_on_request, entering_payment, withdrawing_payment),
            *(ledgers_page, entering_row, ledger_row_page, changing_row, rows_file),
            *(ledgers_workbook, uploading_rows),
            *(work_page, edit_page, check_form, save_form, confirm_fact, history_page),
            *(workbook_page, workbook_file, upload_workbook, marked_workbook, carry_out_workbook),
            *(circle_page, keep_circle, compare_circles, villages_page, placing_villages),
            *(plan_page, asking_plan, plan_result, stopping_plan, plan_map),
            *(upload_evidence, read_evidence, take_back_evidence),
            *(review_list, accepting_many, review_page, deciding),
            *(rectifications_page, site_rectifications_page, order_page, ordering),
            *(issue_page, issuing, drafting, notices_page, notice_page, notice_paper, receiving),
            *(manage_page, new_site_page, adding_site, life_page, changing_life, accepting_site),
            *(plan_visits_page, visit_form, recording_visit, visit_page, inspection_record, acceptance_form),
            *(ledger_page, ledger_file, acceptance_sheet, issuing_for_order, words_page, changing_words),
            *(extending, rectification_page, answering, checking, withdrawing_rectification, rectification_evidence),
        ],
        before_request=_before_page,
        include_in_schema=False,
    )


async def _before_page(request: Request[Any, Any, Any]) -> Redirect | None:
    """What comes before every page: a write must come from our own pages; ``?lang=`` is the language it speaks, and
    ``?look=`` how it looks, which is kept and comes back.
    """
    await hold_to_own_pages(request)
    take_language(request)
    return choose_look(request)


def _opened(house: House, maps: MapFiles) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        async with (
            database_of(house),
            escalating_by_the_clock(house),
            by_the_clock(lambda: escalate_orders(house), "escalating orders failed"),
            closing_months_by_the_clock(house),
            by_the_clock(lambda: sweep(house), "sweeping failed"),
        ):
            # The first reader does not wait for what can be made ready before.
            await network(house)
            await asyncio.to_thread(maps.draw_all)
            try:
                yield
            finally:
                maps.forget_sites()

    return opened


def _speech(request: Request[Any, Any, Any]) -> Speech:
    return Speech(page_language(request))
