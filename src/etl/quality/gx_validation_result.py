"""A suite's findings as Great Expectations writes them down, for its Data Docs."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from etl.quality.gx_validation import Row, Validation, looked_at
from etl.quality.suite import Expectation

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

_MOST = 20
"""Failing values shown of an expectation, as Great Expectations shows them."""


def as_shown(validation: Validation) -> "ExpectationSuiteValidationResult":
    """What was found, expectation by expectation."""
    import great_expectations as gx
    from great_expectations.core import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.validator.validation_statistics import calc_validation_statistics

    results = [
        ExpectationValidationResult(
            success=not validation.failing[one.name],
            expectation_config=ExpectationConfiguration(
                type=one.type,
                kwargs=one.kwargs,
                severity=FailureSeverity(one.severity),
                meta={"name": one.name},
                notes=one.why,
            ),
            result=_result(one, validation.rows, validation.failing[one.name]),
        )
        for one in validation.suite.expectations
    ]
    statistics = calc_validation_statistics(results)
    return ExpectationSuiteValidationResult(
        success=statistics.success,
        results=results,
        suite_name=validation.suite.gate,
        statistics=statistics._asdict(),
        meta={"great_expectations_version": gx.__version__},
    )


def _result(expectation: Expectation, rows: Sequence[Row], places: Sequence[int]) -> dict[str, Any]:
    """In the form ``COMPLETE``, as far as the pages show it."""
    looked = looked_at(expectation, rows)
    column = expectation.kwargs.get("column")
    failing = [getattr(rows[place], column) if column else None for place in places]
    share = 100 * len(places) / len(looked) if looked else 0.0
    missing = len(rows) - len(looked)
    return {
        "element_count": len(rows),
        "unexpected_count": len(places),
        "unexpected_percent": share,
        "unexpected_percent_nonmissing": share,
        "unexpected_percent_total": 100 * len(places) / len(rows),
        "missing_count": missing,
        "missing_percent": 100 * missing / len(rows),
        "partial_unexpected_list": failing[:_MOST],
        "partial_unexpected_counts": [
            {"value": value, "count": count} for value, count in Counter(failing).most_common(_MOST)
        ],
    }
