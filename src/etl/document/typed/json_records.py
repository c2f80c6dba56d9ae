"""A dump of a portal's records in JSON: its sentences as lines, its lists of records as tables.

``{"title": "…进展情况", "items": [{"序号": 1, "年度目标": "…", "完成率": null}, …]}``
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from etl.document.raw_table import RawTable
from etl.document.typed.records_as_table import printable, table_of

_TITLES = ("title", "标题", "文章标题", "headTitle")
_MARKUP = re.compile(r"<(?:p|div|br|span|table|li|h\d)\b", re.IGNORECASE)
_DEEPEST = 12
_FEWEST_RECORDS, _FEWEST_FIELDS = 2, 2
_SHORTEST = 12
"""Characters of a text; what is shorter is an address, a date, a count of hits."""


def blocks(source: str) -> list[str | RawTable] | None:
    """Title, texts and tables of a dump.

    None where a text is none, has no records, or holds a page's markup, which is read as a page.
    """
    if source.lstrip()[:1] not in ("{", "[") or _MARKUP.search(source):
        return None
    try:
        # Numbers are to be words, digit by digit.
        dump = json.loads(source, parse_float=lambda said: f"{Decimal(said):f}", parse_int=str)
    except (ValueError, RecursionError, ArithmeticError):
        return None
    found = list(_blocks(dump, 0))
    return found if any(isinstance(block, RawTable) for block in found) else None


def _blocks(value: Any, depth: int) -> Iterator[str | RawTable]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key in _TITLES:
            if isinstance(value.get(key), str):
                yield printable(value[key])
        for key, held in value.items():
            if key not in _TITLES:
                yield from _blocks(held, depth + 1)
    elif isinstance(value, list):
        table = _table(value)
        if table is not None:
            yield table
            return
        for held in value:
            yield from _blocks(held, depth + 1)
    elif isinstance(value, str) and len(value) >= _SHORTEST and not value.isascii():
        yield printable(value)


def _table(values: list[Any]) -> RawTable | None:
    """A list of records with fields in common, none of which holds others."""
    if len(values) < _FEWEST_RECORDS or not all(isinstance(one, Mapping) for one in values):
        return None
    if not all(_is_plain(field) for one in values for field in one.values()):
        return None
    records = [{name: _words(field) for name, field in one.items()} for one in values]
    shared = set.intersection(*(set(one) for one in records))
    return table_of(records) if len(shared) >= _FEWEST_FIELDS else None


def _is_plain(field: Any) -> bool:
    """Whether a field holds a value, or several of them, and no other fields."""
    values = field if isinstance(field, list) else [field]
    return not any(isinstance(value, (Mapping, list)) for value in values)


def _words(field: Any) -> str:
    """What a field says, one of several values a line each."""
    if isinstance(field, list):
        return "\n".join(map(_words, field))
    return "" if field is None else str(field)
