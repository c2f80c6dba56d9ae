"""The role of a figure in context: what it says, given what its segment has said before it.

The words around a figure give its role (:mod:`etl.bulletin.grammar.measures.role_by_words`); the
figures before it settle what they leave open: 占75% is of the plan unless the whole was named,
提高22元 behind 由112元提到134元 is their difference.
"""

import re

from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, group_words
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.decimals import is_whole

_STATED_YEAR = re.compile(
    r"[^\d,。;]{0,4}(20\d\d)年度?(?!以[来前后]|之?[前后]|[^,。;\d]{1,10}以来|起|至|到|[-—–~]|底|末|\d{1,2}月[-—–至到]|\d|的|[^,。;]{0,6}计划|度?(?:结转|续建|遗留|跨年)|度?的?(?:项目|工程|任务)[^,。;\d]{0,4}(?:已|目前|累计))"
)
_SENTENCE_YEAR = re.compile(
    r"[^\d,。;]{0,4}(20\d\d)年度?(?!以[来前后]|之?[前后]|起|至|到|[-—–~]|底|末|\d|的)"
)
_LISTED_YEAR = re.compile(r"[^\d,。;]{0,4}(20\d\d)年[^,。;\d]{0,24}:")
"""What opens a list of one year: 2025年实事计划:…;…."""
_OF_ALL = re.compile(r"占(?:工程|任务|计划|目标)?(?:总[量数长]|总里程|总长度|总任务|全部)的?$")
_NEXT_YEAR = re.compile(r"(?:[^,。;\d]{0,6},)?[^,。;\d]{0,4}(?:明年|来年|次年|下一年度?)")
_BARE_PERCENT = re.compile(
    r"[,、;]?(?:已|均|也|约|分别|依次|共|全部|占|达到?|完成|实现|为|是|的|到)*"
)
_SPENT = re.compile(r"(?:拨付|到位|支出|支付|执行|投入|发放|安装|使用)率(?:为|达到?|是|:)*$")
_RATE_TOPIC = re.compile(r"(?:完成|开工|完工|竣工)(?:率|比例)$")
_GAP = 40
_RAISED = 20
_PLACES = re.compile(
    r"[,;、)](?:[^,;、()\d]{0,8}(?:的有|的是|的为|有|是))?(?P<names>[^,;()\d]{2,24}?)"
    r"(?:分别|均|也|则|仅|只)*(?:为|达到?|是)?\(?$"
)
_RAISED_TO = re.compile(
    r"(?:(?:提[高升标]|增[加长]|上[调升]|调[整高]|扩[大面])(?:到|至|为)|达到)(?:每人每[年月])?[^,。;\d]{0,2}$"
)
_BY = re.compile(r"[,、;(]?(?:分别|均|各|净)?(?:提[高升]|增[加长]|上[调升]|扩大)(?:了|约|幅度)*$")
_KEPT_BELOW = re.compile(r"控制在[^,。;:\d]{0,10}$")
_KEPT = re.compile(r"[,;。]?(?:年末|目前|现|实际)+(?:城镇登记失业率)?(?:控制在|为|是|达)\d")
_RATE_CAPTION = re.compile(
    r"(?:进度|(?:完成|开工|完工|竣工)(?:率|比例?)|完成度|百分比|(?:达成|执行|兑现)率)[\])]?\s*[:]?\s*$"
)
_CAPTION = 12
"""Characters of a caption."""
_NEAR = 8
_IN_BRACKETS = ("bare rate in brackets",)
_LEVEL_BEFORE = re.compile(r"%(?:以[上下内]|左右)?\($")
_BRACKETED = ("bracket of an earlier time",)
_NAMED_SHARE = ("share that a clause names",)
_LATER = Role(none="forecast", rule="of a later year")
_BARE_SHARES = frozenset({"占", "占比", "约占", "已占", "仅占", "占了", "占去", "就占"})


def role_of(told: Told, q: Quantity, around: Around) -> Role:
    """What a figure says: by the words around it, and by what was said before."""
    return Role("previous", because=_BRACKETED) if q.earlier else _role(told, q, around)


