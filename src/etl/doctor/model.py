"""What a check says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check came to."""

    state: State
    """``warn``: it works, and somebody should look; ``fail``: a run would go wrong."""
    seen: str
    """In a few words."""
    advice: str = ""
    """What to do; '' where nothing is."""


Check = Callable[[], Verdict]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the name of the check."""

    check: str
    state: State
    seen: str
    advice: str


def ok(seen: str) -> Verdict:
    """All is well."""
    return Verdict("ok", seen)


def warn(seen: str, advice: str) -> Verdict:
    """It works, and somebody should look."""
    return Verdict("warn", seen, advice)


def fail(seen: str, advice: str) -> Verdict:
    """A run would go wrong."""
    return Verdict("fail", seen, advice)
