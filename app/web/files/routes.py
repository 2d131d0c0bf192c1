"""The pages for workbooks in and out."""

from __future__ import annotations

from app.web.files.workbook_page import (
    carry_out_workbook,
    marked_workbook,
    upload_workbook,
    workbook_file,
    workbook_page,
)

files_pages = (*(workbook_page, workbook_file, upload_workbook, marked_workbook, carry_out_workbook),)
