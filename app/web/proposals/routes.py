"""The pages for a site's form and its review."""

from __future__ import annotations

from app.web.proposals.form.edit_page import check_form, confirm_fact, edit_page, save_form
from app.web.proposals.review_list_page import accepting_many, review_list
from app.web.proposals.review_page import deciding, review_page

proposals_pages = (
    *(edit_page, check_form, save_form, confirm_fact),
    *(review_list, accepting_many),
    *(review_page, deciding),
)
