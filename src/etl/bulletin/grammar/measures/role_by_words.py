"""What a figure says: promised, done, a share of the plan, a change, what remains.

The rules read the words right before the figure (``near``), its whole clause up to it
(``clause``) and what follows (``behind``). They know the language of reporting, not what
a bulletin reports on.
"""

import re
from decimal import Decimal
from typing import NamedTuple, cast

from etl.bulletin.grammar.lexing.constructions import falls, figure_rows, votes
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Measure
from etl.bulletin.words import function_words
from etl.bulletin.words.function_words import one_of

# Possessive: words that can be cut in two ways must not be tried in all of them.

_YOY = re.compile(r"同比|[比较](?:上年|去年)同期|与(?:上年|去年)同期")
_OF_PLAN = re.compile(r"计划|任务|目标|指标|预算|基数|责任状")
_COMPARED = re.compile(r"[比较](?!例|重|为|赛)|环比|超|同比|高于|低于|优于|快于|增[长幅]|降幅")
_CHANGED = re.compile(
    rf"(?:(?P<up>{one_of(function_words.UP)})|(?P<down>{one_of(function_words.DOWN)}))"
    r"(?:了|约|近|达到?|为|:|分别|均|各|幅度)*+$"
)
_WEAK_CHANGE = frozenset(function_words.CHANGES_OR_ADDS.split())
_SET_TO = re.compile(
    r"^[^,。;\d]{0,10}(?:到|至|为|成|达到?)(?:每人每[月年])?(?:不低于|不少于|超过|约|了)?$"
)
_FROM = re.compile(
    r"(?:由|从|原来?的?|自)(?:原来|原先|目前|现在|上年|去年|年初|[^,。;\d]{0,6})?的?(?:每人每[月年])?$"
)
_EARLIER = re.compile(
    r"(?<![比较与])(?:(?:去年|上年)(?:同期|末|底)|上月|上季度)(?:末|底)?(?:仅?为|是|仅)$"
)
_DONE = re.compile(r"已|累计|实际|现有")
_DONE_ALONE = re.compile(
    r"(?:截[至止][^,。;]*,)?(?:(?:实际|均|现)?已(?:经)?|累计|实际|目前|共)*+(?:完成|建成|改造|新增|投用|发放|培训|办结|服务|帮助)?$"
)
_RESULT_OF = re.compile(r"(?:(?:均|现)?已经?|累计|实际|目前|现已)[^,。;\d]{0,8}$")


_DONE_BEHIND = re.compile(
    r"(?:开工|在建|动工|复工|完工|竣工|封顶|建成|完成|办结|投用|投运|启动|投入使用)(?:了)?$|中(?:已|有)*[^,。;\d]{0,4}$"
)
_NAMED_SHARE = re.compile(r"占比(?:不(?:[低高少多大小]于|超过)[^,。;、\d]+的|[^,。;、\d]{0,6})$")
_TURNS = re.compile(
    r"[。;\n]|[至到]\d{1,2}月|已(?!婚|故|有)|累计|实际|目前|截[至止]|现有|完成|建成|达到|到位|拨付|投用|同比"
)


_STILL = re.compile(
    r"正|全部|均|(?:安装|施工|建设|推进|改造|装修|招标|审批|办理|设计|进行|采购|铺设|整改|实施|编制|研究|筹备|治疗)中$"
)
_OF_WHOLE = re.compile(r"(?<!其)中(?:已?有|已)?$")
_COSTS = re.compile(r"总投资(?:额)?(?:为|约|达|共)*$")
_SET_ASIDE = re.compile(r"计划|安排|年度|拟|完成")
_NO_PROMISE = frozenset({"none:criterion", "none:ordinal", "none:list_count"})


_CHANGES = frozenset({"change", "yoy"})
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining"})
_SAID_LOUDLY = 4.0


class Role(NamedTuple):
    """What a figure says; ``none`` and ``rule`` where it is no fact."""

    measure: Measure = "actual"
    negative: bool = False
    none: str | None = None
    """Kind of the numeral when it states no fact."""
    rule: str = ""
    because: tuple[str, ...] = ()
    """The constructions that said so."""
    margin: float = 1.0
    """How far they lead over what else was said."""
    instead: str = ""
    """The measure that came second, if one did."""
    grows: bool = False
    """It promises a growth or a fall, not a level: 增长8%以上."""
    step: bool = False
    """It is the difference of the two figures before it."""
    places: str = ""
    """The places that it is of, where it is like the figure before it in all else."""


def report(q: Quantity, around: Around) -> Role:
    """The role of a figure in a report of progress, as most of the words around it say."""
    said = votes(figure_rows(), q.unit, around.before, around.after)
    outcome, margin = said.best("actual")
    because = said.names(outcome)
    if outcome.startswith("none:"):
        return Role(none=outcome.removeprefix("none:"), rule=because[0])
    measure = cast(Measure, outcome)
    negative = measure in ("change", "yoy") and falls(around.before)
    second = said.second(outcome, "actual")
    instead = "" if second == outcome or second.startswith("none:") else second
    return Role(measure, negative, because=because, margin=margin, instead=instead)


