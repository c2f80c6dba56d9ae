"""Words that can name the columns of a table: weak evidence, none decides alone."""

import re
from collections.abc import Sequence
from functools import lru_cache

from etl.bulletin.tables.columns.cell_kinds import Kind

LONGEST_NAME = 24
WHOLE_NAMES = frozenset(["序号", "编号", "备注", "说明", "小计", "合计", "总计"])
"""Names that are never half of another."""
_DATED = re.compile(
    r"(?:20\d\d年?)?(?:第?[\d一二三四]{1,3}[-—–~至])*[\d一二三四十前上下]{0,4}个?(?:月份?|季度|年|半年)(?:\d{1,2}日)?"
)
_FORMULA = re.compile(r"[(]?\d{1,2}[)]?(?:[=/*×÷+-][\d(]?\d{0,2}[)]?)*")
_GROUP = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?、?")
_STOPS = re.compile(r"[。;!?“”>]|[,:](?!.{0,4}[)])(?<!^其中.)")
_ITEM: tuple[Kind, ...] = ("plan", "name", "category")
_PROGRESS: tuple[Kind, ...] = ("report", "status", "count", "figure", "number", "percent")
_NAMES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"^序号?$|编号|项次|^No\.?$|^号$", ("ordinal", "number")),
    (r"^(?:计量)?单位$", ("unit",)),
    (
        r"(?:责任|牵头|主办|承办|配合|实施|主管|负责|落实|协办|建设|填报)(?:单位|部门|主体|科室)"
        r"|部门|科室",
        ("agency",),
    ),
    (r"领导|责任人|负责人|联系人|姓名", ("person",)),
    (r"时间|时限|日期|期限|节点", ("date",)),
    (r"率|百分比|比例|占.*(?:[%比重]|计划|目标|任务)|%|进度$", ("percent", "figure", "number")),
    (
        r"^各?(?:[市县区州镇乡旗街道][、()/]*){1,5}(?:别|名称?|域)?$|地区|区域|乡镇|街道|单位名称"
        r"|^(?:行政)?(?:社区|村居?|片区)(?:名称)?$",
        ("region",),
    ),
    (r"类|领域|分类|版块|板块", ("category", "name")),
    (r"备注|说明", ("name", "dash", "empty")),
    (r"问题|困难|下步|下一步|原因|打算", ("report", "plan", "status", "name", "dash")),
    (r"进展|完成|落实|推进|实际|累计|实施|办理|成效|\d月|状态|结果", _PROGRESS),
    (r"(?:主要|重点|工作|具体|建设|实事)(?:任务|内容|工作)|任务名称", _ITEM),
    (r"目标|计划|任务|指标值|数量?$|规模|标准", ("plan", "count", "figure", "number")),
    (r"投资|资金|万元|金额|额", ("figure", "number")),
    (r"^已?(?:开工|竣工|完工|建成|到位|拨付|支付)(?:个?数量?)?$", ("figure", "number", "count")),
    (r"项目|事项|名称|内容|实事|工程|指标|措施|工作|名$", _ITEM),
    (r"合计|总计|小计|[户套个]数|[(](?:个|户|套|公里|处|座|万?元|万?人)[)]", ("number", "figure")),
    (
        r"年度|全年|本年|本月|上年|同比|增[长减]|排名|名次|评价|满意|是否|情况|地点|地址|性质|来源",
        ("name", "figure", "status", "region"),
    ),
)
_KNOWN = tuple((re.compile(pattern), kinds) for pattern, kinds in _NAMES)
_LAST_HALVES = re.compile(
    r"(?:月|底|年|期)?(?:完成|累计|目标|计划|进度|投资|资金)(?:率|数|额|情况|投资)?|名称|单位|部门|情况"
    r"|[市县区]?领导|时间|时限|负责人|责任人|科室|任务|内容|金额|人|率|数|工作|措施|安排|打算|困难|和?问题"
    r"|(?:是否)?滞后|是否|额|比例"
)
_HEAD = re.compile(r"\[|关于|[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,3}[、)]|[*•·—-]")
_HALF = re.compile(r"名称|情况|(?:[市县区]?领导|困难|问题|和问题|滞后|是否|进度|人)$")


def tight(name: str) -> str:
    """A name without its blanks: ``单 位`` is 单位."""
    return "".join(name.split())


@lru_cache(maxsize=4096)
def kinds_named(name: str) -> tuple[Kind, ...]:
    """What a column of this name is likely to hold; nothing where the name is not known."""
    said = tight(name)
    return next((kinds for pattern, kinds in _KNOWN if pattern.search(said)), ())


def can_name(words: str) -> bool:
    """Whether words can name a column: short, no sentence, no figure but of a date."""
    said = tight(words)
    if not said or len(said) > LONGEST_NAME or _STOPS.search(said) or _HEAD.match(said):
        return False
    return not any(c.isdigit() for c in _DATED.sub("", said))


def is_known(words: str) -> bool:
    """Whether words are like the names that columns often have."""
    return can_name(words) and bool(kinds_named(words))


def is_header(names: Sequence[str], *, counted: bool = False) -> bool:
    """Whether words side by side name columns: all can, most are known, of more than one kind.

    Where the first one names numbers and a row that is ``counted`` 1 follows, a third will do.
    """
    said = [name for name in names if name.strip()]
    if len(said) < 2 or not all(map(can_name, said)):
        return False
    known = [kinds_named(name) for name in said]
    few = 3 if counted and "ordinal" in known[0] else 2
    return sum(map(bool, known)) * few >= len(said) and len({k for k in known if k}) > 1


def opens_group(names: Sequence[str]) -> bool:
    """Whether a row begins with the number of a group of rows: 一 | 市列民生实事."""
    return len(names) > 0 and _GROUP.fullmatch(tight(names[0])) is not None


def is_numbers_row(names: Sequence[str]) -> bool:
    """Whether a row only counts the columns: 1 2 3 4 5=4/3, 甲 乙 1 2."""
    said = [tight(name) for name in names if name.strip()]
    figures = [s for s in said if _FORMULA.fullmatch(s)]
    plain = [int(s) for s in figures if s.isdecimal()]
    rest = [s for s in said if not _FORMULA.fullmatch(s)]
    return (
        len(figures) >= 3
        and all(s in "甲乙丙丁ABCD" for s in rest)
        and plain == list(range(plain[0] if plain else 1, (plain[0] if plain else 1) + len(plain)))
        and (plain[:1] == [1] or len(figures) > len(plain))
    )


def is_half(name: str) -> bool:
    """Whether a name begins as the second half of one does: 名称, 情况, 困难."""
    return _HALF.match(tight(name)) is not None


def is_last_half(piece: str) -> bool:
    """Whether a piece is often the last part of a name: 单位 of 责任单位."""
    return _LAST_HALVES.fullmatch(tight(piece)) is not None