def _role(told: Told, q: Quantity, around: Around) -> Role:
    if told.segment.part == "target":
        if q.dimension == "money" and not told.segment.row and role_by_words.costs(around):
            return Role()
        if not told.segment.row and _is_of_later_year(told, around):
            return _LATER
        role = role_by_words.promise(q, around)
        return role if told.segment.row or role.margin > 0 else role._replace(margin=1.0)
    role = _of_another_year(told, role_by_words.report(q, around), around)
    if role.measure == "share":
        return _share(told, q, around, role)
    level = role.measure == "actual" and q.unit == "%"
    bare = level and _BARE_PERCENT.fullmatch(around.near)
    rate = level and not is_whole(q.value) and _SPENT.search(around.near)
    if (bare or rate) and told.spoken.result_at(q.value, told.promises):
        # 已建成18家,达90%: of a promise of 20 it is the share. 拨付率67.4% may be a level.
        return role._replace(measure="pct_of_target")
    exceeds = q.qualifier == ">" and q.start == _words_start(told, q) and q.unit != "%"
    if role.measure == "actual" and exceeds and not around.near.strip(",、; "):
        last = told.spoken.value(-1) if told.spoken.values else None
        if last is not None and last.unit == q.unit and q.value < last.value / 2:
            # 建成22座,超2座
            return role._replace(measure="change")
    if level and not role.because and (_is_captioned_rate(told, q) or _is_a_line(told, q)):
        return role._replace(measure="pct_of_target")
    if role.measure == "actual" and _is_ceiling(told, q, around):
        return Role("target_restated" if (q.value, q.unit) in told.promises else "target")
    if role.measure == "actual" and _is_planned_with(told, q, around):
        return Role("target")
    if role.measure == "actual" and _is_step(told, q, around):
        return Role("change", negative=role_by_words.falls_by(around.near), step=True)
    if level and not role.because and _RATE_TOPIC.search(told.spoken.topic):
        # 各县完成率:甲县98%、乙县97%
        return role._replace(measure="pct_of_target")
    if q.unit == "%" and (not role.because or role.because == _IN_BRACKETS):
        return _rate_alone(told, q, role)
    return role


def _rate_alone(told: Told, q: Quantity, role: Role) -> Role:
    """What a percentage without words of its own is: a level in brackets behind the promised one
    (失业率控制在4.2%以内(3.6%)), or what it is of the places before."""
    if role.because and _LEVEL_BEFORE.search(told.text, max(0, q.start - _NEAR), q.start):
        return role._replace(measure="actual")
    return _like_other_places(told, q, role)


def _is_captioned_rate(told: Told, q: Quantity) -> bool:
    """Whether percentages are all that stands behind the caption of a rate: 完成比例:60.5%;71%。"""
    start = told.segment.start
    rates = q.start < told.first_count
    return rates and _RATE_CAPTION.search(told.text[max(0, start - _CAPTION) : start]) is not None


def _is_a_line(told: Told, q: Quantity) -> bool:
    """Whether a percentage is all of a line, as below a bar that shows how far a work is."""
    alone = told.text[q.start - 1 : q.start] == "\n" == told.text[q.end : q.end + 1]
    return alone and not told.segment.row


def _share(told: Told, q: Quantity, around: Around, role: Role) -> Role:
    """What a share is of: the plan, or a whole; 公办园占比达到50% that was promised is a level."""
    if _is_of_plan(told, q, around):
        return role._replace(measure="pct_of_target")
    promised = any(unit == "%" for _, unit in told.promises)
    return role._replace(measure="actual") if promised and role.because == _NAMED_SHARE else role


def _is_of_plan(told: Told, q: Quantity, around: Around) -> bool:
    """Whether a share is of the plan: 新建90座,占75% unless an earlier figure is the whole;
    步道完成2.3公里,占总量的23% where 10公里 were promised."""
    if around.near.strip(",、; ") in _BARE_SHARES:
        whole = told.spoken.shares_a_whole(q.value)
        return not whole or told.spoken.result_at(q.value, told.promises) is not None
    of_all = _OF_ALL.search(around.near) is not None
    return of_all and told.spoken.result_at(q.value, told.promises) is not None


