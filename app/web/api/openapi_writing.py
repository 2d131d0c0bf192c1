"""The description of what signed-in people and their tokens may write."""

from __future__ import annotations

from typing import Any

from app.web.api.schemas import TEXT, WHOLE, Schema, shape

_KEY: Schema = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "A proposal's id",
    "schema": {"type": "string", "format": "uuid"},
}
CODE: Schema = {"name": "code", "in": "path", "required": True, "description": "A site's code", "schema": TEXT}
_REFUSALS = ("400", "401", "403", "404", "409", "413", "422", "429", "503")
_EDIT: Schema = {
    "type": "object",
    "description": "A partial site document: what it leaves out stays, null takes away",
    "additionalProperties": True,
}

WRITING_SCHEMAS: Schema = {
    "Proposal": shape(
        ["id", "site", "state", "version", "site_version", "author", "reason", "edit", "conflicts"],
        True,
        **dict.fromkeys(("id", "site", "state", "author", "reason"), TEXT),
        **dict.fromkeys(("version", "site_version", "escalation"), WHOLE),
        edit=_EDIT,
        decision={"type": ["string", "null"], "description": "The reviewer's reason"},
        accepted_items={"type": "array", "items": TEXT, "description": "What was accepted of it; empty before"},
        carried_on_by={
            "type": ["string", "null"],
            "description": "The proposal that goes on from this one, or holds what was not accepted of it",
        },
        conflicts={"type": "array", "items": TEXT},
    ),
    "ProposalList": shape(
        ["proposals"], proposals={"type": "array", "items": {"$ref": "#/components/schemas/Proposal"}}
    ),
    "ImportOutcome": shape(
        ["dry_run", "created", "changed", "unchanged", "unchecked"],
        dry_run={"type": "boolean"},
        unchecked={
            "type": "array",
            "items": TEXT,
            "description": "Of the changed, those without a version: what others changed since was overwritten unseen",
        },
        **{key: {"type": "array", "items": TEXT} for key in ("created", "changed", "unchanged")},
    ),
}


def writing_paths() -> Schema:
    """The addresses of the writing half. All need a token, or a session with its secret in ``X-CSRF-Token``."""
    version, reason = {"version": WHOLE}, {"reason": TEXT}
    return {
        "/api/v1/proposals": {"get": operation("listProposals", "One's own and those to review", "ProposalList", [])},
        "/api/v1/proposals/{key}": {"get": operation("readProposal", "One proposal", "Proposal", [_KEY])},
        "/api/v1/sites/{code}/proposals": {
            "post": operation(
                *("propose", "Propose a change of one site, laid over one's own draft of it", "Proposal", [CODE]),
                body=shape(["edit"], edit=_EDIT, submit={"type": "boolean"}, **version, **reason),
                status="201",
            )
        },
        "/api/v1/proposals/{key}/accept": {
            "post": operation(
                *(
                    "acceptProposal",
                    "Publish a proposal; or some items of it, and send back the rest",
                    "Proposal",
                    [_KEY],
                ),
                body=shape(
                    ["version", "site_version"],
                    site_version=WHOLE,
                    items={"type": "array", "items": TEXT},
                    **version,
                    **reason,
                ),
            )
        },
        "/api/v1/proposals/{key}/send-back": {
            "post": operation(
                *("sendBackProposal", "Return a proposal with a reason", "Proposal", [_KEY]),
                body=shape(["version", "reason"], **version, **reason),
            )
        },
        "/api/v1/proposals/{key}/withdraw": {
            "post": operation(
                *("withdrawProposal", "Take one's own proposal out of review", "Proposal", [_KEY]),
                body=shape(["version"], **version, **reason),
            )
        },
        "/api/v1/proposals/{key}/discard": {
            "post": operation(
                *("discardProposal", "Give up one's own draft", "Proposal", [_KEY]),
                body=shape(["version"], **version, **reason),
            )
        },
        "/api/v1/proposals/{key}/undo": {
            "post": operation(
                *(
                    "undoProposal",
                    "Bring back what an acceptance changed, but for what changed since",
                    "Proposal",
                    [_KEY],
                ),
                body=shape(["reason"], items={"type": "array", "items": TEXT}, site_version=WHOLE, **reason),
            )
        },
    }


def register_operation() -> Schema:
    """Registering sites at once, for the county."""
    sites = {"type": "array", "items": {"$ref": "#/components/schemas/SiteDocument"}}
    versions = {
        "type": "object",
        "description": "By code, the version that a document was made from; 409 where the site has another one now",
        "additionalProperties": WHOLE,
    }
    return operation(
        *("registerSites", "Register or change sites at once, all or nothing", "ImportOutcome", []),
        body=shape(
            ["sites", "reason"],
            sites=sites,
            versions=versions,
            reason=TEXT,
            **{key: {"type": "boolean"} for key in ("dry_run", "confirm")},
        ),
    )


def operation(
    name: str,
    summary: str,
    answers: str,
    parameters: list[Schema],
    *,
    body: Schema | None = None,
    status: str = "200",
    tag: str = "changes",
    headers: Schema | None = None,
) -> Schema:
    """One operation for signed-in people and their tokens, with every way it may refuse."""
    content: Any = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answers}"}}}
    described: Schema = {
        "tags": [tag],
        "operationId": name,
        "summary": summary,
        "security": [{"token": []}],
        "parameters": parameters,
        "responses": {
            status: {"description": summary, "content": content, **({"headers": headers} if headers else {})},
            **{refusal: {"$ref": f"#/components/responses/Problem{refusal}"} for refusal in _REFUSALS},
        },
    }
    if body is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return described
