"""Who is shown boundaries, roads and waters: by law a public map carries them only with its approval number (审图号).

Without one the public map has points, names, scale and grid, and nothing else. Whoever signed in, and a demonstration,
see the outline as a sketch, which is said beside it, and the roads and waters that were loaded.
"""

from __future__ import annotations

from typing import Literal

from app.settings import Settings

OutlineShown = Literal["approved", "sketch", "none"]


def outline_shown(settings: Settings, *, is_signed_in: bool, has_samples: bool) -> OutlineShown:
    """How boundaries, and with them roads and waters, are shown on this page."""
    if settings.map_approval.strip():
        return "approved"
    return "sketch" if is_signed_in or has_samples else "none"
