"""A dump of a portal's records in JSON: its sentences as lines, its lists of records as tables.

``{"title": "…进展情况", "items": [{"序号": 1, "年度目标": "…", "完成率": null}, …]}``
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.document.raw_table import RawCell, RawTable

_TITLES = ("title", "标题", "文章标题", "headTitle")
_FEWEST_FIELDS = 2
_SHORTEST = 12
"""Characters of a text; what is shorter is an address, a date, a count of hits."""


def blocks(source: str) -> list[str | RawTable] | None:
    """Title, texts and tables of a dump; None where a text is none, or has no records."""
    if source.lstrip()[:1] not in ("{", "["):
        return None
    try:
        dump = json.loads(source)
    except (ValueError, RecursionError):
        return None
    found = list(_blocks(dump))
    return found if any(isinstance(block, RawTable) for block in found) else None


def _blocks(value: Any) -> Iterator[str | RawTable]:
    if isinstance(value, Mapping):
        for key in _TITLES:
            if isinstance(value.get(key), str):
                yield value[key]
        for key, held in value.items():
            if key not in _TITLES:
                yield from _blocks(held)
    elif isinstance(value, list) and _are_records(value):
        yield table_of(value)
    elif isinstance(value, list):
        for held in value:
            yield from _blocks(held)
    elif isinstance(value, str) and len(value) >= _SHORTEST and not value.isascii():
        yield value


def _are_records(values: list[Any]) -> bool:
    """Whether all of a list are records with fields in common that hold no others."""
    if len(values) < _FEWEST_FIELDS or not all(isinstance(one, Mapping) for one in values):
        return False
    shared = set.intersection(*(set(one) for one in values))
    held = (field for one in values for field in one.values())
    return len(shared) >= _FEWEST_FIELDS and not any(
        isinstance(field, Mapping)
        or (isinstance(field, list) and any(isinstance(one, Mapping) for one in field))
        for field in held
    )


def table_of(records: Sequence[Mapping[str, Any]]) -> RawTable:
    """Records as a table with a column for each field, in the order of their coming."""
    names = list(dict.fromkeys(name for record in records for name in record))
    cells = [RawCell(name, 0, column) for column, name in enumerate(names)]
    for row, record in enumerate(records, 1):
        cells += [
            RawCell(_words(record.get(name)), row, column) for column, name in enumerate(names)
        ]
    return RawTable(tuple(cells))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_words, value))
    return "" if value is None else str(value)
