"""The labels of forms: 项目名称, 年度目标, 进展情况, and how one is told from its value."""

import re

Span = tuple[int, int]

FIRST = re.compile(
    r"(?:实事|民生实事|重点)?(?:项目|事项|任务|工作)(?:名称|内容)|实事(?:名称|内容)?|指标名称"
    r"|(?:实事|项目|事项)(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
)
_UNTIL = (
    r"(?:截[至止])?(?:(?:\d{1,2}[-—至])?\d{1,2}月(?:份|底|末|\d{1,2}日)?|上半年"
    r"|前?[一二三四]季度|年[终底末])"
)
"""Until when a label's value tells: 10月底进展."""
PROJECT = "项目"
"""What names a pledge in forms that follow one another, and a column in other tables."""
ORDER = re.compile(r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*")
NUMBER = re.compile(r"(?:项目|实事|任务|台账)?[编序]号")
SOON = 3
COUNTED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})$")
"""Of a first label, which form it is: 项目3."""
LABEL = re.compile(
    FIRST.pattern + r"|(?:[我本全][市县区省]|年度|全年|目标|工作|主要|建设|具体|计划){0,3}"
    r"(?:任务|目标|内容|规模|标准|投资|地点)"
    rf"|(?:{_UNTIL}|目前|当前|工作|项目|任务|实际|总体|最新){{0,2}}"
    r"(?:进展|完成|落实|推进|实施|办理)(?:情况|进度)?|(?:形象|[总整]体|完成|工作|项目|建设|实施|推进|[当目]前)?进度(?:情况)?|(?:进度)?是否(?:滞后|完成)"
    r"|(?:总|(?:计划|概算|估算|实际|累计|已?完成|到位|拨付)+)?(?:投资|资金)(?:额|(?:完成|到位|拨付|支付)(?:率|比例|情况)?)?"
    r"|存在的?(?:主要)?(?:困难|问题)(?:[和及与、]?(?:问题|困难|原因))?|(?:困难|问题)(?:和问题)?"
    r"|下一?步(?:工作)?(?:打算|计划|措施|安排|举措)?|备注|完成(?:时限|时间|率|比例)|时间(?:节点|要求)"
    r"|(?:牵头|责任|主办|承办|配合|实施|主管|负责|协办|填报)(?:单位|部门|科室|领导|人)|(?:分管|市|县)?领导|联系人"
)
FIGURES = re.compile(rf"(?!{_UNTIL}[进完推落实办情])\d|[,。;:]")
"""What no label has that is known only by returning in form after form."""
FEWEST_RETURNING = 3
"""Forms from which on what returns in most of them is a label."""
MOST_LINES = 4
"""Lines, or words of one, over which a label is spread: 项 目⏎名 称."""
LONGEST = 12
"""Characters of such a label, or of a line of a known one."""


def bare(text: str, span: Span) -> str:
    """A span without the blanks within: 项 目名 称."""
    return "".join(text[slice(*span)].split())
