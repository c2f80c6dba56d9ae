"""A Frictionless data package: CSV files, and a descriptor that says what each column is."""

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

from etl.export import csv_files, readme_text
from etl.export.column_kinds import Column, Kind
from etl.export.dataset_metadata import NAME as METADATA
from etl.export.dataset_metadata import Distribution, dataset
from etl.export.exported_views import Source, Table

NAME = "datapackage.json"
_TYPES: Mapping[Kind, Mapping[str, str]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.DATE: {"type": "date"},
    Kind.INSTANT: {"type": "datetime"},
    Kind.BOOLEAN: {"type": "boolean"},
}


def write(source: Source, folder: Path) -> None:
    """``datapackage.json``, ``dataset.jsonld`` and a file a view in ``data``."""
    (folder / "data").mkdir()
    resources = [_resource(source, table, folder) for table in source.tables]
    about = source.about
    descriptor: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "pledge-etl",
        "title": readme_text.TITLE,
        "description": f"{readme_text.DESCRIPTION}\n\n{readme_text.conventions('datapackage')}",
        "keywords": ["government promises", "open government", "China"],
        "rights": readme_text.RIGHTS,
        "citation": readme_text.citation(about),
        "sources": [{"title": readme_text.origin(about)}],
        "resources": resources,
    }
    if about.as_of is not None:
        descriptor["created"] = f"{about.as_of:%Y-%m-%dT%H:%M:%SZ}"
    _write(folder / NAME, json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n")
    files = [
        Distribution(
            one["path"],
            one["description"],
            "text/csv",
            one["bytes"],
            one["hash"].removeprefix("sha256:"),
        )
        for one in resources
    ]
    _write(folder / METADATA, dataset(about, files))


def _resource(source: Source, table: Table, folder: Path) -> dict[str, Any]:
    path = folder / "data" / f"{table.name}.csv"
    rows = csv_files.write_table(source, table, path)
    with path.open("rb") as written:
        digest = file_digest(written, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"data/{path.name}",
        "title": table.name,
        "description": table.comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "rows": rows,
        "hash": f"sha256:{digest}",
        "schema": {"fields": [_field(one) for one in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, **_TYPES[column.kind], "description": column.description}


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
