"""The one place that says who did what when: every change record is built here, and then written with what it tells of.

A subject is what was changed: its kind and its key (``site`` and a code, ``proposal`` and an id).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from app.access.actor import Actor
from app.errors import InvalidInput
from app.journeys.house import House
from app.normal.identity_numbers import holds_identity_number
from app.sites.entry import IDENTITY_NUMBER
from app.store.changes import NewChange, append_changes


class OnRecord(Protocol):
    """Something stored that is named for ever and counts its moves."""

    @property
    def id(self) -> object:
        """What names it."""

    @property
    def version(self) -> int:
        """1 at first, one more with every move."""


OnRecordT = TypeVar("OnRecordT", bound=OnRecord)


def change_by(
    actor: Actor,
    house: House,
    action: str,
    subject_kind: str,
    subject_key: object,
    *,
    reason: str = "",
    before: str | None = None,
    after: str | None = None,
    version: int | None = None,
    effect: str | None = None,
) -> NewChange:
    """What `actor` does now to a subject, to be recorded in the transaction that does it.

    `before` and `after` are the whole documents as JSON, None where there is none; `version` is the subject's since
    then; `effect` is what the change did to the verdicts, as JSON. Raises InvalidInput for a reason with the number of
    an identity card in it: what stands here is never deleted.
    """
    if holds_identity_number(reason):
        raise InvalidInput([replace(IDENTITY_NUMBER, path="reason")])
    return NewChange(
        at=house.now(),
        actor_key=actor.key,
        actor_name=actor.name,
        request_id=actor.request_id,
        action=action,
        subject_kind=subject_kind,
        subject_key=str(subject_key),
        version=version,
        reason=reason,
        before=before,
        after=after,
        effect=effect,
    )


async def record_move(
    house: House,
    actor: Actor,
    action: str,
    subject_kind: str,
    before: OnRecordT | None,
    after: OnRecordT,
    text_of: Callable[[OnRecordT], str],
    reason: str = "",
) -> None:
    """Put a move of one thing on record, from `before` (None where it is new) to `after`, each as `text_of` writes it.

    Needs the transaction that makes the move.
    """
    change = change_by(
        actor,
        house,
        action,
        subject_kind,
        after.id,
        version=after.version,
        reason=reason,
        before=None if before is None else text_of(before),
        after=text_of(after),
    )
    await append_changes([change])
