"""The roles that a table's columns have, and what the cells of each hold."""

from etl.bulletin.tables.columns.cell_values import Kind

ROLES = (
    "number", "category", "region", "item", "target", "actual", "rate", "yoy", "previous", "change",
    "remaining", "unit", "agency", "remarks", "other",
)  # fmt: skip

# What a role's cells hold, and hardly ever hold.
HOLDS: dict[str, dict[Kind, float]] = {
    "number": {"number": 0.5, "total": 0.0},
    "category": {"words": 0.6, "promise": 0.2, "place": -1, "person": -0.5},
    "region": {"place": 2.5, "total": 2.5, "words": -0.2, "person": 0.3, "agency": -1},
    "item": {
        "promise": 2, "words": 1, "report": -0.5, "state": -0.5, "place": -0.5, "agency": -0.5,
        "person": -1, "count": -1.5,
    },
    "target": {
        "number": 1, "count": 1.4, "percent": -0.2, "promise": 1.4, "report": -1, "words": -1,
        "unit": -2, "state": -0.5,
    },
    "actual": {
        "number": 1, "count": 1.2, "percent": -0.4, "report": 2.2, "promise": 0.2, "state": 0.2,
        "words": -0.7, "unit": -2,
    },
    "rate": {"percent": 2, "number": -0.6, "report": -0.5, "promise": -1, "state": -1, "words": -1},
    "yoy": {"percent": 1.5, "number": -0.5},
    "previous": {"number": 0, "count": 0, "percent": 0},
    "change": {"percent": 1.5, "number": 0, "count": 0},
    "remaining": {"number": 0, "count": 0, "report": -0.2},
    "unit": {"unit": 3, "words": -1},
    "agency": {"agency": 2.5, "words": -0.5, "place": -0.8, "person": -1.5},
    "remarks": {
        "words": -0.2, "promise": -0.4, "report": -0.2, "state": 0, "count": -1, "number": -1,
    },
    "other": {
        "date": 2, "person": 1.6, "state": 1, "words": 0.1, "agency": 0, "place": 0, "number": -0.5,
        "percent": -1, "count": -1.5, "promise": -1.5, "report": -1.5, "unit": 0, "total": 0,
    },
}  # fmt: skip

NAMED = frozenset({"yoy", "previous", "change", "remaining"})
"""Roles that a column has only where its name says so: figures alone do not tell them."""
