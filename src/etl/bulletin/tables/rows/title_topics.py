"""What a table counts where only its title says so: 某省2023年农村危桥改造进度统计表."""

import re
from collections.abc import Iterable

_SHORTEST, _LONGEST = 2, 24
_OPENS = re.compile(
    r"^(?:\D{0,14}\d{4}年度?|[全各][省市县区州镇乡]{1,2})?"
    r"(?:\d{1,2}(?:[-—至]\d{1,2})?月份?|[一二三四]季度|上半年)?"
)
_ENDS = re.compile(
    r"(?:(?:工作|目标|任务|建设)?(?:进度|进展|完成|推进|落实|实施)?(?:情况)?"
    r"(?:统计|汇总|一览|公示|通报|月报|明细|分解|[月周季])*(?:表|情况)?)?(?:\(.*)?$"
)
_NONE = re.compile(r"\(|附件|单位|填报|.*(?:实事|民生工程)(?:项目)?[\d月份至-]*$")


def topic_of_title(lines: Iterable[str]) -> str:
    """What the first line says that says anything: 农村危桥改造; empty where none does."""
    for line in lines:
        if _NONE.match(line):
            continue
        words = _ENDS.sub("", _OPENS.sub("", "".join(line.split())))
        if _SHORTEST <= len(words) <= _LONGEST and not _NONE.match(words):
            return words
    return ""
