"""Records in XML within a text, as a portal's data service answers: each a row of a table.

``<row><序号>1</序号><年度目标>3.6</年度目标></row><row>…</row>``
"""

import html
import re
from itertools import pairwise

from etl.document.raw_table import RawTable
from etl.document.typed.records_as_table import table_of

_NAME = r"[\u4e00-\u9fff][\w.-]*"
_FIELD = re.compile(rf"<(?P<name>{_NAME})(?:>(?P<said>[^<]*)</(?P=name)>|\s*/>)")
_RECORD = re.compile(
    rf"<(?P<tag>[^\W\d][\w.-]*)>(?P<fields>(?:\s*<{_NAME}(?:>[^<]*</{_NAME}>|\s*/>)){{2,100}})\s*</(?P=tag)>"
)
_CHINESE = re.compile(r"<[\u4e00-\u9fff]")
_PAGE = re.compile(r"<(?:html|body|div|p|table|td|li|span)\b", re.IGNORECASE)
_FEWEST = 2


def blocks(source: str) -> list[str | RawTable] | None:
    """The records as one table, and what stands before and behind them.

    None where there are none with fields of Chinese names alone, where anything else stands
    between them, and in a page.
    """
    if _CHINESE.search(source) is None or _PAGE.search(source):
        return None
    found = list(_RECORD.finditer(source))
    if len(found) < _FEWEST or len({one["tag"] for one in found}) > 1:
        return None
    gaps = (source[a.end() : b.start()] for a, b in pairwise(found))
    fields = [list(_FIELD.finditer(one["fields"])) for one in found]
    records = [
        {field["name"]: html.unescape(field["said"] or "").strip() for field in own}
        for own in fields
    ]
    once = all(len(record) == len(own) for record, own in zip(records, fields, strict=True))
    table = table_of(records) if once and not any(map(str.strip, gaps)) else None
    if table is None:
        return None
    return [_plain(source[: found[0].start()]), table, _plain(source[found[-1].end() :])]


def _plain(markup: str) -> str:
    """What stands around the records, without the tags and codes of the answer."""
    return re.sub(r"<[^<>]*>(?:[!-;=-~ ]*(?=</))?", "", markup)