def _of_another_year(told: Told, role: Role, around: Around) -> Role:
    """A result that its clause dates in another year: 2023年新增9500个,2024年新增9300个."""
    if role.measure in ("actual", "target") and _is_of_later_year(told, around):
        return _LATER
    stated = _STATED_YEAR.match(around.clause)
    if role.measure != "actual" or stated is None or told.year is None:
        return role
    if int(stated[1]) > told.year:
        return _LATER
    return role._replace(measure="previous") if int(stated[1]) < told.year else role


def _is_of_later_year(told: Told, around: Around) -> bool:
    """Whether a sentence is about a year to come: 2018年拟办实事10件; 据悉,明年将办10件."""
    if "年" not in around.context:
        return False
    # What promises and what reports in a sentence are stretches of their own.
    begins = max(map(around.context.rfind, "。;\n")) + 1
    if _NEXT_YEAR.match(around.context, begins):
        return True
    opens = max(map(around.context.rfind, "。\n")) + 1
    listed = _LISTED_YEAR.match(around.context, opens)
    stated = listed or _SENTENCE_YEAR.match(around.sentence)
    return stated is not None and told.year is not None and int(stated[1]) > told.year


def _is_step(told: Told, q: Quantity, around: Around) -> bool:
    """Whether a figure is by how much the one before it was raised: 由112元提到134元,提高22元."""
    now = told.drafts.last
    if now is None or not role_by_words.changes(around.near):
        return False
    if (
        _BY.fullmatch(around.near)
        and _same_unit(now.unit, q.unit)
        and abs(q.value) < abs(now.value)
        and _RAISED_TO.search(told.text, max(0, now.quantity.start - _RAISED), now.quantity.start)
    ):
        # 提高到每人每月1800元,增加150元
        return True
    if len(told.drafts) < 2:
        return False
    before = told.drafts.latest(2)[0]
    return (
        before.measure == "previous"
        and before.unit == now.unit
        and _same_unit(now.unit, q.unit)
        and abs(now.value - before.value) == abs(q.value)
    )


def _same_unit(one: str, other: str) -> bool:
    """Whether two units are one but for whom they are given: 元/人·月 and 元."""
    return one.split("/")[0] == other.split("/")[0]


def _like_other_places(told: Told, q: Quantity, role: Role) -> Role:
    """What a percentage says of places beside those of which one was just said.

    甲市、乙市完成率分别为98%和97%;丙市为78%: the last is a share of the plan, too.
    """
    last = told.drafts.last
    if last is None or last.unit != "%" or last.part != "progress":
        return role
    gap = told.text[last.quantity.end : q.start]
    if len(gap) > _GAP or "。" in gap or (found := _PLACES.search(gap)) is None:
        return role
    if not all(group_words.is_place(name) for name in re.split("[、和及与]", found["names"])):
        return role
    return role._replace(measure=last.measure, because=last.because, places=found["names"])


def _is_ceiling(told: Told, q: Quantity, around: Around) -> bool:
    """Whether a figure is what the level right beside it was to keep below.

    失业率3.1%,控制在4.5%以内; 控制在省定的4.5%以内,实际为3.1%.
    """
    begins = told.text.startswith("控制在", q.start)
    kept = begins or (q.qualifier == "<=" and _KEPT_BELOW.search(around.near))
    if kept and _KEPT.match(told.text, q.end):
        return True
    last = told.drafts.last if begins and not around.near.strip(",、; ") else None
    return last is not None and last.unit == q.unit and last.value <= q.value


def _words_start(told: Told, q: Quantity) -> int:
    """Where a figure begins with 超, if it does."""
    return q.start if told.text.startswith("超", q.start) else -1


def _is_planned_with(told: Told, q: Quantity, around: Around) -> bool:
    """Whether a figure goes on with a plan: 计划改造公路300公里,新建厕所5万个."""
    if not told.spoken.values or told.spoken.value(-1).measure != "target":
        return False
    plan = told.spoken.value(-1)
    between = told.text[plan.quantity.end : q.start]
    if plan.part == told.segment.part or role_by_words.turns_to_report(between):
        return False
    if ")" in between.partition("(")[0]:
        # 新增就业4820人(任务4500人),再就业2105人: the plan is a remark.
        return False
    return plan.unit != q.unit or counted_noun.before(around.near) not in plan.label
