"""What a figure counts, and of which group, by the words of its clause and what was spoken of."""

import re

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, group_words
from etl.bulletin.grammar.lexing.words_around_figure import Around

_SHORT = 4
"""Characters of a name that may be a group's where it stands in a list of them."""
COMPARISON = re.compile(
    r"同比|环比|[比较与](?:上年|去年|年初|上季度|上月|上半年)(?:末|底|同期)?|分别|相应|相比"
)
_DONE_BEHIND = re.compile(r"(?:均|现)?已(?!婚|有|故)[^,。;]*$")
_WORK = re.compile(r"任务$")
_PAID = re.compile(r"拨付|支付|支出|兑付|兑现|到位")
_OCCASIONS = frozenset({"场", "场次", "期"})
_EVENT = re.compile(r"(?:演出|巡演|放映|义诊|巡诊|宣讲|培训|招聘)")
"""What is held on occasions, which count it: 演出130场."""
_COUNT = re.compile(r"\d[\d.,]*[万亿]*[^\d,。;]")
# 已挂牌28个, 尚有25所列入下半年: a verb and no noun.
_VERB_ALONE = re.compile(
    r"[,、;]?(?:其中|目前|现|其余|余下)*(?:均|也|都|实际|现|业)?已经?(?!有)(?:全部|累计|基本|正式|陆续|分别|成功|实际)*"
    r"[\u4e00-\u9fff]{0,3}"
)
_NONE_BEFORE = re.compile(
    r"[,、;]?(?:目前|现|另)?(?:已有|尚有|仍有|还有|现有|其余|余下|剩余|剩下|其他|尚余|共有|有|共|累计)(?:的)?"
)
_PREDICATE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:下半年|明年|年底|正在|未|因|被|由于|拟|待|推迟|延期|列入|纳入|转入|进入)|(?:主体|全部|均|已|通过|投入|"
    r"完成|竣工|开工|完工|建成|投用|封顶|在建|办理|交付|启用)).*"
)


def named(told: Told, draft: Draft, around: Around) -> Draft:
    """A figure with what it counts and of which group."""
    front, back = words(around)
    if len(back) < 2 or counted_noun.is_bare(back):
        back = ""
    if front.endswith("等"):
        # 东汶河桥、西岭桥等4座: names that are counted.
        front = ""
    listed = around.near.startswith("、") and not back and _lists_groups(told, draft, front)
    noun, group = ("", front) if listed else _noun_and_group(told, front, alone=not back)
    if group:
        draft = _limited(told, draft, group, alone=not noun)
    elif told.spoken.places and not draft.breakdown and told.spoken.last_of(draft.unit):
        # 东江区、南浦区床位补贴提高到600元,居家补贴提高到350元
        draft = draft._replace(breakdown=told.spoken.places)
    if _elliptical(around):
        return _borrowing(told, draft, around, noun or back)
    if noun and not back and draft.unit.endswith("次") and _WORK.search(around.near):
        # 巡护任务260班次: the work itself is what is counted by its occasions.
        label = noun + "任务"
    elif counted_noun.is_bare(noun):
        if back:
            label = counted_noun.with_verb(noun, back)
        elif draft.unit in _OCCASIONS and _EVENT.fullmatch(noun):
            label = noun
        else:
            return _borrowing(told, draft, around, noun)
    elif not back and counted_noun.is_dimension(noun) and _goes_on(told, around):
        # 断头路3条、全长2.86公里
        label = counted_noun.clip(told.spoken.value(-1).label + noun)
    else:
        enumerated = back and "、" in noun
        label = back if enumerated else counted_noun.clip(noun + back) if back else noun
        topic = told.spoken.topic
        general = counted_noun.is_general(label) or counted_noun.is_dimension(label)
        if general and topic and not in_common(topic, label):
            label = counted_noun.clip(topic + label)
    return draft._replace(label=label)


def _goes_on(told: Told, around: Around) -> bool:
    """Whether a figure stands before this one, on the same side of a semicolon."""
    return bool(told.spoken.values) and len(around.sentence.strip("; ")) > len(
        around.near.strip("; ")
    )


def _noun_and_group(told: Told, front: str, *, alone: bool) -> tuple[str, str]:
    """The words before a figure as noun and group; ``alone`` where no noun is behind it."""
    if alone and group_words.is_group(front):
        return "", front
    place, rest = group_words.leading_places(front)
    noun, group = group_words.trailing(rest) if alone else (rest, "")
    if counted_noun.is_bare(noun):
        noun, group = rest, ""
    if place and (
        group or counted_noun.is_bare(rest) or _is_spoken_of(told, rest) or "、" in place
    ):
        return noun, place + group
    return (noun, group) if not place else (front, "")


