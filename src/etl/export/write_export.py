"""Writing an export: all views in one format, in a folder that is there whole or not at all."""

from datetime import date
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection

from etl.export import folder, readme_text
from etl.export.exported_views import About, open_source
from etl.export.formats import ExportFormat
from etl.export.libraries import require

# By name: some need libraries that not every installation has.
_WRITERS = {
    ExportFormat.CSV: "csv_files",
    ExportFormat.DATAPACKAGE: "data_package",
    ExportFormat.DUCKDB: "duckdb_file",
    ExportFormat.PARQUET: "parquet",
    ExportFormat.XLSX: "workbook",
}


def export(
    connection: Connection,
    target: Path,
    format_: ExportFormat,
    portal: str | None = None,
    since: date | None = None,
) -> About:
    """Write the views to ``target``, in the place of an earlier export.

    Args:
        connection: to the warehouse.
        target: a file or a folder, as the format has it.
        format_: of the files.
        portal: only what they have of this portal.
        since: only of periods that end on this day or later.

    Returns:
        What was written.

    Raises:
        ExportError: a library is missing, a format cannot hold the rows, or ``target``
            cannot be written or holds what is not an export.
        NothingFound: there is no such portal in the warehouse.
    """
    require(format_)
    writer = import_module(f"etl.export.{_WRITERS[format_]}")
    source = open_source(connection, portal, since)
    with folder.replacing(target) as new:
        writer.write(source, new)
        (new / "README.md").write_text(readme_text.readme(source, format_), "utf-8")
        folder.seal(new, {"format": format_, "from": readme_text.origin(source.about)})
    return source.about
