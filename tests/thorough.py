"""How much is tried of what could be tried without end: a share of it in every run, the whole in `make test-all`.

A share finds a broken rule; the whole finds the rare case, and is for releases and for nights.
"""

_asked = False


def ask_for_the_whole(asked: bool) -> None:
    """Say at the start of a run whether everything is tried."""
    global _asked  # noqa: PLW0603 # one answer a run
    _asked = asked


def everything() -> bool:
    """Whether everything is tried in this run."""
    return _asked


def share(part: int, whole: int) -> int:
    """How many are tried of `whole`."""
    return whole if _asked else part
