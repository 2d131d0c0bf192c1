"""Requests made up from the description, allowed and forbidden ones, sent to a real server."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.thorough import share


@pytest.mark.long
def test_every_request_gets_one_of_the_described_answers(demo_server: str) -> None:
    # Two seconds to load, which every worker of a run would spend if it stood above.
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    api = schemathesis.openapi.from_url(f"{demo_server}/schema/openapi.json").include(path_regex="^/api/")
    for found in api.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=share(3, 20), deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=checks)

        answers_as_described()
