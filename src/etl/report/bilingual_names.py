"""Measures, certainties, doubts and kinds of numerals in words of both languages."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """What a page calls something: 实际 · actual."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}".strip()


MEASURES: Mapping[str, Name] = {
    "target": Name("承诺", "promise"),
    "actual": Name("实际", "actual"),
    "pct_of_target": Name("占计划", "share of plan"),
    "target_restated": Name("重述计划", "plan restated"),
    "yoy": Name("同比", "change on the year"),
    "change": Name("增减", "change"),
    "previous": Name("原值", "previous"),
    "remaining": Name("剩余", "remaining"),
    "share": Name("占比", "share of a whole"),
    "milestone": Name("里程碑", "milestone"),
}
"""In the order of the legend."""

MEANINGS: Mapping[str, Name] = {
    "target": Name("年初答应做到的数。", "What was promised for the year."),
    "actual": Name("到截至日为止做到的数。", "What has been done by the last day described."),
    "pct_of_target": Name("公报印出的完成计划的比例。", "The part of the plan done, as printed."),
    "target_restated": Name(
        "进展报告里重述的计划。", "The plan as a report on progress repeats it."
    ),
    "yoy": Name("与上年同期相比的增减。", "The change against the same months of the year before."),
    "change": Name("增减的数量。", "By how much something rose or fell."),
    "previous": Name("变动之前的数。", "What it was before a change."),
    "remaining": Name("还没有做的数。", "What is still to be done."),
    "share": Name("某部分占整体的比例。", "A part of a whole that is not the plan."),
    "milestone": Name(
        "一件事做成为 1，尚未做成为 0。", "1 for a thing achieved, 0 for one promised."
    ),
}
"""What each measure is."""

CERTAINTIES: Mapping[str, Name] = {
    "proved": Name("已验证", "proved"),
    "clear": Name("明确", "clear"),
    "doubtful": Name("存疑", "doubtful"),
}

STATUSES: Mapping[str, Name] = {
    "kept": Name("已兑现", "kept"),
    "on_track": Name("进度正常", "on track"),
    "late": Name("落后", "late"),
    "unknown": Name("未知", "unknown"),
}
"""How a promise stands."""

REASONS: Mapping[str, Name] = {
    "first": Name("首次", "first"),
    "portal_revision": Name("门户更正", "corrected by the portal"),
    "reparse": Name("重新解读", "read anew"),
    "withdrawn": Name("撤回", "withdrawn"),
    "released": Name("人工采用", "released by a person"),
    "amended": Name("人工改正", "amended by a person"),
}
"""Why there is a version."""

SEVERITIES: Mapping[str, Name] = {
    "critical": Name("严重", "critical"),
    "warning": Name("提醒", "warning"),
}

