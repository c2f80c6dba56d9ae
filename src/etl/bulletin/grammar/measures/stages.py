"""How far counted work is: begun (开工) or finished (完工), by the words around it."""

import re

from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.model import Stage

_TELLS = re.compile(r"[工施]|在建|启动|[建完]成|投[入用]|交付|通[车水气]")
"""One of these stands in all words that name a stage."""
_STARTED = re.compile(
    r"开(?:复)?工(?!率)|动工|复工(?!率)|在建|在施|施工中|启动(?=[^,。;]{0,16}(?:建设|改造|施工|工程|$))"
)
_NOT_YET = re.compile(r"未开工|未完工|未竣工|尚未|将")
_FINISHED = re.compile(r"完工(?!率)|竣工(?!率)")
_SAID_BUILT = re.compile(
    r"建成(?![区率]|比例|后|的)|(?:投入使用|投入运营|交付使用|交付|投用|通车|通水|通气)(?!率)"
)
_BUILT_LAST = re.compile(
    r"建成(?:并?投用|开放)?$|建成(?![区率]|比例)[^,。;\d]*$|(?:投入使用|投入运营|交付使用|投用|交付|通车|通水|通气)$"
)
_DONE_LAST = re.compile(r"(?:^|[,、]|已|全部|基本|全面)完成$")
_DONE_BEHIND = re.compile(
    r"(?:均|都|全部|现)?已(?:经)?(?:全部|全面|基本|提前|陆续|顺利)*完成|基本完成"
)
_BOTH_STAGES = re.compile(r"(?:开工|启动)(?:建设)?(?:和|、|并|及|与)(?:建成|投用|竣工|完工|投入)")
_AT_WORK = re.compile(r"(?:正在|即将|开展|办理|准备|进行|启动)[^,。;]{0,6}(?:竣工|完工|开工|验收)")
_OTHERS = re.compile(r"(?:开工|动工|在建|完工|竣工)[^,。;]+?(?:惠及|受益|涉及|带动)[^,。;]*$")
_RATE_STAGE = re.compile(r"(开工|开复工|复工|动工|完工|竣工)(?:率|比例)")
_RATE_NAME = re.compile(
    r"((?:投资完成|资金到位|开工|开复工|复工|动工|完工|竣工|建成|投用|启动|到位|支付|拨付|落实)(?:率|比例)|工程进度|形象进度)[^,。;:、率]*$"
)


def rate_stages(clause: str) -> list[Stage]:
    """The stages of several rates named together: 开工率、竣工率分别为."""
    return [
        "完工" if found in ("完工", "竣工") else "开工" for found in _RATE_STAGE.findall(clause)
    ]


def rate_names(clause: str) -> list[str]:
    """The names of several rates named together: 开工率, 竣工率."""
    return [found[0] for found in _RATE_STAGE.finditer(clause)]


def rate_stage(clause: str) -> Stage | None:
    """The stage that a rate names itself: 开工率, 竣工率."""
    found = _RATE_STAGE.search(clause)
    return None if found is None else "完工" if found[1] in ("完工", "竣工") else "开工"


def rate_name(clause: str) -> str:
    """The name that a rate has of its own at the end of a clause: 开工率, 投资完成率."""
    found = _RATE_NAME.search(clause)
    return found[1] if found else ""


def without_rate(clause: str) -> str:
    """A clause without the rate that it ends in: 停车场开工率达 → 停车场."""
    found = _RATE_NAME.search(clause)
    return clause[: found.start()] if found else clause


def stage_of(around: Around, near: str) -> tuple[Stage | None, bool]:
    """How far the counted work is, and whether that is only said (已建成) and needs support."""
    behind = around.behind
    if not (_TELLS.search(near) or _TELLS.search(behind)):
        return None, False
    if named := rate_stage(near):
        return named, False
    if _OTHERS.search(near) or _BOTH_STAGES.search(near):
        return None, False
    for words in (behind, near):
        if _NOT_YET.search(words) or _AT_WORK.search(words):
            continue
        if _STARTED.search(words):
            return "开工", False
        if _FINISHED.search(words):
            return "完工", False
    if (
        _SAID_BUILT.search(behind)
        or _DONE_BEHIND.search(behind)
        or (not behind and _BUILT_LAST.search(near))
    ):
        return "完工", True
    return None, False


def done_with(around: Around, near: str) -> bool:
    """Whether a count is said to be done (已完成), which is a stage only beside what has begun."""
    return not around.behind and _DONE_LAST.search(near) is not None
