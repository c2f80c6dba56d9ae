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

CERTAINTIES: Mapping[str, Name] = {
    "proved": Name("已验证", "proved"),
    "clear": Name("明确", "clear"),
    "doubtful": Name("存疑", "doubtful"),
}

_DOUBTS: Mapping[str, str] = {
    "share disagrees": "占比不符",
    "a numeral beside it": "旁有残数",
    "promise or report": "承诺还是进展",
    "what it says": "所指不明",
    "what is counted": "对象不明",
    "beyond any share": "比率过大",
    "columns undecided": "列义未定",
    "words against the column": "措辞与列不符",
    "rows of a flattened table are irregular": "还原的表格行列不齐",
    "a flattened table could have other columns": "还原的表格可另行分列",
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


def kind(name: str) -> Name:
    """What a numeral was taken for."""
    return Name(_KINDS.get(name, ""), name.replace("_", " "))
