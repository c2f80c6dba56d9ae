"""What a check found, one expectation held against one bulletin."""

from dataclasses import dataclass
from typing import Literal

Gate = Literal["document", "facts", "history"]
Severity = Literal["critical", "warning"]
Outcome = Literal["load", "flag", "hold", "quarantine"]
Verdict = Literal["released", "rejected", "amended"]
"""What an operator decides about what is held back; only a figure can be amended."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One expectation, held against one bulletin (or, where it failed, one fact of it)."""

    gate: Gate
    expectation: str
    """Its name in the suite's file: ``share_agrees_with_arithmetic``."""
    severity: Severity
    passed: bool
    fact: int | None
    """Index in ``Bulletin.facts`` of the fact that failed; None for the document as a whole,
    and for what it does not say."""
    observed: str
    """What was seen, in words: ``23352 个 of 20000 个 is 116.76 %, printed 117.6 %``."""
    why: str
    """The suite's sentence on why this matters."""
