"""Labels that lines begin with and only a blank sets apart: 目标 小区18个⏎进度 完工13个.

Where two of them or more come again from item to item, a colon takes the place of the blank.
"""

import re
from collections import Counter

_LABEL = re.compile(
    r"(?m)^[ ]*(?P<label>(?:年度|全年|工作|主要|建设|目前|当前)?"
    r"(?P<kind>(?P<promise>目标|任务|计划|承诺|内容)|(?P<report>进度|进展|完成|现状|结果|成效)"
    r"|项目|名称|牵头|责任|单位|资金|问题|尚欠|剩余|备注|下步|措施)(?:情况|单位|部门|任务)?)"
    r"(?P<blank> )[ ]{0,3}(?=[^\s|:])(?!.*(?: {3}|[|\t]))(?=(?P<said>.*))"
)
_TELLING = 14
"""Characters behind most of such labels, at least."""
_FEWEST = 3
"""How often a label comes, at least."""


def labels_with_colons(text: str) -> str:
    """The text, of the same length, with a colon behind such labels."""
    found = list(_LABEL.finditer(text))
    often = Counter(match["label"] for match in found)
    kept = [match for match in found if often[match["label"]] >= _FEWEST]
    promises = any(match["promise"] for match in kept)
    reports = any(match["report"] for match in kept)
    # 目标 900个 in a line of its own is a card's, which no caption announces.
    told = sorted(len(match["said"]) for match in kept if match["promise"] or match["report"])
    if not (promises and reports) or told[len(told) // 2] < _TELLING:
        return text
    places = {match.start("blank") for match in kept}
    return "".join(":" if at in places else c for at, c in enumerate(text))
