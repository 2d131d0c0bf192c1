"""The pages for faults that visitors report."""

from __future__ import annotations

from app.web.faults.answering_pages import answering_fault, fault_page, fault_photo, faults_page
from app.web.faults.report_page import fault_answer_page, fault_form, reporting_fault

faults_pages = (
    *(fault_form, reporting_fault, fault_answer_page),
    *(faults_page, fault_page, answering_fault, fault_photo),
)
