"""Parquet: a file a view, with decimals, dates and instants as what they are."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from etl.export import arrow
from etl.export.exported_views import Source, Table
from etl.export.readme_text import origin


def write(source: Source, folder: Path) -> None:
    """A file a view.

    What a column means stands in the metadata of its field, and for readers that do not
    show that (DuckDB's ``parquet_kv_metadata``) as JSON in those of the file.
    """
    for table in source.tables:
        schema = arrow.schema_of(source, table).with_metadata(_metadata(source, table))
        with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as out:
            for batch in arrow.batches(source, table, schema):
                out.write_batch(batch)


def _metadata(source: Source, table: Table) -> dict[str, str]:
    columns = {column.name: column.description for column in table.columns}
    return {
        "title": table.name,
        "description": table.comment,
        "source": origin(source.about),
        "columns": json.dumps(columns, ensure_ascii=False),
    }
