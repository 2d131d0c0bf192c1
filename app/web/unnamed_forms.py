"""Forms without a name say that they are no landmark.

A list of sessions has a form a row. Browsers tell none of them as a landmark, because none has a name, but checkers
(IBM Equal Access) count them as landmarks of one name. Whoever wants a form to be one names it, and it stays as it is.
"""

from __future__ import annotations

import re

from jinja2.ext import Extension

_FORM = re.compile(r"<form\b(?P<attributes>(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*)>", re.DOTALL)
_HAS_ROLE = re.compile(r"\s(?:role|aria-label|aria-labelledby)=")


class UnnamedForms(Extension):
    """What templates are read through: each `<form>` without a role or a name gets `role="none"`."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's text with the roles in it.

        >>> from jinja2 import Environment
        >>> with_roles = Environment(extensions=[UnnamedForms], autoescape=True).from_string
        >>> with_roles('<form method="get" data-n="{{ 3 > 2 }}"></form>').render()
        '<form method="get" data-n="True" role="none"></form>'
        >>> with_roles('<form role="search"></form>').render()
        '<form role="search"></form>'
        """
        return _FORM.sub(self._with_role, source)

    def _with_role(self, form: re.Match[str]) -> str:
        attributes = form["attributes"]
        return form[0] if _HAS_ROLE.search(attributes) else f'<form{attributes} role="none">'
