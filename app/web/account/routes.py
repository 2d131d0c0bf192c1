"""The pages for one's own account and the list of accounts."""

from __future__ import annotations

from app.web.account.account_edit_page import (
    account_edit_page,
    changing_account,
    ending_session_of,
    withdrawing_token_of,
)
from app.web.account.account_page import account_page, ending_session, everywhere, new_token, withdrawing_token
from app.web.account.accounts_page import accounts_page, adding_account
from app.web.account.sign_in_page import changing_password, password_page, sign_in_page, signing_in, signing_out

account_pages = (
    *(sign_in_page, signing_in, signing_out, password_page, changing_password),
    *(account_page, new_token, withdrawing_token, ending_session, everywhere),
    *(accounts_page, adding_account),
    *(account_edit_page, changing_account, ending_session_of, withdrawing_token_of),
)
