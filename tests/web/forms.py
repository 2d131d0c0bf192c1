"""A form on a page, as a browser without scripts would send it."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, number: str) -> None:
        super().__init__()
        self.number, self.inside, self.select, self.area = number, False, "", ""
        self.fields: dict[str, list[str]] = {}
        self.ticks: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.inside = given.get("id") == self.number
        if not self.inside:
            return
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "option" and self.select and "selected" in given:
            self.fields.setdefault(self.select, []).append(value)
        elif tag == "input" and name and given.get("type") in ("checkbox", "radio"):
            self.ticks.add((name, value))
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag == "input" and name and given.get("type") not in ("submit", "file"):
            self.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][-1] += data


def form_on(page: str, number: str) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """What the form of this id holds, by field; and every box that can be ticked in it, by field and value."""
    form = _Form(number)
    form.feed(page)
    assert form.fields, f"the page has no form {number}"
    return form.fields, form.ticks
