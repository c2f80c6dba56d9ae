"""Lists whose figures a total sums up: 东路135个,西路88个,共223个; 余97户:甲村62户、乙村35户."""

import re
from collections.abc import Iterator, Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.labels import counted_noun, figure_label, group_words
from etl.bulletin.model import Stage

_TOTAL = re.compile(r"(?:共计|合计|总计|小计|一共|共|累计)[^,。;:、\d]{0,8}$")
_BEFORE_BRACKET = re.compile(r"([^,。;:、()\d\n]{2,16})\($")
"""What is counted in a bracket behind it: 体育中心东侧(386个泊位)."""
_LISTED = re.compile(
    r"(?:(?P<opens>(?:[,。;]|[^,。;:()\d\n]{0,6})(?:其中[:,]?|分别[为是有在]?|包括|分布在|集中在|即|[:(])(?:有|为)?)|[、,;])"
    r"(?P<name>[^\d,、;。:()|\n%]{1,10})"
)
"""What stands before a figure of a list: how it opens, or goes on, and a name."""
_LOCATED = re.compile(
    r"[^,。;:\n\d]{0,10},(?:后者|其中)?(?:主要|均|都|全部)*(?:集中|分布|位于)[在于]?[^,。;:\n\d]{2,20}(?:,分别[为是有]?)?"
)
"""What stands between a figure and where most of it is."""
_GOES_ON = re.compile(r"\)?[、和及][^,。;:\n\d]{0,10}")
_ENDS = re.compile(r"[、,。;)和及\n]|$")
_STATE = re.compile(
    r"[完竣开]工|在建|建成|封顶|[未剩余]|招标|投[用入]|施工|到位|验收|签约|完成|进场|设计|启动|筹备|动工|立项|审批|前期|停|动|基本|累计|已|新增|改造"
)
"""What tells how far something is, and does not name a part."""
_REACH = 12
"""Characters before a figure in which it is called a total."""
_NAME = 20
"""Characters before a bracket in which such a name is looked for."""
_MOST = 24
"""Figures that a list has at most."""
_FEWEST = 2


def divided(text: str, drafts: Drafts) -> Drafts:
    """Figures of which those that a total sums up are its parts.

    What names each of them tells where or of what kind it is; the noun is the total's, or the
    promise's where the total names none.
    """
    totals = [at for at, d in enumerate(drafts) if _is_called_total(text, d)]
    if not totals:
        return drafts
    now = drafts.copy()
    keys = [d.key for d in drafts]
    for at in totals:
        whole = now[keys[at]]
        parts = _parts([now[key] for key in keys[max(0, at - _MOST) : at]], whole)
        for d in _divide(text, whole, parts) if parts else ():
            now.put(d)
    return now


def listed(text: str, drafts: Drafts) -> Drafts:
    """Figures of which those that a list right behind a total names are its parts.

    Names and figures alone, which add up: each says of a place or a kind what the total says.
    """
    now = drafts.copy()
    order = list(drafts)
    for at, whole in enumerate(order):
        parts = _behind(text, whole, order[at + 1 : at + 1 + _MOST])
        for name, part in parts:
            other = part.part_of not in (None, whole.key)
            if other or (part.breakdown and not part.breakdown.endswith(name)):
                continue
            now.put(
                part._replace(
                    part=whole.part,
                    measure=whole.measure,
                    label=whole.label,
                    stage=whole.stage,
                    stage_said=whole.stage_said,
                    breakdown=name,
                    among="" if group_words.is_group(name) else name,
                    part_of=whole.key,
                )
            )
    return now


def located(text: str, drafts: Drafts) -> Drafts:
    """Figures of which those that tell where most of what is left stands are a part of it.

    剩余48户未动工,主要集中在何湾、烟墩两镇,分别为21户、14户: they need not add up.
    """
    now = drafts.copy()
    order = list(drafts)
    for at, whole in enumerate(order):
        if whole.measure != "remaining":
            continue
        left, end = whole.value, whole.quantity.end
        for part in order[at + 1 : at + 1 + _MOST]:
            alike = part.segment == whole.segment and part.unit == whole.unit
            joint = _LOCATED if end == whole.quantity.end else _GOES_ON
            between = text[end : part.quantity.start]
            if not joint.fullmatch(between) or not alike or part.value > left:
                break
            if _STATE.search(between.split(",", 1)[-1]) or not _ENDS.match(text, part.quantity.end):
                break
            now.put(
                part._replace(part=whole.part, measure=whole.measure, stage=None, part_of=whole.key)
            )
            left, end = left - part.value, part.quantity.end
    return now


def _behind(text: str, whole: Draft, others: Sequence[Draft]) -> list[tuple[str, Draft]]:
    """The figures that a list right behind a total names, with their names; none where they do
    not add up to it, or tell how far something is."""
    found: list[tuple[str, Draft]] = []
    left, at = whole.value, whole.quantity.end
    for d in others:
        name = _LISTED.fullmatch(text, at, d.quantity.start)
        alike = d.segment == whole.segment and d.unit == whole.unit
        if name is None or not alike or _STATE.search(name["name"]):
            return []
        if found and name["opens"]:
            return []
        if not found and not name["opens"] and not _is_place_behind_comma(text, at, name["name"]):
            return []
        found.append((name["name"], d))
        left -= d.value
        at = d.quantity.end
        if left <= 0:
            break
    return found if left == 0 and len(found) >= _FEWEST else []


def _is_place_behind_comma(text: str, at: int, name: str) -> bool:
    """Whether a list needs no word that opens it: 剩余17处,江南区6处、青秀区11处."""
    return text[at] == "," and group_words.is_place(name)


def _is_called_total(text: str, d: Draft) -> bool:
    start = d.quantity.start
    return d.measure == "actual" and bool(_TOTAL.search(text, max(0, start - _REACH), start))


def _parts(before: Sequence[Draft], whole: Draft) -> Sequence[Draft]:
    """The figures right before a total of its unit that add up to it; none where they do not."""
    found: list[Draft] = []
    total = whole.value
    for d in reversed(before):
        if d.segment != whole.segment or d.part_of is not None:
            break
        if d.unit != whole.unit:
            continue
        if d.measure != "actual":
            break
        found.append(d)
        total -= d.value
        if total <= 0:
            break
    return found[::-1] if total == 0 and len(found) >= _FEWEST else ()


def _divide(text: str, whole: Draft, parts: Sequence[Draft]) -> Iterator[Draft]:
    """A total and its parts, each with what the others say of it."""
    borrowed = whole.label == parts[-1].label or counted_noun.is_bare(whole.label)
    if borrowed and len({p.label for p in parts}) > 1:
        whole = whole._replace(label="", own=False)
    stage = whole.stage or parts[-1].stage
    yield _at_stage(whole, stage)
    for part in parts:
        own = part.label if part.own and not part.from_topic else ""
        bracketed = _BEFORE_BRACKET.search(
            text[max(0, part.quantity.start - _NAME) : part.quantity.start]
        )
        name = bracketed[1] if bracketed else own
        if name and not part.breakdown and not figure_label.in_common(name, whole.label):
            group = group_words.clean(name)
            part = part._replace(label=whole.label, breakdown=group, among=group)
        yield _at_stage(part._replace(part_of=whole.key), stage)


def _at_stage(d: Draft, stage: Stage | None) -> Draft:
    """A figure at the stage of the others: 龙海7所、漳滨9所、平和12所已动工,共28所."""
    said = d.stage_said and d.stage is not None
    return d._replace(stage=d.stage or stage, stage_said=said)
