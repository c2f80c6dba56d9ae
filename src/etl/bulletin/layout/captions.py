"""What a bulletin prints before its parts: 责任单位: 目标任务: 进展情况: 下一步,"""

import re
from collections.abc import Iterator

_AGENCY_WORD = (
    r"(?:责任|牵头|主办|承办|承担|配合|协办|实施|主管|负责|主责|督办)"
    r"(?:责任)?(?:单位|部门|主体|领导|人)"
)
AGENCY = re.compile(
    rf"\(?{_AGENCY_WORD}(?:及[^:()\n]{{1,6}})?:\s*(?P<names>(?:[^()\n。;]|\([^()\n]*\))+)[)。;]?"
)
_AGENCY_SPLIT = re.compile(r"[、,;\s](?![^()]{0,20}\))|和(?=市|省|区|县|各)")
_AGENCY_NOTE = re.compile(rf"(?:{_AGENCY_WORD}|配合|牵头|责任|负责)[^:]{{0,4}}:|等$")

_PLAN_WORD = r"(?:年度|全年|总体|具体|工作|建设|绩效)?(?:目标|任务|计划|承诺)(?:任务|目标|内容)?"
CAPTION = re.compile(
    rf"(?:^|(?<=[\n。;|)\s]))[(\[]?(?:"
    rf"(?P<target>(?:实事|项目|建设|主要|工作|实施|任务|具体)内容(?:及目标)?|{_PLAN_WORD})"
    rf"|(?P<progress>(?:截[至止][^:,。\n]{{0,10}}|\d{{1,2}}(?:[-—–]\d{{1,2}})?月份?)?"
    rf"(?:目前|当前|最新|实际|总体|工作|项目|具体|年度|本月|累计|任务|目标)*"
    rf"(?:(?:进展|完成|落实|推进|实施|办理|执行)(?:情况|进度|进展|成效)?(?:情况)?(?:及成效)?"
    rf"|进度|成效))"
    rf"|(?P<next>(?:目前|当前)?存在(?:的)?(?:主要|突出)?(?:问题|困难|不足)[^:\n]{{0,8}}|下一?步[^:,。\n]{{0,8}}"
    rf"|下阶段[^:,。\n]{{0,8}}|备注)"
    rf")(?:\([^()\n]{{1,20}}\))?(?:[)\]]?:|\]|(?=\n))",
)
NEXT_STEP = re.compile(r"(?<=[。;\n])(?:下一?步|下阶段|接下来|下一阶段)[^。\n]{0,4}[,:将]")


def agencies(written: str) -> Iterator[str]:
    """The units in a list of them: 市教育局、市民政局(配合) → 市教育局, 市民政局."""
    for piece in _AGENCY_SPLIT.split(_AGENCY_NOTE.sub("", written)):
        if name := piece.strip(" :。"):
            yield name
