"""What a check found and what is done about it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from etl.bulletin.model import Fact

Gate = Literal["document", "facts", "history"]
Severity = Literal["critical", "warning"]
Outcome = Literal["load", "flag", "hold", "quarantine"]
Verdict = Literal["released", "rejected", "amended"]
"""What an operator decides about what is held back; only a figure can be amended."""

DOUBT = "doubt: "
"""Before what is in doubt, among the reasons why a figure is held back."""


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


def bulletin_failures(results: Iterable[CheckResult]) -> frozenset[str]:
    """The critical failures of a bulletin as a whole, which hold all of it back."""
    return frozenset(result.expectation for result in _critical(results) if result.fact is None)


def figures_held(
    facts: Sequence[Fact], results: Iterable[CheckResult]
) -> dict[int, frozenset[str]]:
    """The figures that are held back by themselves, by their place, each with all reasons.

    A reason is what is in doubt about the reading (``doubt: promise or report``), or the name
    of a critical expectation that the figure fails (``has_a_unit``).
    """
    reasons: dict[int, set[str]] = defaultdict(set)
    for place, fact in enumerate(facts):
        if fact.certainty == "doubtful":
            reasons[place] |= {f"{DOUBT}{what}" for what in fact.because}
    for result in _critical(results):
        if result.fact is not None:
            reasons[result.fact].add(result.expectation)
    return {place: frozenset(why) for place, why in reasons.items()}


def outcome(results: tuple[CheckResult, ...]) -> Outcome:
    """What the expectations make of a bulletin.

    ``quarantine``: it is held back as a whole; ``hold``: single figures of it are; ``flag``:
    what failed is marked and loaded; ``load``: nothing failed.
    """
    critical = list(_critical(results))
    if critical:
        return "quarantine" if any(result.fact is None for result in critical) else "hold"
    return "load" if all(result.passed for result in results) else "flag"


def _critical(results: Iterable[CheckResult]) -> Iterator[CheckResult]:
    return (one for one in results if one.severity == "critical" and not one.passed)
