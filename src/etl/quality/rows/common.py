"""What the gates' rows have in common."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from _typeshed import DataclassInstance


def frame(rows: Sequence["DataclassInstance"]) -> "pd.DataFrame":
    """The rows of a gate as a pandas frame of Python objects, one column a field."""
    import pandas as pd

    names = [field.name for field in fields(rows[0])]
    values = [[getattr(row, name) for name in names] for row in rows]
    return pd.DataFrame(values, columns=names, dtype=object)


def beyond_a_slip(part: int, whole: int, slips: int = 1) -> float | None:
    """``part`` in percent of ``whole``; None where it is at most one: a slip of the pen."""
    return 100 * part / whole if part > slips else None
