"""Figures that state no fact: criteria, ranks, lengths of time in passing, counts of a list."""

import re
from collections.abc import Collection

from etl.bulletin.grammar.lexing.clause_context import Around
from etl.bulletin.grammar.measures.roles import Role, changes, comes_from
from etl.bulletin.grammar.numerals.quantities import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words.word_classes import one_of

_REST = re.compile(r"其余|其他")
_AHEAD_OF_TIME = re.compile(r"提前(?:了|约|近)*$")
_THRESHOLD = re.compile(r"^(?:的)?[^\d,。;:、()|%\n]{2,}")
_OPENS_LIST = re.compile(
    r"(?:指标|项目|任务|工作|实事|工程)[^,。;]{0,4}(?:包括|分别是|分别为|如下|有)$"
)
_CALLED = re.compile(r"(?:县|区|市|镇|乡|街道|社区|村|地|单位|部门|方面|类)")
_CALLED_ALL = re.compile(rf"(?:{_CALLED.pattern})+")
_DOES = re.compile(rf"(?:已|全部|累计)*(?:完成|建成|{one_of('新建 改建 改造 启动 开工')})")
_A_NOUN = 3
_WITHIN = re.compile(
    r"(?:[-—–~至到]+[\d.]+(?:公里|千米|米))?(?:半径)?(?:范围(?:之?内|以内)?|之?内|以[内外]|外|开外)(?:的)?[^,。;:\d]{2}"
)
_SETTLED = re.compile(
    r"(?:[-—–~至到]+[\d.]+(?:公里|千米|米))?(?:的)?(?:移民|家庭|居民|群众|村民|农户|渔民|牧民|住户)"
)
_EXCEPT = re.compile(r"除(?:了)?$")
_OUTSIDE = re.compile(r"^[^,。;]*外")
_WHICH = re.compile(
    r"(?:的)?(?:增长|增幅|增速|涨幅|降幅|完成率|进度)?的(?:有|是|为|(?:\d+[个家])?[^,。;\d]{0,6}(?:[县区市镇乡州]|街道|单位|项目|地区))"
)
_BELOW = re.compile(r"(?:低于|不足|不到|未达(?:到)?|落后于)$")
_COMPARES = re.compile(r"[比较]|同期|平均|计划|序时|目标|预期|上年|去年|全[国省市县区]")
_PEOPLED = re.compile(
    r"(?:超?大班额)|的?(?:[已未]通[电水路气网])?(?:乡镇|行政村|自然村|村|社区|县|城市|城镇|小区|企业|单位|集镇)"
)
_THOSE = re.compile(
    r"的[^,。;|\d、]{0,4}?(?:村|食堂|学校|企业|单位|项目|乡镇|小区|机构|场所|地区|市县|市州|县|区(?!域)"
    r"|市(?!场)|卫生室|班级)"
)
_OFFICES = re.compile(
    r"(?:乡镇|镇街|街道|县|区)(?=牵头|承办|负责)|"
    r"(?:[市县区省州]直)?(?:(?:督[查导]|检查|核查|抽查|考核|巡查|调研|工作|验收|帮扶)组|专班|工作小组"
    r"|(?:[一-鿿]{2}部门|部门|(?:成员|责任|牵头|参建|职能)?单位)(?=牵头|承办|负责|参与|联合|联动|会同|协同|配合|予以|进行|组成|的|[,。;、]|$)"
    r"|(?:市州|县区|区县|县市|市县|县\([市区、]+\))(?!级))"
)
_MET = (
    r"(?:调度|推进|协调|座谈|专题|联席|现场|部署|汇报|院坝|坝坝|恳谈|听证|碰头|分析|动员)会(?:议)?"
    r"|例会|约谈"
)
_CHECKED = r"督[查导办]|调度|调研|暗访|走访|查验|巡查|会商|通报|简报|专报|整改[单函]|工作提示"
_BALLOT = r"(?:测评|表决|评议|满意|选)?[^,。;\d]{0,2}票"
_OWN_WORK = re.compile(rf"(?:{_MET}|{_CHECKED})[^,。;\d、]{{0,4}}$")
_OF_OWN_WORK = re.compile(rf"[^,。;\d、]{{0,6}}?(?:{_MET}|{_CHECKED})")
_OF_BALLOT = re.compile(rf"(?:有效)?{_BALLOT}")
_POLLED = re.compile(rf"(?:{_BALLOT}|问卷)[^,。;、]{{0,4}}$|^(?:收回|回收)(?:了|有效)*$")
_EXAMINES = re.compile(r"(?:对(?:其中)?|抽查|督查|核查|查看|暗访|走访|检查)(?:了|的)?$")
_EXAMINED = re.compile(r"[^,。;\d]{0,4}(?:项目|点位|工地|现场|实事)")
_RANKED = re.compile(r"[^,。;\d]{0,4}?(?:首位|末位|前列|第[一二三四五六七八九十\d])")
_PLACES = re.compile(r"[^,。;\d]{0,4}?(?:[县区镇乡]|街道|市(?!场))")
_HELPED = re.compile(r"(?:支援|帮扶|对口|支持|援建)[^,。;]*$")
_THESE = re.compile(r"(?:^|[,。;、])(?:这|该|上述|以上)$")
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
_LEVEL = re.compile(
    r"(?:达到?|为|至|到|不低于|不少于|不超过|以上)$|率|天数|时间|时长|寿命|周期|时限|均"
)


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
    if listed := _own_work(q, around) or _named_before(q, around):
        return Role(none="list_count", rule=listed)
    if q.unit not in promised and _sums_up(q, around):
        return Role(none="list_count", rule="counts the names before it")
    if q.unit in ("个", "家") and _OFFICES.match(around.rest):
        return Role(none="criterion", rule="counts those in charge")
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
    """Why a figure says who, where or how far is meant, if it does: 20公里范围内, 除12家外."""
    far = q.dimension in ("length", "area")
    if far and (_WITHIN.match(around.rest) or _SETTLED.match(around.rest)):
        return "a distance that says where"
    if q.unit in ("针", "剂"):
        return "doses for each"
    if _EXCEPT.search(around.near) and _OUTSIDE.search(around.rest):
        return "what is left out"
    if q.unit == "%" and q.qualifier and _WHICH.match(around.rest):
        return "a threshold that says which"
    compared = _COMPARES.search(around.clause) or _COMPARES.search(around.rest)
    if q.unit == "%" and _BELOW.search(around.near) and not compared:
        return "a threshold that says which"
    if q.suffixed and q.unit in ("人", "户", "平方米", "元") and _PEOPLED.match(around.rest):
        return "a size that says which"
    if q.unit == "百分点" and q.suffixed and around.rest.startswith("的"):
        return "a difference that says which"
    if q.qualifier and q.unit != "%" and "money" not in q.dimension and _THOSE.match(around.rest):
        return "a size that says which"
    if _RANKED.match(around.rest):
        return "places in a ranking"
    places = q.unit == "县" or (q.unit == "个" and _PLACES.match(around.rest) is not None)
    if places and _REST.search(around.near):
        return "counts the other places"
    if places and _HELPED.search(around.clause) and re.search(r"\d", around.rest):
        return "counts the places that are helped"
    return ""


