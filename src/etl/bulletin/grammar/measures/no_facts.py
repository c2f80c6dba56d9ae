"""Figures that state no fact: criteria, ranks, lengths of time in passing, counts of a list."""

import re
from collections.abc import Collection

from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures.no_fact_words import no_fact_rows
from etl.bulletin.grammar.measures.role_by_words import Role, changes, comes_from
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words.function_words import one_of

_AHEAD_OF_TIME = re.compile(r"提前(?:了|约|近)*$")
_THRESHOLD = re.compile(r"^(?:的)?[^\d,。;:、()|%\n]{2,}")
_OPENS_LIST = re.compile(
    r"(?:指标|项目|任务|工作|实事|工程)[^,。;]{0,4}(?:包括|分别是|分别为|如下|有)$"
)
_CALLED = re.compile(r"(?:县|区|市|镇|乡|街道|社区|村|地|单位|部门|方面|类)")
_CALLED_ALL = re.compile(rf"(?:{_CALLED.pattern})+")
_DOES = re.compile(rf"(?:已|全部|累计)*(?:完成|建成|{one_of('新建 改建 改造 启动 开工')})")
_A_NOUN = 3
_BELOW = re.compile(r"(?:低于|不足|不到|未达(?:到)?|落后于)$")
_COMPARES = re.compile(r"[比较]|同期|平均|计划|序时|目标|预期|上年|去年|全[国省市县区]")
_PLACES = re.compile(r"[^,。;\d]{0,4}?(?:[县区镇乡]|街道|市(?!场))")
_HELPED = re.compile(r"(?:支援|帮扶|对口|支持|援建)[^,。;]*$")
_PLEDGES = (
    r"(?:实事|民[生心](?:实事|工程|项目|大事)|大事(?!记)|子(?:项目?|任务)|分项)(?:项目|工程|事项)?"
)
_SELF = re.compile(rf"^[^,。;\d]{{0,8}}(?:{_PLEDGES}|(?:年度|目标|重点|工作|具体)任务)")
_KINDS = r"(?:[\d一二三四五六七八九十]{1,3}大?(?:类|方面))?"
_SELF_BEFORE = re.compile(rf"{_PLEDGES}{_KINDS}(?:共计?|总?计|有|为|:)?$")
_SELF_NEXT = re.compile(rf"\d+[大小]?[项件个][^,。;\d]{{0,6}}{_PLEDGES}")
_SELF_COUNT = re.compile(
    rf"[\d一二三四五六七八九十](?P<unit>[大小]?[项件个])[^,。;\d]{{0,6}}{_PLEDGES}"
    rf"|{_PLEDGES}{_KINDS}(?:共计?|总?计|有|为|:)?\d+(?P<behind>[大小]?[项件个])"
)
_DIVIDED = re.compile(
    rf"{_PLEDGES}[^。;]{{0,12}}(?:细化|分解|细分|拆分)(?:落实)?(?:成|为)?共?$"
    rf"|{_PLEDGES}{_KINDS}(?:[^,。;\d]{{0,8}}\d+大?(?:类|方面|项|件|工程))[、,共]{{0,2}}$"
)
"""Into how many parts pledges are divided: 10件实事细化为26个, 为民办实事项目10类22项."""
_NOUNLESS = re.compile(
    r"[,。;、]?(?:截[至止][^,。;]*,|目前,?)?(?:其余|其中|中有|中|还有|尚有|剩余|已|均|提前|超额|全部|完成|共)*+"
)
_OF_NOTICE = re.compile(r"公示(?:期|时间)|公告期")
_PARTITION = re.compile(r"的(?:已?有|共|共有|达)?$")
_LEVEL = re.compile(r"(?:达到?|为|至|到|以上)$|率|天数|时间|时长|寿命|周期|时限|均")


