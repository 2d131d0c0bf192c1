"""The pages for money spent by voucher."""

from __future__ import annotations

from app.web.spending.entry_pages import changing_spending, entering_spending, new_spending_page, one_spending_page
from app.web.spending.spending_page import spending_file, spending_page

spending_pages = (
    *(spending_page, spending_file),
    *(new_spending_page, entering_spending, one_spending_page, changing_spending),
)
