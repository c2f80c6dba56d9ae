"""Great Expectations judges: every distinct value once, under every distinct demand.

To validate one expectation costs some 10 ms whatever its frame holds, and the suites ask the
same few things of many columns: that a truth value be true, that a number be 0 at most. What
is asked of a value alone is therefore asked once for all columns and gates, in one validation
over a frame with a column for each demand, which holds the distinct values that occur. What
is asked of several columns or of a row among others is validated over its gate's whole frame.
"""

import gc
import importlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from etl.errors import SettingsError
from etl.quality.check_results import Gate
from etl.quality.gate_rows.document import DocumentRow
from etl.quality.gate_rows.facts import FactRow
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.quality.suite import Condition, Expectation, Suite

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation as Theirs
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

Row = DocumentRow | FactRow | HistoryRow
Failing = dict[str, list[int]]
"""By the name of an expectation the places of the rows that fail it."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What a suite found in the rows of a batch."""

    suite: Suite
    rows: Sequence[Row]
    failing: Failing


_OF_ONE_VALUE = frozenset(
    {
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_not_match_regex",
        "expect_column_value_lengths_to_be_between",
        "expect_column_value_lengths_to_equal",
    }
)
"""Expectations that look at nothing but the value, and not at one that is absent."""
_KINDS = {bool: "truth", int: "number", float: "number", str: "text"}

_Value = tuple[type, Any]
"""A value that equals none of another type: True is not 1."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """What expectations ask of a value, whatever its column."""

    type: str
    arguments: str
    """As JSON, without the column."""
    kind: str
    """Of the values, so that a column of a wrong kind spoils no other."""


_VERDICTS: dict[_Demand, dict[_Value, bool]] = {}
"""Whether a value fails a demand, of all that was judged in this process."""
_MOST_VERDICTS = 100_000
"""So many are remembered, which take some tens of megabytes; then it begins anew."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An expectation, and what it looks at."""

    gate: Gate
    expectation: Expectation
    said: Sequence[tuple[int, Any]]
    """The places of the rows looked at, and what each says."""
    demands: Mapping[_Demand, Sequence[_Value]]
    """The distinct values, by what is asked of them."""

    def failing(self, wrong: Mapping[_Demand, set[_Value]]) -> list[int]:
        """The places of the rows with a wrong value."""
        values = {
            value
            for demand, own in self.demands.items()
            if wrong[demand]
            for value in own
            if value in wrong[demand]
        }
        if not values:
            return []
        return [place for place, value in self.said if (type(value), value) in values]


