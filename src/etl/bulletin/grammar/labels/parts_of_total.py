"""Lists whose figures a total behind them sums up: 车站旁135个,河滨路88个,共计223个."""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.labels import counted_noun, figure_label, group_words

_TOTAL = re.compile(r"(?:共计|合计|总计|小计|一共|共|累计)[^,。;:、\d]{0,8}$")
_BEFORE_BRACKET = re.compile(r"([^,。;:、()\d\n]{2,16})\($")
"""What is counted in a bracket behind it: 体育中心东侧(386个泊位)."""
_REACH = 12
"""Characters before a figure in which it is called a total."""
_NAME = 20
"""Characters before a bracket in which such a name is looked for."""
_MOST = 24
"""Figures that a list has at most."""
_FEWEST = 2


def find(text: str, drafts: Sequence[Draft]) -> None:
    """Make parts of the figures that a total sums up, in place.

    What names each of them tells where or of what kind it is; the noun is the total's, or the
    promise's where the total names none.
    """
    for at, whole in enumerate(drafts):
        start = whole.quantity.start
        if whole.measure == "actual" and _TOTAL.search(text, max(0, start - _REACH), start):
            parts = _parts(drafts, at)
            if parts:
                _divide(text, whole, parts)


def _parts(drafts: Sequence[Draft], at: int) -> Sequence[Draft]:
    """The figures right before a total of its unit that add up to it; none where they do not."""
    whole = drafts[at]
    found: list[Draft] = []
    total = whole.value
    for d in reversed(drafts[max(0, at - _MOST) : at]):
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


def _divide(text: str, whole: Draft, parts: Sequence[Draft]) -> None:
    borrowed = whole.label == parts[-1].label or counted_noun.is_bare(whole.label)
    if borrowed and len({p.label for p in parts}) > 1:
        whole.label, whole.own = "", False
    for part in parts:
        part.part_of = whole
        own = part.label if part.own and not part.from_topic else ""
        bracketed = _BEFORE_BRACKET.search(
            text[max(0, part.quantity.start - _NAME) : part.quantity.start]
        )
        name = bracketed[1] if bracketed else own
        if name and not part.breakdown and not figure_label.in_common(name, whole.label):
            part.breakdown = part.among = group_words.clean(name)
            part.label = whole.label
    stage = whole.stage or parts[-1].stage
    for d in (whole, *parts):
        # 龙海7所、漳滨9所、平和12所已动工,共28所
        d.stage, d.stage_said = d.stage or stage, d.stage_said and d.stage is not None
