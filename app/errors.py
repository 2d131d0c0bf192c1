"""One tree of errors for the whole house: what is wrong, where, and what to do about it.

No HTTP here: `web.problems` turns these into status codes, `cli` into exit codes.
A message never carries a traceback, a secret or another person's data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.wording import Wording

FAULTS_NAMED = 3
"""So many faults stand in the text of an exception; the exception carries them all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was handed in.

    `path` is the place in the document (``staff[0].from``), in the pack (``standards/gig.toml:12``) or in the
    workbook (``零工市场!C7``); empty when the whole input is meant. `code` is stable for programs. `parts` are those
    parts of the place that are meant where there are several: the days of a week.
    """

    path: str
    code: str
    message: Wording
    parts: tuple[str, ...] = ()

    def under(self, prefix: str) -> Fault:
        """The same fault seen from an enclosing document.

        >>> Fault("name", "missing", Wording("缺", "missing")).under("[3]").path
        '[3].name'
        """
        if not prefix:
            return self
        joiner = "" if not self.path or self.path.startswith("[") else "."
        return replace(self, path=f"{prefix}{joiner}{self.path}")

    def line(self) -> str:
        """One line for a terminal: place, then both languages, or what reads alike in both."""
        return f"{self.path or '(input)'}: {' / '.join(dict.fromkeys((self.message.en, self.message.zh)))}"


class ZhanwangError(Exception):
    """Root of every error this program raises on purpose."""

    def __init__(self, message: Wording) -> None:
        super().__init__(message.en)
        self.message = message


class Malformed(ZhanwangError):
    """The input cannot even be read: not UTF-8, not JSON, not the announced format."""


class InvalidInput(ZhanwangError):
    """The input can be read but breaks rules. Carries every fault, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(
            Wording(f"共有 {count} 处错误，未做任何更改。", f"{count} fault(s) found; nothing was changed.")
        )

    def __str__(self) -> str:
        """For who reads a log or a failed test: how many faults, and the first of them.

        >>> str(InvalidInput([Fault("name", "missing", Wording("缺少名称", "no name"))]))
        '1 fault(s) found; nothing was changed. name: no name / 缺少名称'
        """
        first = "; ".join(fault.line() for fault in self.faults[:FAULTS_NAMED])
        more = "; …" if len(self.faults) > FAULTS_NAMED else ""
        return f"{self.message.en} {first}{more}"


class NotFound(ZhanwangError):
    """There is no such thing, or it is not for this reader to know."""


class NotSignedIn(ZhanwangError):
    """The action needs a signed-in person or a valid token."""


class NotAllowed(ZhanwangError):
    """The person is known, and this is outside their role or scope."""


class Stale(ZhanwangError):
    """Somebody saved a newer version meanwhile. `current_version` says which."""

    def __init__(self, message: Wording, current_version: int) -> None:
        super().__init__(message)
        self.current_version = current_version


class TooLarge(ZhanwangError):
    """The input is larger than this program is willing to read."""


class TooMany(ZhanwangError):
    """Too many attempts; `retry_after_seconds` says when to come back."""

    def __init__(self, message: Wording, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Refused(ZhanwangError):
    """The state of things forbids the action (a demo on a real database, a decision already taken)."""


class Unreadable(Refused):
    """A record was kept that no longer passes entry. `faults` says what is wrong with it; a correction mends it."""

    def __init__(self, message: Wording, faults: Iterable[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class Busy(ZhanwangError):
    """Others were writing for longer than it is fair to wait; nothing was saved. Worth another try."""

    def __init__(self, message: Wording, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(ZhanwangError):
    """Something this program stands on (the database, the disk) cannot be used now; whoever runs it must look."""
