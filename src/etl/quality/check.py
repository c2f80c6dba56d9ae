"""Hold a batch of bulletins against the suites: one validation a gate."""

import importlib
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from etl.bulletin.model import Bulletin
from etl.errors import SettingsError
from etl.quality.content.origin import UNKNOWN, Origin
from etl.quality.model import CheckResult
from etl.quality.rows.common import frame
from etl.quality.rows.document import DocumentRow, document_row
from etl.quality.rows.facts import FactRow, fact_rows
from etl.quality.rows.history_columns import HistoryRow
from etl.quality.suite import Expectation, Suite

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

Row = DocumentRow | FactRow | HistoryRow
Results = tuple[tuple[CheckResult, ...], ...]
"""What was found in each bulletin of a batch."""
Show = Callable[["ExpectationSuiteValidationResult"], None]
"""Is given each validation as Great Expectations has it, for its Data Docs."""


def check(
    bulletins: Sequence[Bulletin],
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
    origins: Sequence[Origin] = (),
) -> Results:
    """Check each bulletin by itself: the gates ``document`` and ``facts``.

    An expectation that holds gives one result; one that fails gives one a failing row.

    Args:
        origins: who published each bulletin and when, parallel to ``bulletins``; without
            them nothing is held against the day of publication and the portal's city.

    Returns:
        The results, parallel to ``bulletins``.

    Raises:
        SettingsError: an expectation cannot be evaluated as its file puts it.
    """
    results: Results = tuple(() for _ in bulletins)
    for suite in suites:
        if suite.gate != "history":
            stated = zip(bulletins, origins or [UNKNOWN] * len(bulletins), strict=True)
            rows = [_rows(suite, place, *said) for place, said in enumerate(stated)]
            results = added(results, _check(suite, rows, show))
    return results


def check_rows(
    rows: Sequence[Sequence[HistoryRow]],
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
) -> Results:
    """Check bulletins beside what was said before: the gate ``history``.

    Args:
        rows: those of each bulletin, called by its position in ``rows``.

    Raises:
        As :func:`check`.
    """
    results: Results = tuple(() for _ in rows)
    for suite in suites:
        if suite.gate == "history":
            results = added(results, _check(suite, rows, show))
    return results


def added(results: Results, more: Results) -> Results:
    """What two gates found in the same bulletins."""
    return tuple(one + other for one, other in zip(results, more, strict=True))


def warm_up() -> None:
    """Import Great Expectations: seconds that only those pay who check something."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    importlib.import_module("great_expectations")


def _check(suite: Suite, rows: Sequence[Sequence[Row]], show: Show) -> Results:
    failures = _failures(suite, [row for own in rows for row in own], show)
    return tuple(
        tuple(
            result
            for expectation in suite.expectations
            for result in _results(suite, expectation, own, failures[expectation.name, position])
        )
        for position, own in enumerate(rows)
    )


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
            result(False, getattr(row, "fact", None), expectation.says.format_map(asdict(row)))
            for row in failed
        ]
    if suite.gate == "document":
        return [result(True, None, expectation.says.format_map(asdict(rows[0])))]
    if suite.gate == "facts":
        return [result(True, None, f"holds for all {len(rows)} figures")]
    judged = sum(getattr(row, expectation.kwargs["column"]) is not None for row in rows)
    return [result(True, None, f"holds {judged} times" if judged else "nothing to compare with")]


def _failures(suite: Suite, rows: Sequence[Row], show: Show) -> dict[tuple[str, int], list[Row]]:
    """The rows that fail by Great Expectations, by expectation and position of the bulletin."""
    failures: dict[tuple[str, int], list[Row]] = defaultdict(list)
    if not rows:
        return failures
    validation = _validate(suite, rows)
    show(validation)
    for outcome in validation.results:
        name = cast("ExpectationConfiguration", outcome.expectation_config).meta["name"]
        if "unexpected_index_list" not in outcome.result and not outcome.success:
            raise SettingsError(
                f"The expectation {name} of the {suite.gate} suite cannot be evaluated: "
                f"{_reason(outcome.exception_info)}."
            )
        for place in outcome.result.get("unexpected_index_list") or ():
            row = rows[place["row"]]
            failures[name, row.bulletin].append(row)
    return failures


def _validate(suite: Suite, rows: Sequence[Row]) -> "ExpectationSuiteValidationResult":
    warm_up()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.registry import get_expectation_impl
    from great_expectations.expectations.row_conditions import Column
    from pydantic.v1 import ValidationError

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    table = frame(rows).assign(row=range(len(rows)))
    batch = (
        context.data_sources.add_pandas(suite.gate)
        .add_dataframe_asset(suite.gate)
        .add_batch_definition_whole_dataframe("batch")
        .get_batch({"dataframe": table})
    )
    expectations = gx.ExpectationSuite(name=suite.gate)
    for expectation in suite.expectations:
        only = expectation.only_where
        arguments = dict(expectation.kwargs)
        if only:
            arguments["row_condition"] = Column(only.column) >= only.at_least
        try:
            expectations.add_expectation(
                get_expectation_impl(expectation.type)(
                    **arguments,
                    severity=FailureSeverity(expectation.severity),
                    meta={"name": expectation.name},
                    notes=expectation.why,
                )
            )
        except (ExpectationNotFoundError, ValidationError) as error:
            first = str(error).replace("\n", " ")
            raise SettingsError(
                f"The expectation {expectation.name} of the {suite.gate} suite is not one that "
                f"Great Expectations knows: {first}."
            ) from error
    return batch.validate(
        expectations,
        # The query that COMPLETE would build of every failing row is never read.
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["row"],
            "return_unexpected_index_query": False,
        },
    )


def _reason(exception_info: dict[str, object]) -> str:
    """The first message in what Great Expectations says of an exception."""
    for value in exception_info.values():
        if isinstance(value, dict) and value.get("exception_message"):
            return str(value["exception_message"]).rstrip(".")
    return str(exception_info.get("exception_message") or "it does not judge single rows")