def promise(q: Quantity, around: Around) -> Role:
    """The role of a figure in a promise: a promised growth is a target too.

    Its margin is negative where the words report: 占年计划的98%.
    """
    said = votes(figure_rows(), q.unit, around.before, around.after)
    outcome, _ = said.best("target")
    if outcome in _NO_PROMISE:
        return Role(none=outcome.removeprefix("none:"), rule=said.names(outcome)[0])
    role = compared(q, around)
    if role and role.measure == "previous":
        return role
    against = outcome in _REPORTED and said.totals[outcome] >= _SAID_LOUDLY
    because = said.names("target")
    grows = role is not None or outcome in _CHANGES
    if against:
        return Role("target", because=because, margin=-1.0, instead=outcome, grows=grows)
    return Role("target", because=because, grows=grows)


def compared(q: Quantity, around: Around) -> Role | None:
    """A difference, a growth or the value before a change, if the figure is one."""
    if _FROM.search(around.near) and re.match(
        r"[^,。;]*?(?:到|至|为|成|升|降|增|减)[^,。;]{0,6}\d", around.rest
    ):
        return Role("previous")
    if _EARLIER.search(around.near):
        return Role("previous")
    if q.unit == "百分点":
        changed = _CHANGED.search(around.near)
        measure: Measure = "yoy" if _YOY.search(around.clause) else "change"
        return Role(measure, negative=bool(changed and changed["down"]))
    changed = _CHANGED.search(around.near)
    if changed is None:
        return Role("yoy") if q.unit == "%" and _YOY.search(around.near) else None
    if _YOY.search(around.clause):
        return Role("yoy", negative=bool(changed["down"]))
    word = changed["up"] or changed["down"]
    if word in _WEAK_CHANGE and not _COMPARED.search(around.clause):
        subject = around.near[: changed.start()].strip(" ,、已累计共")
        of_the_last = not subject and q.dimension in ("money", "money_rate")
        if around.behind or not (of_the_last or (subject and q.unit == "%")):
            return None
    if _YOY.search(around.sentence) and not around.near[: changed.start()].strip(",、 "):
        return Role("yoy", negative=bool(changed["down"]))
    return Role("change", negative=bool(changed["down"]))


def result_follows(between: str) -> bool:
    """Whether the words between two figures make the second the first's result: 食堂已建成."""
    return _RESULT_OF.search(between) is not None


def done_behind(between: str) -> bool:
    """Whether the words between two figures end in what was done: 小区开工."""
    return _DONE_BEHIND.search(between) is not None


def names_share(near: str) -> bool:
    """Whether the words before a figure name a share as what is measured: 大班额占比由."""
    return _NAMED_SHARE.search(near) is not None


def costs(around: Around) -> bool:
    """Whether a figure says what a work costs, and promises nothing: 总投资1.6亿元."""
    return _COSTS.search(around.near) is not None and not _SET_ASIDE.search(around.clause)


def turns_to_report(between: str) -> bool:
    """Whether the words between two figures leave the plan for what was done."""
    return _TURNS.search(between) is not None


def changes(near: str) -> bool:
    """Whether words before a figure end in a verb of change: 较年初增加."""
    return _CHANGED.search(near) is not None


def falls_by(near: str) -> bool:
    """Whether words before a figure end in a verb of falling: 较年初减少."""
    changed = _CHANGED.search(near)
    return changed is not None and changed["down"] is not None


def comes_from(near: str) -> bool:
    """Whether words before a figure lead to a value that was left: 由原来的."""
    return _FROM.search(near) is not None


def without_change(near: str) -> str:
    """Words before a figure less the verb of change at their end: 退休人员相应提高 → 退休人员."""
    return _CHANGED.sub("", near)


def opens_whole(around: Around) -> bool:
    """Whether a figure names the whole that others are parts of: 43个项目中,竣工31个."""
    return _OF_WHOLE.search(around.behind) is not None and not _STILL.search(around.behind)


def sets_to(between: str) -> bool:
    """Whether the words between two figures lead from the old value to the new: 提高到."""
    return _SET_TO.search(between) is not None


def speaks_of_plan(clause: str) -> bool:
    """Whether a clause names the plan that it measures: 占年计划的, 完成全年任务的."""
    return _OF_PLAN.search(clause) is not None


def done(words: str) -> bool:
    """Whether words say that something is done: 已, 累计, 完成, 新投用."""
    return _DONE.search(words) is not None or "完成" in words or "投用" in words


def done_alone(near: str) -> bool:
    """Whether a figure has nothing before it but that it is done: 已完成7124张, 完成81家."""
    words = near.strip(" ,、。")
    return done(words) and _DONE_ALONE.fullmatch(words) is not None


def signed(value: Decimal, role: Role) -> Decimal:
    """The value with the sign of its direction: 下降29.1% is -29.1."""
    return -abs(value) if role.negative else value
