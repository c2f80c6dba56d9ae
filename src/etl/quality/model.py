"""What a check found and what is done about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from etl.bulletin.model import Fact

Gate = Literal["document", "facts", "history"]
Severity = Literal["critical", "warning"]
Outcome = Literal["load", "flag", "quarantine"]
Verdict = Literal["released", "rejected"]
"""What an operator decides about a bulletin that is held back."""


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


def flags_of(results: Iterable[CheckResult], facts: int) -> dict[int, str]:
    """For each of so many facts that failed something the names of what it failed.

    A critical failure of the bulletin as a whole, released all the same, flags all its facts.
    """
    failed: dict[int, list[str]] = defaultdict(list)
    for result in results:
        if not result.passed:
            if result.fact is not None:
                failed[result.fact].append(result.expectation)
            elif result.severity == "critical":
                for fact in range(facts):
                    failed[fact].append(result.expectation)
    return {fact: ", ".join(dict.fromkeys(names)) for fact, names in failed.items()}


def critical_failures(results: Iterable[CheckResult], facts: Sequence[Fact]) -> frozenset[str]:
    """The failures that hold a bulletin back, named alike whenever it is checked.

    An expectation of a figure is named with its words: ``has_a_unit: 新增停车泊位23352``.
    """
    return frozenset(
        result.expectation
        if result.fact is None
        else f"{result.expectation}: {facts[result.fact].text}"
        for result in results
        if result.severity == "critical" and not result.passed
    )


def outcome(results: tuple[CheckResult, ...]) -> Outcome:
    """Quarantine on any critical failure, flag on any warning, load otherwise."""
    failed = {result.severity for result in results if not result.passed}
    if "critical" in failed:
        return "quarantine"
    return "flag" if failed else "load"
