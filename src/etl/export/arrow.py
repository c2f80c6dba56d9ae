"""The views as Arrow: a schema with descriptions, and record batches of exact decimals."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
from sqlalchemy import select

from etl.errors import ExportError
from etl.export.column_kinds import Kind
from etl.export.exported_views import Source, Table

DIGITS = 38
"""What a decimal of Parquet and DuckDB has, before and behind the point together."""
_BEHIND = 10
"""How many of them are behind the point unless a value has more."""
_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.BOOLEAN: pa.bool_(),
}


def schema_of(source: Source, table: Table) -> pa.Schema:
    """The columns of a table, each with its description.

    Raises:
        ExportError: a decimal column holds more digits than a decimal can.
    """
    behind = _digits_behind(source, table)
    fields = [
        pa.field(
            column.name,
            pa.decimal128(DIGITS, behind[column.name])
            if column.kind is Kind.DECIMAL
            else _TYPES[column.kind],
            metadata={"description": column.description},
        )
        for column in table.columns
    ]
    return pa.schema(fields)


def batches(source: Source, table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a table."""
    for rows in source.batches(table):
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def _digits_behind(source: Source, table: Table) -> dict[str, int]:
    """How many digits each decimal column needs behind the point."""
    names = [column.name for column in table.columns if column.kind is Kind.DECIMAL]
    before, behind = dict.fromkeys(names, 0), dict.fromkeys(names, _BEHIND)
    if not names:
        return behind
    looked_at = select(*(table.query.selected_columns[name] for name in names))
    for rows in source.batches(replace(table, query=_where(looked_at, table))):
        for row in rows:
            for name, value in zip(names, row, strict=True):
                if value:
                    before[name] = max(before[name], value.adjusted() + 1)
                    behind[name] = max(behind[name], -value.as_tuple().exponent)
    for name in names:
        if before[name] + behind[name] > DIGITS:
            raise ExportError(
                f"{table.name}.{name} holds numbers of {before[name]} digits before and "
                f"{behind[name]} behind the point, more than a decimal of Parquet or DuckDB "
                "takes; --format csv or datapackage writes any number."
            )
    return behind


def _where(query: Any, table: Table) -> Any:
    clause = table.query.whereclause
    return query if clause is None else query.where(clause)
