"""Records in XML within a text, as a portal's data service answers: each a row of a table.

``<row><序号>1</序号><年度目标>3.6</年度目标></row><row>…</row>``
"""

import html
import re

from etl.document.json_records import table_of
from etl.document.raw_table import RawTable

_FIELD = re.compile(r"<(?P<name>[^\W\d][\w.-]*)>(?P<said>[^<]*)</(?P=name)>")
_RECORD = re.compile(
    r"<(?P<tag>[^\W\d][\w.-]*)>(?P<fields>(?:\s*<[^\W\d][\w.-]*>[^<]*</[^<>/]+>){2,100})\s*</(?P=tag)>"
)
_CHINESE = re.compile(r"<[\u4e00-\u9fff]")
_FEWEST = 2


def blocks(source: str) -> list[str | RawTable] | None:
    """The records as one table, and what stands before and behind them; None where there are none
    whose fields have Chinese names."""
    if _CHINESE.search(source) is None:
        return None
    found = list(_RECORD.finditer(source))
    records = [
        {
            field["name"]: html.unescape(field["said"]).strip()
            for field in _FIELD.finditer(one["fields"])
        }
        for one in found
    ]
    if len(found) < _FEWEST or len({one["tag"] for one in found}) > 1:
        return None
    return [
        _plain(source[: found[0].start()]),
        table_of(records),
        _plain(source[found[-1].end() :]),
    ]


def _plain(markup: str) -> str:
    """What stands around the records, without the fields of the answer as such."""
    return re.sub(r"<[^<>]*>[^<>\n]*(?=</)|<[^<>]*>", "", markup)