def _own_work(q: Quantity, around: Around) -> str:
    """Why a figure counts what an office does to keep its pledges, and not what was promised."""
    if q.unit in ("次", "场", "轮", "期", "份", "场次", "轮次") and (
        _OWN_WORK.search(around.near) or _OF_OWN_WORK.match(around.behind)
    ):
        return "counts meetings and inspections"
    if q.unit in ("个", "项", "件", "处") and (
        _EXAMINES.search(around.near) and _EXAMINED.match(around.rest)
    ):
        return "counts what was inspected"
    if q.unit in ("张", "份", "票") and (
        _POLLED.search(around.near) or _OF_BALLOT.match(around.behind)
    ):
        return "counts ballots"
    return ""


def _named_before(q: Quantity, around: Around) -> str:
    """Whether a figure only says again how many things were named: 以上3项."""
    these = _THESE.search(around.near) and q.unit in ("项", "件", "个")
    return "counts what was named before" if these else ""


def _sums_up(q: Quantity, around: Around) -> bool:
    """Whether a number says how many names were listed: 在东川、富民、宜良3个县区."""
    names = 1 + around.near.count("、")
    called = _CALLED_ALL.match(around.behind)
    if called and _DOES.match(around.near.lstrip("、,")) and not re.search(r"\d", around.rest):
        # 完成东湾镇、西岭镇2个乡镇养老驿站建设: the works are as many as the places.
        called = called if len(around.behind) - called.end() < _A_NOUN else None
    return called is not None and names > 1 and q.value == names and not q.qualifier
