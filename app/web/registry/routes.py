"""The pages for adding, changing and accepting a site."""

from __future__ import annotations

from app.web.registry.acceptance_page import accepting_site
from app.web.registry.life_page import changing_life, life_page
from app.web.registry.manage_page import manage_page
from app.web.registry.new_site_page import adding_site, new_site_page
from app.web.registry.photos_page import photos_page, publishing_photo, withdrawing_photo

registry_pages = (
    manage_page,
    *(new_site_page, adding_site),
    *(life_page, changing_life),
    accepting_site,
    *(photos_page, publishing_photo, withdrawing_photo),
)
