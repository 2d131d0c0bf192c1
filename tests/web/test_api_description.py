"""OpenAPI: the description is valid, complete, and true of every answer."""

from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from app.web.audience import declared_audience

ANSWERS = {
    "SiteCollection": "/api/v1/sites?limit=1000",
    "NearestCollection": "/api/v1/sites/nearest?lon=107&lat=31&limit=50",
    "Site": "/api/v1/sites/QX-TUXI",
    "Verdict": "/api/v1/sites/QX-ZHONGTAN/compliance",
    "ProgrammeList": "/api/v1/programmes",
    "Programme": "/api/v1/programmes/qu-2023",
    "Progress": "/api/v1/programmes/qu-2023/progress",
    "ClauseList": "/api/v1/programmes/gangbei-2025/clauses",
    "Coverage": "/api/v1/coverage",
    "Health": "/healthz",
}


@pytest.mark.both_engines
def test_every_answer_is_as_the_description_says(reader: TestClient) -> None:
    description = reader.get("/schema/openapi.json").json()
    for name, path in ANSWERS.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
        faults = [error.message for error in Draft202012Validator(schema).iter_errors(reader.get(path).json())]
        assert faults == [], path


def test_every_route_of_the_interface_is_described(reader: TestClient) -> None:
    described = {
        (path, method.upper())
        for path, item in reader.get("/schema/openapi.json").json()["paths"].items()
        for method in item
    }
    there = {
        (route.path_format, method)
        for route in reader.app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods - {"OPTIONS"}
        if route.path_format.startswith("/api/")
    }
    assert there - described == set()
    assert {entry for entry in described if entry[0].startswith("/api/")} - there == set()


def test_every_route_declares_its_audience(reader: TestClient) -> None:
    undeclared = [
        route.path_format
        for route in reader.app.routes
        for handler in getattr(route, "route_handlers", ())
        if "OPTIONS" not in handler.http_methods and declared_audience(handler.opt) is None
    ]
    assert undeclared == []


def test_generators_of_clients_find_nothing_that_they_stumble_over(reader: TestClient) -> None:
    """openapi-python-client and openapi-typescript were tried with it: what stopped the one stands in no schema."""

    def stumbles(value: object, path: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("const"), bool) or (value.get("type") == "array" and "items" not in value):
                yield path
            for key, inner in value.items():
                yield from stumbles(inner, f"{path}/{key}")
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from stumbles(inner, f"{path}/{number}")

    assert list(stumbles(reader.get("/schema/openapi.json").json()["components"])) == []
