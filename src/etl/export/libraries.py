"""The libraries of the extra ``export``, which not every installation has."""

from collections.abc import Mapping
from importlib.util import find_spec

from etl.errors import ExportError

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "parquet": ("pyarrow",),
    "xlsx": ("xlsxwriter",),
    "duckdb": ("duckdb", "pyarrow"),
}


def require(format_: str) -> None:
    """See to it that a format can be written.

    Raises:
        ExportError: a library is not installed.
    """
    missing = [name for name in _NEEDED.get(format_, ()) if find_spec(name) is None]
    if missing:
        raise ExportError(
            f"--format {format_} needs {' and '.join(missing)}: install pledge-etl[export] "
            f"(python -m pip install {' '.join(missing)}); csv and datapackage need nothing more."
        )
