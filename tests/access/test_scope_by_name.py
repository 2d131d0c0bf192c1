"""A scope is given by the names that people use; a name that several have is refused with the choices."""

from dataclasses import replace

import pytest

from app.access.grants import divisions_called
from app.sites.divisions import Divisions
from tests.standards.cases import seeds

DIVISIONS = seeds().divisions
TOWNS = ("511725198000", "511725199000")


@pytest.mark.parametrize("text", ["土溪镇", "渠县土溪镇", "渠县 土溪镇", "511725103", "511725103000"])
def test_a_township_is_known_by_its_name_its_whole_name_and_its_code(text: str) -> None:
    assert divisions_called([text], DIVISIONS) == (("511725103000",), [])


def test_a_name_that_several_have_is_refused_with_the_choices() -> None:
    county = next(d for d in DIVISIONS if d.level == "county")
    towns = [replace(county, code=code, name="新镇", level="township", kind="镇") for code in TOWNS]
    _, (fault,) = divisions_called(["新镇"], Divisions([county, *towns]))
    assert (fault.path, fault.code) == ("divisions", "ambiguous")
    assert all(code in fault.message.zh for code in TOWNS)


def test_a_name_that_nobody_has_is_told() -> None:
    codes, (fault,) = divisions_called(["没有的镇"], DIVISIONS)
    assert fault.message.zh == "没有区划 没有的镇"
    assert codes == ("没有的镇",), "and nobody is told besides that none was given"
