"""What a portal prints about a document: a table 索引号 | … | 发文机关 | …, or a line for each."""

import re

from etl.document.grid import Grid

_OWN = (
    r"索引号?|发文(?:机关|字号|日期|单位)|文号|成文日期|生成日期|发布(?:机构|日期|时间|单位)|公开(?:日期|方式|形式|范围|类型)"
    r"|主题(?:词|分类)|组配分类|体裁分类|信息(?:名称|分类|类别|来源)|公文(?:名称|种类)|有效性|效力状态|废止日期|生效日期|统一登记号|文件状态"
)
_LABEL = re.compile(_OWN + "|服务对象|关键词|内容概述|标题|名称|所属机构")
_NO_COLUMN = re.compile(_OWN)
_FEWEST = 2


def is_record_card(text: str, grid: Grid) -> bool:
    """Whether the labels of a table are those of a record of a document: 索引号, 成文日期."""
    words = [
        "".join(text[cell.start : cell.end].split()).rstrip(":")
        for cell in grid.cells
        if cell.end > cell.start
    ]
    labels = sum(_LABEL.fullmatch(w) is not None for w in words)
    return labels >= _FEWEST and 3 * labels >= len(words)


def is_of_document(words: str) -> bool:
    """Whether words name what no column of a bulletin's table holds: 文号, 主题分类."""
    return _NO_COLUMN.fullmatch("".join(words.split()).rstrip(":")) is not None