_DOUBTS: Mapping[str, str] = {
    "share disagrees": "占比不符",
    "a numeral beside it": "旁有残数",
    "read from a picture, unclear": "图像不清",
    "promise or report": "承诺还是进展",
    "what it says": "所指不明",
    "what is counted": "对象不明",
    "seldom read right": "此类常误读",
    "beyond any share": "比率过大",
    "columns undecided": "列义未定",
    "a section about a later year": "属下一年度",
    "a number in pieces": "数字断开",
    "words against the column": "措辞与列不符",
    "rows of a flattened table are irregular": "还原的表格行列不齐",
    "a flattened table could have other columns": "还原的表格可另行分列",
    "names of a flattened table may stand over others": "还原的表头归属未定",
    "names of a flattened table's columns may be divided otherwise": "还原的表头可另行断开",
    "cells of a flattened table are torn": "还原的单元格断裂",
    "cells of a flattened table hold several rows": "还原的单元格含多行",
    "cells of a flattened table hold several figures each": "还原的单元格含多数",
    "a column of a flattened table holds different kinds of cells": "还原的列内容不一",
    "columns of a flattened table are nearly empty": "还原的列几乎为空",
    "a figure may stand in another column of a flattened table": "还原的数据可能错列",
}
_EXPLAINED: Mapping[str, Name] = {
    "share disagrees": Name(
        "印出的占比与数值、计划算不拢：三者之中有一个印错或读错。",
        "The printed share does not follow from the figure and the plan: one of the three is "
        "misprinted or misread.",
    ),
    "a numeral beside it": Name(
        "旁边有一个读不懂的数字，它可能是这个数据的一部分。",
        "A numeral beside it was not understood, and may belong to the figure.",
    ),
    "read from a picture, unclear": Name(
        "这个数据是从图片中识别的，字迹不够清楚。",
        "It was read from a picture, in which it or the words before it are not clear enough.",
    ),
    "promise or report": Name(
        "看不出这句话是承诺还是进展。", "The words do not tell whether this is promised or done."
    ),
    "what it says": Name(
        "这个数可以有几种意思（结果、占比、增减等），词语不足以断定。",
        "The number may say several things (a result, a share, a change); the words do not settle "
        "which.",
    ),
    "what is counted": Name("没有词语说明数的是什么。", "No words name what is counted."),
    "seldom read right": Name(
        "在已标注的公报里，这样措辞、这样排列的数据常被读错。",
        "Figures in such words and such company were often read wrong in the annotated bulletins.",
    ),
    "beyond any share": Name(
        "这个百分率大得不合常理。", "The percentage is larger than any share or growth."
    ),
    "a number in pieces": Name(
        "单元格里并列着几个裸数字，可能是一个数断成了几段。",
        "Bare numbers stand side by side in the cell: they may be pieces of one.",
    ),
    "columns undecided": Name(
        "表格各列的含义没有定论。", "It is undecided what the columns of the table are."
    ),
    "a section about a later year": Name(
        "这个数据在讲以后年份的段落里：是那一年的承诺，不是今年的。",
        "It stands in a section about a later year: it is promised for that year, not for this.",
    ),
    "words against the column": Name(
        "单元格里的措辞与它所在的列不相符。",
        "The words in the cell say otherwise than the column in which they stand.",
    ),
    "rows of a flattened table are irregular": Name(
        "表格由纯文本还原，各行的列数不齐。",
        "The table was restored from plain text, and its rows are uneven.",
    ),
    "a flattened table could have other columns": Name(
        "表格由纯文本还原，也可以另行分列。",
        "The table was restored from plain text, and could be cut into other columns.",
    ),
    "names of a flattened table may stand over others": Name(
        "表格由纯文本还原，合并的表头管到哪几列没有定论。",
        "The table was restored from plain text; which columns a merged name stands over is open.",
    ),
    "names of a flattened table's columns may be divided otherwise": Name(
        "表格由纯文本还原，表头的名称可以有别的断法。",
        "The table was restored from plain text; its header could be divided into other names.",
    ),
    "cells of a flattened table are torn": Name(
        "表格由纯文本还原，单元格被断成几截。",
        "The table was restored from plain text, and cells of it are torn.",
    ),
    "cells of a flattened table hold several rows": Name(
        "表格由纯文本还原，一个单元格里像是装了几行。",
        "The table was restored from plain text, and a cell seems to hold several rows.",
    ),
    "cells of a flattened table hold several figures each": Name(
        "表格由纯文本还原，一列的单元格里都有几个数字。",
        "The table was restored from plain text, and each cell of a column holds several figures.",
    ),
    "a column of a flattened table holds different kinds of cells": Name(
        "表格由纯文本还原，同一列里的内容不是一类。",
        "The table was restored from plain text, and a column holds cells of different kinds.",
    ),
    "columns of a flattened table are nearly empty": Name(
        "表格由纯文本还原，有的列几乎是空的。",
        "The table was restored from plain text, and columns of it are nearly empty.",
    ),
    "a figure may stand in another column of a flattened table": Name(
        "表格由纯文本还原，这一行少了数据，它可能属于别的列。",
        "The table was restored from plain text; its row lacks a figure, so it may be another "
        "column's.",
    ),
}
_KINDS: Mapping[str, str] = {
    "abandoned": "未读",
    "clock": "时刻",
    "criterion": "标准",
    "damaged": "残损",
    "date": "日期",
    "divider": "分隔",
    "duration": "时长",
    "fact": "数据",
    "furniture": "页面文字",
    "header": "表头",
    "heading": "标题",
    "item_number": "编号",
    "list_count": "项数",
    "name": "名称",
    "number": "数字",
    "ordinal": "序数",
    "phone": "电话",
    "title": "标题",
    "unexplained": "不明",
    "words": "词语",
}

LOST = frozenset({"abandoned", "damaged", "unexplained"})
"""Kinds of numerals that may be a figure which nobody has read."""


def doubt(reason: str) -> Name:
    """A reason for doubt; one that has no Chinese name yet stands by itself."""
    return Name(_DOUBTS.get(reason, ""), reason)


def explained(reason: str) -> Name | None:
    """What a reason for doubt means, in a sentence; None for one that has none yet."""
    return _EXPLAINED.get(reason)


def kind(name: str) -> Name:
    """What a numeral was taken for."""
    return Name(_KINDS.get(name, ""), name.replace("_", " "))