def _lists_groups(told: Told, draft: Draft, front: str) -> bool:
    """Whether a short name goes on with a list of groups: 初中1000元、小学750元."""
    last = told.drafts.last
    grouped = last is not None and last.unit == draft.unit and bool(last.breakdown)
    return grouped and not counted_noun.is_bare(front) and len(front) <= _SHORT


def _limited(told: Told, draft: Draft, group: str, *, alone: bool) -> Draft:
    """A figure limited to a group."""
    place = group_words.is_place(group)
    told.spoken.places = group if "、" in group and place else ""
    among = alone and not place and told.spoken.last_of(draft.unit) is None
    whole = told.spoken.whole_of(draft.unit)
    return draft._replace(
        among=group if among else draft.among,
        breakdown=draft.breakdown or group_words.clean(group),
        part_of=whole.key if whole is not None else None,
    )


def _borrowing(told: Told, draft: Draft, around: Around, own: str) -> Draft:
    """A figure with verbs alone that takes its noun from what was spoken of."""
    spoken = told.spoken
    known = bool(spoken.subject) and any(
        in_common(spoken.subject, label) for label in told.promised_labels
    )
    before = told.drafts.last if around.near in ("", "、") and not spoken.subject else None
    if before is not None and _touch(before, draft):
        # 新增7户9人
        return draft._replace(own=True, label=before.label, breakdown=before.breakdown)
    above = "" if spoken.values else clause_above(around)
    base = above or spoken.noun(draft.unit)
    if draft.breakdown and not spoken.subject:
        base = _without_group(told, draft.unit, base)
    if counted_noun.is_account(own) and not told.spoken.values and not spoken.subject and not above:
        # 报销限额提高到7000元。累计结算2219万人次: its verb alone says what is counted.
        base = base if spoken.speaks_of(draft.unit) else ""
    among, breakdown, part_of = draft.among, draft.breakdown, draft.part_of
    if draft.unit == "元" and (paid := _PAID.search(around.near)):
        # 安排专项奖补240万元,三季度拨付91万元: what was paid is not what was set aside.
        among = paid[0]
    if not breakdown and spoken.values and spoken.parent_key is None:
        last = spoken.last_of(draft.unit)
        carried = last is not None and last.breakdown and group_words.is_group(last.breakdown)
        if last is not None and carried and not around.near.startswith("、"):
            breakdown, part_of = last.breakdown, last.part_of
    return draft._replace(
        own=known or not (_elliptical(around) or spoken.subject),
        label=counted_noun.with_verb(own, base) if base else own,
        among=among,
        breakdown=breakdown,
        part_of=part_of,
    )


def _without_group(told: Told, unit: str, base: str) -> str:
    """The noun of the figure before less its group, which that figure is then limited to.

    一级护理补贴120元,二级100元
    """
    group, noun = group_words.leading(base)
    last = told.spoken.last_of(unit)
    if not group or last is None or last.label != base:
        return base
    told.drafts.put(last._replace(breakdown=last.breakdown or group, label=noun))
    return noun


def _elliptical(around: Around) -> bool:
    """Whether the clause of a figure has verbs alone, so that its noun stands elsewhere."""
    behind = around.behind.strip()
    if not behind and _VERB_ALONE.fullmatch(around.near):
        return True
    return bool(
        _NONE_BEFORE.fullmatch(around.near) and (not behind or _PREDICATE.fullmatch(behind))
    )


def in_common(one: str, other: str) -> bool:
    """Whether two phrases share two characters that stand together."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _touch(last: Draft, draft: Draft) -> bool:
    between = draft.quantity.start - last.quantity.end
    return between <= 1 and last.measure == draft.measure and last.unit != draft.unit


def words(around: Around) -> tuple[str, str]:
    """The noun phrases before and behind a figure."""
    front = counted_noun.before(COMPARISON.sub("", around.near))
    behind = around.behind
    if cut := _DONE_BEHIND.search(behind):
        behind = behind[: cut.start()] if cut.start() else behind
    return front, counted_noun.after(behind)


def _is_spoken_of(told: Told, noun: str) -> bool:
    """Whether a noun is one that was spoken of: 甲县清淤 behind 河道清淤."""
    known = [told.spoken.topic, told.spoken.subject, *(d.label for d in told.drafts.latest(8))]
    pairs = {noun[at : at + 2] for at in range(len(noun) - 1)}
    return any(pair in words for words in known for pair in pairs)


def clause_above(around: Around) -> str:
    """The noun of the clauses before, in the same sentence: 提高养老金标准,每月提高20元."""
    above = around.sentence[: len(around.sentence) - len(around.clause)].rstrip(",:、 ")
    for clause in reversed(re.split(r"[,:]", above)):
        words, counts = _COUNT.subn("", clause)
        noun = counted_noun.before(words.removesuffix("中"))
        if not counts and (about := counted_noun.subject(clause)):
            return about
        if len(noun) >= (2 if counts else 4) and not counted_noun.is_bare(noun):
            return noun if counts else ""
    return ""
