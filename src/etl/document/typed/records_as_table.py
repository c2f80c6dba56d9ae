"""Records of fields, as a portal's data service gives them, as a table."""

import re
from collections.abc import Mapping, Sequence

from etl.document.raw_table import RawCell, RawTable

MOST_FIELDS = 100
"""Names of fields of all records together: more are no columns of a table."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def table_of(records: Sequence[Mapping[str, str]]) -> RawTable | None:
    """Records as rows, with a column for each field in the order of their coming; None where the
    fields are too many."""
    names = list(dict.fromkeys(name for record in records for name in record))
    if len(names) > MOST_FIELDS:
        return None
    cells = [RawCell(printable(name), 0, column) for column, name in enumerate(names)]
    for row, record in enumerate(records, 1):
        cells += [
            RawCell(printable(record[name]), row, column)
            for column, name in enumerate(names)
            if name in record
        ]
    return RawTable(tuple(cells))


def printable(words: str) -> str:
    """Words without what an escape may hide: controls, halves of a character."""
    return _UNPRINTABLE.sub("", words)
