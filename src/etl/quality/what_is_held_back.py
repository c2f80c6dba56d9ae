"""What becomes of a bulletin that was checked: what of it is held back, and what is flagged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from etl.bulletin.model import Fact
from etl.quality.check_results import CheckResult, Outcome

DOUBT = "doubt: "
"""Before what is in doubt, among the reasons why a figure is held back."""


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
