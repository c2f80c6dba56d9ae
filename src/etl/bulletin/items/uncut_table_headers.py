"""Lines outside all tables that name the columns of one: a table that was not cut.

``序号 项目 完成情况``, a name a line, or ``类别序号实事内容年度任务责任单位`` where a copy has left
nothing between the cells.
"""

import re
from collections.abc import Iterator, Sequence

Line = tuple[int, int]

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"序号|编号|项次"),
    ("agency",
     r"(?:责任|牵头|主办|承办|配合|实施|主管|负责|协办|落实|推进|建设)?(?:单位|部门|科室|领导)|责任人|负责人"),
    ("remark", r"备注|说明|存在|困难|问题|原因|下一?步|打算|措施|排名|评价"),
    ("unit", r"计量单位"),
    ("group", r"类别|分类|领域|区县|地区|区域|乡镇|县[(、]?市|[市县]区"),
    ("rate", r"(?:完成|投资|开工|竣工)?[率%]|比例|占"),
    ("promise", r"目标任务|目标|计划|任务|规模|标准|总?投资|资金"),
    ("result", r"进展|进度|完成|推进|落实|实施|办理|情况|累计|已?(?:开工|竣工|完工)"),
    ("item", r"名称|内容|项目|事项|实事|工程|指标"),
)  # fmt: skip
_BESIDE = (
    r"全年|年度|本年|当月|本月|年|月|日|底|前|民生|重点|主要|具体|建设|工作|形象|及|和|与|为民办?"
    r"|数|额|量|[上下]半年|[一二三四]季度"
)
_WORD = re.compile(
    "|".join(
        f"(?P<{kind}>{words})" for kind, words in sorted(_COLUMNS, key=lambda c: c[0] != "unit")
    )
    + rf"|(?P<beside>{_BESIDE})"
)
_ASIDE = re.compile(r"[(][^()]{1,14}[)]|[\d\-—–~至.]+|\s+|[、/*|]")
_NAMES = re.compile(rf"(?:{_WORD.pattern}|[(][^()]{{1,14}}[)]|\s)+")
_DIVIDED = re.compile(r"[\s|]")
_SURE = frozenset(["number", "agency", "remark", "unit", "group"])
"""Columns that no title names: 2024年实事项目目标完成情况 is one."""
_FEWEST_KINDS = 3
_COVERED = 0.75
_LONGEST = 120
_LONGEST_NAME = 16
_MOST_LINES = 30
_HEAD = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、]")
_STOPS = re.compile(r"^(?:19|20)\d\d年|[。;!?:“《]|表(?:[(].*)?$")


def header_in_prose(text: str, body: Sequence[Line]) -> bool:
    """Whether a line names columns, or several that follow one another do."""
    return any(map(_is_header, _candidates(text, body)))


def _candidates(text: str, body: Sequence[Line]) -> Iterator[str]:
    """Lines that could be a header, and runs of short ones as one line."""
    run: list[str] = []
    for start, end in body:
        said = text[start:end]
        if _HEAD.match(said):
            # 一、目标任务⏎二、完成情况 are sections.
            said = ""
        if end - start <= _LONGEST:
            yield said
        elif names := _NAMES.match(said, 0, _LONGEST):
            # A table that was run into one line begins with its header.
            yield names[0]
        if end - start <= _LONGEST_NAME and _covered(said)[0] >= _COVERED:
            run.append(said)
            continue
        if len(run) > 1:
            yield "".join(run[-_MOST_LINES:])
        run = []
    if len(run) > 1:
        yield "".join(run[-_MOST_LINES:])


def _is_header(said: str) -> bool:
    if _STOPS.search(said):
        return False
    share, kinds = _covered(said)
    if said.endswith("说明") and "number" not in kinds and not _DIVIDED.search(said):
        # 各责任部门情况说明 is a heading.
        return False
    return share >= _COVERED and len(kinds) >= _FEWEST_KINDS and not _SURE.isdisjoint(kinds)


def _covered(said: str) -> tuple[float, set[str]]:
    """The share of a line that words of columns make up, and the kinds of columns."""
    bare = _ASIDE.sub("", said)
    kinds: set[str] = set()
    covered = 0
    for word in _WORD.finditer(bare):
        covered += len(word[0])
        if word.lastgroup and word.lastgroup != "beside":
            kinds.add(word.lastgroup)
    return (covered / len(bare) if bare else 0.0), kinds
