"""What a check found and what is done about it."""

from dataclasses import dataclass
from typing import Literal

Gate = Literal["document", "facts", "history"]
Severity = Literal["critical", "warning"]
Outcome = Literal["load", "flag", "quarantine"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One expectation, held against one bulletin (or, where it failed, one fact of it)."""

    gate: Gate
    expectation: str
    """Its name in the suite's file: ``share_agrees_with_arithmetic``."""
    severity: Severity
    passed: bool
    fact: int | None
    """Index in ``Bulletin.facts`` of the fact that failed; None for the document as a whole."""
    observed: str
    """What was seen, in words: ``23352 个 of 20000 个 is 116.76 %, printed 117.6 %``."""
    why: str
    """The suite's sentence on why this matters."""


def outcome(results: tuple[CheckResult, ...]) -> Outcome:
    """Quarantine on any critical failure, flag on any warning, load otherwise."""
    failed = {result.severity for result in results if not result.passed}
    if "critical" in failed:
        return "quarantine"
    return "flag" if failed else "load"
