"""The formats there are, known before any library is loaded."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """What the files are."""

    CSV = "csv"
    DATAPACKAGE = "datapackage"
    DUCKDB = "duckdb"
    PARQUET = "parquet"
    XLSX = "xlsx"
