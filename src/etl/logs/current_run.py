"""The run that a line of the log belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_run_id: ContextVar[str] = ContextVar("run_id", default="")


def current() -> str:
    """The id of the run in progress; '' outside of one."""
    return _run_id.get()


@contextmanager
def bound(run_id: str) -> Iterator[None]:
    """Let every line that is logged within the block carry ``run_id``."""
    token = _run_id.set(run_id)
    try:
        yield
    finally:
        _run_id.reset(token)
