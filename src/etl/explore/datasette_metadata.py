"""What Datasette shows beside the rows: titles, what columns mean, and columns to count by."""

from typing import Any

from etl.export.readme_text import DESCRIPTION, RIGHTS, TITLE
from etl.warehouse.schema.views import View, load_views

_FACETS = ("city", "plan_year", "topic", "status", "certainty", "measure", "reason")
"""Columns of few values, counted beside the rows of each view that has them."""
_NEWEST = ("published_at", "last_published_at", "period_end", "last_period")
_PAGE = 50


def metadata(database: str) -> dict[str, Any]:
    """Datasette's metadata of the readers' file.

    Args:
        database: what Datasette calls the file: its name without ``.sqlite``.
    """
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "license": RIGHTS,
        "databases": {database: {"tables": {view.name: _table(view) for view in load_views()}}},
    }


def _table(view: View) -> dict[str, Any]:
    newest = next((column for column in _NEWEST if column in view.columns), None)
    return {
        "description": view.comment,
        "columns": dict(view.columns),
        "facets": [column for column in _FACETS if column in view.columns],
        "size": _PAGE,
        **({"sort_desc": newest} if newest else {}),
    }
