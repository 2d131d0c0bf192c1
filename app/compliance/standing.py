"""Whether a registered site stands, and so whether any clause is asked of it: the one rule for every count and list.

A site that is planned or being built asks nothing of anybody, whatever was reported of it: it is not built, which is a
state of its own. One that is suspended was built, and stays built.
"""

from __future__ import annotations

from datetime import date

from app.compliance.verdicts import Status
from app.sites.site import Site

OPEN_STATUSES = frozenset({"operating"})
"""The states in which a site can be gone to."""
BUILT = frozenset({"declared", "operating", "suspended"})


def is_operating(site: Site) -> bool:
    """Whether the site can be gone to at all; a site that did not say its state cannot."""
    return site.status in OPEN_STATUSES


def is_built(site: Site, as_of: date) -> bool:
    """Whether a site stands: declared, operating or suspended, or accepted by that day, whatever became of it since."""
    return site.status in BUILT or is_accepted(site, as_of)


def is_accepted(site: Site, as_of: date) -> bool:
    """Whether its acceptance was recorded by that day."""
    return site.accepted_on is not None and site.accepted_on <= as_of


def unasked(site: Site, as_of: date) -> Status | None:
    """The status of a registered site that no clause is asked of: it closed, or is not built. None of one that is
    judged.
    """
    if site.is_closed:
        return "not_assessed"
    return None if is_built(site, as_of) else "not_built"
