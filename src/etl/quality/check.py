"""Hold a batch of bulletins against the suites."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from etl.bulletin.model import Bulletin
from etl.quality.check_results import CheckResult
from etl.quality.gate_rows.document import document_row
from etl.quality.gate_rows.facts import fact_rows
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.quality.gx_validation import Row, Validation, failing_rows
from etl.quality.origin import UNKNOWN, Origin
from etl.quality.suite import Expectation, Suite

Results = tuple[tuple[CheckResult, ...], ...]
"""What was found in each bulletin of a batch."""
Show = Callable[[Validation], None]
"""Is given what each suite found in a batch, for the Data Docs."""


def check(
    bulletins: Sequence[Bulletin],
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
    origins: Sequence[Origin] = (),
) -> Results:
    """Check each bulletin by itself: the gates ``document`` and ``facts``.

    An expectation that holds gives one result; one that fails gives one a failing row.

    Args:
        bulletins: as read.
        suites: the expectations; of other gates than these they are passed over.
        show: is given each validation, for the Data Docs.
        origins: who published each bulletin and when, parallel to ``bulletins``; without
            them nothing is held against the day of publication and the portal's city.

    Returns:
        The results, parallel to ``bulletins``.

    Raises:
        SettingsError: an expectation cannot be evaluated as its file puts it.
    """
    origins = origins or [UNKNOWN] * len(bulletins)
    own = [suite for suite in suites if suite.gate != "history"]
    rows = [
        [
            _rows(suite, place, *said)
            for place, said in enumerate(zip(bulletins, origins, strict=True))
        ]
        for suite in own
    ]
    return _check(own, rows, show) if own else tuple(() for _ in bulletins)


def check_rows(
    rows: Sequence[Sequence[HistoryRow]],
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
) -> Results:
    """Check bulletins beside what was said before: the gate ``history``.

    Args:
        rows: those of each bulletin, called by its position in ``rows``.
        suites: the expectations; of other gates than this they are passed over.
        show: is given each validation, for the Data Docs.

    Raises:
        As :func:`check`.
    """
    own = [suite for suite in suites if suite.gate == "history"]
    return _check(own, [rows] * len(own), show) if own else tuple(() for _ in rows)


def added(results: Results, more: Results) -> Results:
    """What two gates found in the same bulletins."""
    return tuple(one + other for one, other in zip(results, more, strict=True))


def _check(suites: Sequence[Suite], rows: Sequence[Sequence[Sequence[Row]]], show: Show) -> Results:
    """What each suite found in the rows of each bulletin, all suites judged at once."""
    gates = [
        (suite, [row for own in of_suite for row in own])
        for suite, of_suite in zip(suites, rows, strict=True)
    ]
    results: Results = tuple(() for _ in rows[0]) if rows else ()
    for (suite, all_rows), own_rows, failing in zip(gates, rows, failing_rows(gates), strict=True):
        if all_rows:
            show(Validation(suite, all_rows, failing))
        failed: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for name, places in failing.items():
            for place in places:
                failed[name, all_rows[place].bulletin].append(all_rows[place])
        found = tuple(
            tuple(
                result
                for expectation in suite.expectations
                for result in _results(suite, expectation, own, failed[expectation.name, position])
            )
            for position, own in enumerate(own_rows)
        )
        results = added(results, found)
    return results


def _rows(suite: Suite, position: int, bulletin: Bulletin, origin: Origin) -> Sequence[Row]:
    if suite.gate == "document":
        return [document_row(position, bulletin, origin)]
    return fact_rows(position, bulletin)


def _results(
    suite: Suite, expectation: Expectation, rows: Sequence[Row], failed: Sequence[Row]
) -> list[CheckResult]:
    """What one expectation found in the rows of one bulletin."""

    def result(passed: bool, fact: int | None, observed: str) -> CheckResult:
        return CheckResult(
            gate=suite.gate,
            expectation=expectation.name,
            severity=expectation.severity,
            passed=passed,
            fact=fact,
            observed=observed,
            why=expectation.why,
        )

    if failed:
        return [
            result(False, getattr(row, "fact", None), expectation.says.format_map(vars(row)))
            for row in failed
        ]
    if suite.gate == "document":
        return [result(True, None, expectation.says.format_map(vars(rows[0])))]
    if suite.gate == "facts":
        return [result(True, None, f"holds for all {len(rows)} figures")]
    judged = sum(getattr(row, expectation.kwargs["column"]) is not None for row in rows)
    return [result(True, None, f"holds {judged} times" if judged else "nothing to compare with")]