def no_fact(q: Quantity, around: Around, promised: Collection[str] = ()) -> Role | None:
    """Why a figure is no fact at all, if it is none; ``promised`` are the units of promises."""
    if q.kind == "ordinal":
        return Role(none="ordinal", rule="a number in a series")
    if q.word == "位" and changes(around.near):
        return Role(none="ordinal", rule="places in a ranking")
    if q.kind == "criterion":
        if q.dimension == "age" and re.search(r"寿命", around.clause):
            return None
        return Role(none="criterion", rule="defines who or what is meant")
    if q.kind == "list_count":
        if around.behind or not around.near or not re.search(r"新增|达|增至|扩大", around.near):
            return Role(none="list_count", rule="introduces a list")
        return None
    if q.dimension == "duration" and (passing := _in_passing(q, around)):
        return passing
    opens = q.unit == "%" and not around.near.strip(" 、,") and not promised
    if q.suffixed and not opens and _THRESHOLD.match(around.rest) and re.search(r"\d", around.rest):
        return Role(none="criterion", rule="a threshold inside a name")
    if limits := _limits(q, around):
        return Role(none="criterion", rule=limits)
    if q.unit not in promised and _sums_up(q, around):
        return Role(none="list_count", rule="counts the names before it")
    if role := no_fact_rows().first(q, around):
        return role
    if q.unit in ("项", "件", "个") and (
        _OPENS_LIST.search(around.behind)
        or (
            q.unit not in promised
            and _PARTITION.search(around.near)
            and not comes_from(around.near)
        )
        or _counts_pledges(q, around)
    ):
        return Role(none="list_count", rule="counts the pledges themselves")
    return None


def numeral_of(text: str, q: Quantity, role: Role) -> Numeral:
    """A figure that states no fact, with the role that says so."""
    return Numeral(text[q.start : q.end], q.start, q.end, role.none or "unexplained", role.rule)


def _counts_pledges(q: Quantity, around: Around) -> bool:
    """Whether a figure counts pledges: 民生实事12件, and 其中8件已完成 where they were counted."""
    if _SELF.match(around.behind) or _SELF_NEXT.match(around.rest):
        return True
    if not around.behind and _SELF_BEFORE.search(around.near):
        return True
    if _DIVIDED.search(around.sentence):
        return True
    nounless = _NOUNLESS.fullmatch(around.near) is not None
    if _said_of_pledges(q, around.sentence, nounless=nounless or not around.behind):
        return True
    return nounless and _said_of_pledges(q, around.context, nounless=True)


def _said_of_pledges(q: Quantity, words: str, *, nounless: bool) -> bool:
    """Whether some words count pledges in the unit of a figure, or in another where it is 项."""
    return any(
        (m["unit"] or m["behind"])[-1] == q.unit or (nounless and q.unit != "个")
        for m in _SELF_COUNT.finditer(words)
    )


def _in_passing(q: Quantity, around: Around) -> Role | None:
    """Why a length of time states no fact, if it states none: 提前3个月, 3天以内的."""
    if _AHEAD_OF_TIME.search(around.near):
        return Role(none="duration", rule="how early it is done")
    if _OF_NOTICE.search(around.clause) or not (
        _LEVEL.search(around.clause) or changes(around.near)
    ):
        return Role(none="duration", rule="a length of time in passing")
    if q.suffixed and around.behind:
        return Role(none="criterion", rule="a length of time that limits")
    return None


def _limits(q: Quantity, around: Around) -> str:
    """Why a figure says which places are meant, if it does: 进度低于50%的, 对口支援8个县."""
    if q.unit == "%" and _BELOW.search(around.near):
        compared = _COMPARES.search(around.clause) or _COMPARES.search(around.rest)
        return "" if compared else "a threshold that says which"
    places = q.unit == "个" and _PLACES.match(around.rest)
    if places and _HELPED.search(around.clause) and re.search(r"\d", around.rest):
        return "counts the places that are helped"
    return ""


def _sums_up(q: Quantity, around: Around) -> bool:
    """Whether a number says how many names were listed: 在东川、富民、宜良3个县区."""
    names = 1 + around.near.count("、")
    called = _CALLED_ALL.match(around.behind)
    if called and _DOES.match(around.near.lstrip("、,")) and not re.search(r"\d", around.rest):
        # 完成东湾镇、西岭镇2个乡镇养老驿站建设: the works are as many as the places.
        called = called if len(around.behind) - called.end() < _A_NOUN else None
    return called is not None and names > 1 and q.value == names and not q.qualifier
