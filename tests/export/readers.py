"""Readers of each format, by a library that has not written it where there is one."""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
from frictionless import Package

Row = Mapping[str, Any]


def unguarded(text: str) -> str:
    """A text of a CSV without the apostrophe that stops it from being a formula."""
    return text[1:] if text.startswith("'") else text


def from_csv(folder: Path, view: str, columns: Mapping[str, str]) -> list[Row]:
    """By DuckDB, as text: it tells an empty text from none."""
    with duckdb.connect() as reader:
        asked = reader.execute(
            "SELECT * FROM read_csv(?, all_varchar=true, header=true, delim=',', quote='\"', "
            "escape='\"', allow_quoted_nulls=false, strict_mode=true)",
            [str(folder / f"{view}.csv")],
        )
        names = [one[0] for one in asked.description or []]
        rows = asked.fetchall()
    return [
        {name: _value(columns[name], text) for name, text in zip(names, row, strict=True)}
        for row in rows
    ]


def from_parquet(folder: Path, view: str, _: Mapping[str, str]) -> list[Row]:
    return list(pq.read_table(folder / f"{view}.parquet").to_pylist())


def from_xlsx(folder: Path, view: str, columns: Mapping[str, str]) -> list[Row]:
    """By openpyxl, which has its own mind of what a workbook is."""
    head, *rows = _workbook(folder / "pledges.xlsx")[view].iter_rows(values_only=True)
    return [
        {name: _cell(columns[name], value) for name, value in zip(map(str, head), row, strict=True)}
        for row in rows
    ]


# All views of an export are asked for one after the other.
@lru_cache(maxsize=1)
def _workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def from_duckdb(folder: Path, view: str, _: Mapping[str, str]) -> list[Row]:
    with duckdb.connect(folder / "pledges.duckdb", read_only=True) as file:
        asked = file.execute(f"SELECT * FROM {view}")  # noqa: S608
        names = [one[0] for one in asked.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    return [{name: _in_utc(value) for name, value in row.items()} for row in rows]


def from_datapackage(folder: Path, view: str, columns: Mapping[str, str]) -> list[Row]:
    resource: Any = _package(folder / "datapackage.json").get_resource(view)
    return [
        {name: _loaded(columns[name], value) for name, value in row.items()}
        for row in (one.to_dict() for one in resource.read_rows())
    ]


@lru_cache(maxsize=1)
def _package(path: Path) -> Package:
    return Package(path)


READERS: Mapping[str, Callable[[Path, str, Mapping[str, str]], list[Row]]] = {
    "csv": from_csv,
    "parquet": from_parquet,
    "xlsx": from_xlsx,
    "duckdb": from_duckdb,
    "datapackage": from_datapackage,
}


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "export.json").read_text("utf-8")))


def lines(path: Path) -> list[list[str]]:
    """The cells of a CSV file as a spreadsheet would take them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _value(kind: str, text: str | None) -> Any:
    if text is None:
        return None
    match kind:
        case "integer":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case "instant":
            return datetime.fromisoformat(text)
        case "boolean":
            return {"true": True, "false": False}[text]
    return unguarded(text)


def _cell(kind: str, value: Any) -> Any:
    match kind, value:
        case "date", datetime():
            return value.date()
        case "instant", datetime():
            return value.replace(tzinfo=UTC)
    return value


def _loaded(kind: str, value: Any) -> Any:
    if kind == "text" and value is not None:
        return unguarded(value)
    return value


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
