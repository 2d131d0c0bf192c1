"""The pages for the county office's desk and one's own work."""

from __future__ import annotations

from app.web.desk.clause_page import clause_page
from app.web.desk.county_page import county_page
from app.web.desk.county_sites_page import county_gap_file, county_gap_page, county_sites_page
from app.web.desk.history_page import history_page
from app.web.desk.holidays_page import entering_holidays, holidays_page
from app.web.desk.log_page import log_file, log_page
from app.web.desk.report_routes import county_ledger, county_report
from app.web.desk.reporting_page import reporting_file, reporting_page
from app.web.desk.site_sheet import site_sheet
from app.web.desk.what_if_page import keeping_what_if, what_if_file, what_if_page
from app.web.desk.work_page import work_page

desk_pages = (
    county_page,
    *(county_sites_page, county_gap_page, county_gap_file),
    clause_page,
    *(reporting_page, reporting_file),
    *(log_page, log_file),
    *(county_report, county_ledger),
    site_sheet,
    *(what_if_page, what_if_file, keeping_what_if),
    work_page,
    history_page,
    *(holidays_page, entering_holidays),
)
