"""The pages for anybody: finding a site, open data, what the documents ask."""

from __future__ import annotations

from app.web.public.embed_page import embed_page
from app.web.public.find_page import find_page
from app.web.public.offline import offline_worker
from app.web.public.open_data_page import open_data_file, open_data_page
from app.web.public.photos import public_photo
from app.web.public.programme_pages import about_page, clauses_page, programmes_page, progress_page
from app.web.public.site_page import site_page, site_qr

public_pages = (
    find_page,
    *(site_page, site_qr, public_photo),
    *(programmes_page, progress_page, clauses_page, about_page),
    *(open_data_page, open_data_file),
    embed_page,
    offline_worker,
)