def warm_up() -> None:
    """Import Great Expectations: seconds that only those pay who check something.

    What is imported stays as long as the process does: the collector of garbage need not look
    through its 250,000 objects again and again while bulletins are read.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    if "great_expectations" in sys.modules:
        return
    importlib.import_module("great_expectations")
    gc.freeze()


def failing_rows(gates: Sequence[tuple[Suite, Sequence[Row]]]) -> list[Failing]:
    """The rows that fail by Great Expectations, parallel to the gates.

    Raises:
        SettingsError: an expectation cannot be evaluated as its file puts it.
    """
    warm_up()
    asked = [_asked(suite, rows) for suite, rows in gates]
    values: dict[_Demand, dict[_Value, _Asked]] = defaultdict(dict)
    for one in (one for of_gate in asked for one in of_gate):
        for demand, own in one.demands.items():
            of_demand = values[demand]
            for value in own:
                of_demand.setdefault(value, one)
    wrong = _wrong_values(values)
    found = []
    for (suite, rows), of_gate in zip(gates, asked, strict=True):
        failing = {one.expectation.name: one.failing(wrong) for one in of_gate}
        others = [one for one in suite.expectations if one.name not in failing]
        found.append(failing | _failing_in_frame(suite.gate, others, rows))
    return found


def looked_at(expectation: Expectation, rows: Sequence[Row]) -> list[int]:
    """The places of the rows that an expectation of one column looks at."""
    column, only = expectation.kwargs.get("column"), expectation.only_where
    values = enumerate(rows) if column is None else _values(rows, column)
    return [place for place, _ in values if only is None or _is_met(only, rows[place])]


def _asked(suite: Suite, rows: Sequence[Row]) -> list[_Asked]:
    asked = []
    columns: dict[str, list[tuple[int, Any]]] = {}
    for expectation in suite.expectations:
        if expectation.type in _OF_ONE_VALUE:
            column, only = expectation.kwargs["column"], expectation.only_where
            if column not in columns:
                columns[column] = list(_values(rows, column))
            said = columns[column]
            if only is not None:
                said = [(place, value) for place, value in said if _is_met(only, rows[place])]
            asked.append(_Asked(suite.gate, expectation, said, _demands(expectation, said)))
    return asked


def _demands(
    expectation: Expectation, said: Sequence[tuple[int, Any]]
) -> dict[_Demand, list[_Value]]:
    """What an expectation asks, with the distinct values that it asks it of."""
    others = {k: v for k, v in expectation.kwargs.items() if k != "column"}
    arguments = json.dumps(others, sort_keys=True, default=str)
    kinds: dict[str, list[_Value]] = defaultdict(list)
    for value in dict.fromkeys((type(value), value) for _, value in said):
        kinds[_KINDS.get(value[0], value[0].__name__)].append(value)
    return {_Demand(expectation.type, arguments, kind): own for kind, own in kinds.items()}


def _values(rows: Sequence[Row], column: str) -> Iterator[tuple[int, Any]]:
    """The places of the rows that say something in a column, and what."""
    for place, value in enumerate(map(attrgetter(column), rows)):
        # As to pandas, what does not equal itself is absent.
        if value is not None and value == value:
            yield place, value


def _is_met(only: Condition, row: Row) -> bool:
    value = getattr(row, only.column)
    return value is not None and bool(value >= only.at_least)


def _wrong_values(
    values: Mapping[_Demand, Mapping[_Value, _Asked]],
) -> dict[_Demand, set[_Value]]:
    """Of the distinct values under each demand those that do not meet it.

    Bulletins say much of the same, and Great Expectations takes its time: what it has judged
    once in this process it is not asked again.
    """
    if sum(map(len, _VERDICTS.values())) > _MOST_VERDICTS:
        _VERDICTS.clear()
    verdicts = {demand: _VERDICTS.setdefault(demand, {}) for demand in values}
    new = {
        demand: unjudged
        for demand, of in values.items()
        if (unjudged := {value: one for value, one in of.items() if value not in verdicts[demand]})
    }
    for demand, wrong in _wrong_by_theirs(new).items():
        verdicts[demand].update({value: value in wrong for value in new[demand]})
    return {
        demand: {value for value in of if verdicts[demand][value]} for demand, of in values.items()
    }


def _wrong_by_theirs(
    values: Mapping[_Demand, Mapping[_Value, _Asked]],
) -> dict[_Demand, set[_Value]]:
    if not values:
        return {}
    import pandas as pd

    columns = {f"{number}": list(of) for number, of in enumerate(values.values())}
    longest = max(map(len, columns.values()))
    # Great Expectations looks at no value that is absent: a short column ends in such.
    table = pd.DataFrame(
        {
            name: [value for _, value in own] + [None] * (longest - len(own))
            for name, own in columns.items()
        },
        dtype=object,
    )
    for_all = []
    for name, own in zip(columns, values.values(), strict=True):
        first = next(iter(own.values()))
        of_all = {"kwargs": first.expectation.kwargs | {"column": name}, "only_where": None}
        one = first.expectation.model_copy(update=of_all)
        for_all.append(_Judged(name, first.gate, one))
    failing = _judged(for_all, table)
    return {
        demand: {columns[name][place] for place in failing[name]}
        for name, demand in zip(columns, values, strict=True)
    }


def _failing_in_frame(
    gate: Gate, expectations: Sequence[Expectation], rows: Sequence[Row]
) -> Failing:
    if not expectations or not rows:
        return {one.name: [] for one in expectations}
    return _judged([_Judged(one.name, gate, one) for one in expectations], _frame(rows))


def _frame(rows: Sequence[Row]) -> "pd.DataFrame":
    """The rows of a gate as a pandas frame of Python objects, one column a field."""
    import pandas as pd

    names = [field.name for field in fields(rows[0])]
    values = [[getattr(row, name) for name in names] for row in rows]
    return pd.DataFrame(values, columns=names, dtype=object)


@dataclass(frozen=True, slots=True)
class _Judged:
    """An expectation as it is put to Great Expectations."""

    name: str
    """What its result goes by."""
    gate: Gate
    expectation: Expectation

    @property
    def called(self) -> str:
        return f"The expectation {self.expectation.name} of the {self.gate} suite"


def _judged(judged: Sequence[_Judged], table: "pd.DataFrame") -> Failing:
    """The places of the rows of a frame that fail, by the names given."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    batch = (
        context.data_sources.add_pandas("bulletins")
        .add_dataframe_asset("rows")
        .add_batch_definition_whole_dataframe("batch")
        .get_batch({"dataframe": table.assign(row=range(len(table)))})
    )
    expectations = gx.ExpectationSuite(name="expectations")
    for one in judged:
        expectations.add_expectation(_as_theirs(one))
    validation = batch.validate(
        expectations,
        # The query that COMPLETE would build of every failing row is never read.
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["row"],
            "return_unexpected_index_query": False,
        },
    )
    called = {one.name: one.called for one in judged}
    failing: Failing = {}
    for outcome in validation.results:
        name = cast("ExpectationConfiguration", outcome.expectation_config).meta["name"]
        if "unexpected_index_list" not in outcome.result and not outcome.success:
            raise SettingsError(
                f"{called[name]} cannot be evaluated: {_reason(outcome.exception_info)}."
            )
        places = outcome.result.get("unexpected_index_list") or ()
        failing[name] = [place["row"] for place in places]
    return failing


def _as_theirs(judged: _Judged) -> "Theirs":
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl
    from great_expectations.expectations.row_conditions import Column
    from pydantic.v1 import ValidationError

    own, only = judged.expectation, judged.expectation.only_where
    arguments = dict(own.kwargs)
    if only:
        arguments["row_condition"] = Column(only.column) >= only.at_least
    try:
        of_type = get_expectation_impl(own.type)
        return of_type(**arguments, meta={"name": judged.name})
    except (ExpectationNotFoundError, ValidationError) as error:
        first = str(error).replace("\n", " ")
        raise SettingsError(
            f"{judged.called} is not one that Great Expectations knows: {first}."
        ) from error


def _reason(exception_info: Mapping[str, object]) -> str:
    """The first message in what Great Expectations says of an exception."""
    for value in exception_info.values():
        if isinstance(value, dict) and value.get("exception_message"):
            return str(value["exception_message"]).rstrip(".")
    return str(exception_info.get("exception_message") or "it does not judge single rows")
