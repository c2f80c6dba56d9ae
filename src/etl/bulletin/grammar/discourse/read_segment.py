"""Which quantities of a segment are figures at all, and what all of them say.

What is none (ages, ranks, lost text, a number without a unit) is set apart first, so that
the words around a figure reach over it; units that a list states once are given to all of
it; then :mod:`etl.bulletin.grammar.discourse.segment_walk` goes through the sentences.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.discourse.list_bounds import JOIN
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.discourse.segment_walk import walk
from etl.bulletin.grammar.labels import full_labels
from etl.bulletin.grammar.lexing.lexer import Lexed
from etl.bulletin.grammar.lexing.words_around_figure import arounds, arounds_of_some
from etl.bulletin.grammar.measures import role_by_words
from etl.bulletin.grammar.measures.no_facts import no_fact, numeral_of
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Segment
from etl.bulletin.model import Numeral

_RUN = 3
"""Figures with nothing between them that are too many to be meant so."""
_BEFORE_POINT = r"(?:^|[\n|\t。;:\])])[ ]*[(]?"
_BEHIND_POINT = r"[.、)][ ]*[^\s\d.、)]"
_AT_POINT, _OF_POINT = re.compile(f"{_BEFORE_POINT}$"), re.compile(_BEHIND_POINT)
_POINTS = 30
"""Points of one pledge at most."""
_CODE = re.compile(r"(?:编号|索引号|流水号|文号|标识码|识别码|备案号)[:]?[ ]*[A-Z\d/—-]*$")
_REACH = 32
_TO_NEXT_POINT = 400


def read_segment(
    lexed: Lexed,
    segment: Segment,
    quantities: Sequence[Quantity],
    promises: Sequence[Draft] = (),
    heading: str = "",
    year: int | None = None,
    *,
    first: int = 0,
    place: int = 0,
) -> tuple[Drafts, list[Numeral]]:
    """Facts of one segment, and the numerals in it that state none with the reason.

    ``promises``: the item's own, beside which a report holds results alone; ``heading``: what
    the item is about, where it promises no figure; ``year``: the bulletin's own; ``first``: the
    key of the first draft; ``place``: that of the segment in its item.
    """
    text = lexed.text
    facts: list[Quantity] = []
    quantities, none = _without_runs(text, quantities)
    words = arounds(lexed, segment, quantities)
    promised = {d.unit for d in promises}
    kept: list[int] = []
    for at, (q, around) in enumerate(zip(quantities, words, strict=True)):
        role = None if q.unit or segment.unit else _without_unit(text, q)
        role = role or no_fact(q, around, promised)
        if role is None:
            facts.append(q)
            kept.append(at)
        else:
            none.append(numeral_of(text, q, role))
    if len(kept) < len(quantities):
        words = arounds_of_some(lexed, segment, quantities, words, kept)
    facts = _complete_units(text, segment, facts)
    if heading and not segment.topic:
        segment = segment._replace(topic=heading)
    told = Told(text, segment, facts, words, promises=promises, year=year, first=first, place=place)
    walk(told)
    for contrasted in full_labels.contrasted(told.drafts):
        told.drafts.put(contrasted)
    for d in told.drafts if segment.stage is not None or segment.rate else ():
        told.drafts.put(_as_captioned(d, segment))
    return told.drafts, [*none, *told.none]


def _as_captioned(d: Draft, segment: Segment) -> Draft:
    """A draft with the stage, and the name of a rate, that its column says."""
    if segment.stage is not None:
        d = d._replace(stage=segment.stage, stage_said=False)
    if segment.rate and d.measure == "pct_of_target" and not d.rate:
        d = d._replace(rate=segment.rate)
    return d


def _without_runs(
    text: str, quantities: Sequence[Quantity]
) -> tuple[list[Quantity], list[Numeral]]:
    """Figures that follow one another with nothing between have lost what stood there."""
    kept: list[Quantity] = []
    lost: list[Numeral] = []
    run: list[Quantity] = []
    for q, following in pairwise([*quantities, None]):
        if q is None:
            break
        run.append(q)
        if following is not None and following.start == q.end:
            continue
        if len(run) < _RUN or _measures_one(run):
            kept.extend(run)
        else:
            role = Role(none="damaged", rule="figures with nothing between them")
            lost.extend(numeral_of(text, figure, role) for figure in run)
        run = []
    return kept, lost


def _measures_one(run: Sequence[Quantity]) -> bool:
    """Whether figures measure one thing in a unit each: 小区34个3862户49栋."""
    units = {q.unit for q in run}
    return len(units) == len(run) and units.isdisjoint(("", "%"))


def _without_unit(text: str, q: Quantity) -> Role:
    before = text[max(0, q.start - _REACH) : q.start]
    if _AT_POINT.search(before) and _OF_POINT.match(text, q.end) and _counts_on(text, q):
        return Role(none="item_number", rule="numbers a point")
    if _CODE.search(before):
        return Role(none="code", rule="digits of a code")
    follower = text[q.end : q.end + 1]
    if "\u4e00" <= follower <= "\u9fff":
        return Role(none="unexplained", rule=f"no unit begins with {follower}")
    return Role(none="unexplained", rule="no unit")


def _counts_on(text: str, q: Quantity) -> bool:
    """Whether a point of the next number stands behind, or one of that before: 1.建成2所;2.…"""
    if q.value not in range(1, _POINTS):
        return False
    one = int(q.value)
    behind = text[q.end : q.end + _TO_NEXT_POINT]
    above = text[max(0, q.start - _TO_NEXT_POINT) : q.start]
    return _opens_point(behind, one + 1) or (one > 1 and _opens_point(above, one - 1))


def _opens_point(words: str, number: int) -> bool:
    return re.search(f"{_BEFORE_POINT}{number}{_BEHIND_POINT}", words) is not None


def _complete_units(text: str, segment: Segment, facts: list[Quantity]) -> list[Quantity]:
    """Units that a list states once: 500元、三孩600元每人每月; 每人每月1120元、860元."""
    done: list[Quantity] = []
    for q in facts:
        if not q.unit and segment.unit is not None:
            unit = segment.unit
            q = q._replace(
                unit=unit.canonical, dimension=unit.dimension, value=q.value * unit.factor
            )
        elif (
            q.unit == "元"
            and q.scale == 1
            and segment.unit is not None
            and segment.unit.dimension == "money_rate"
            and not (done and done[-1].rate)
        ):
            # 不低于900元 in a row whose unit is 元/月/人.
            q = q._replace(unit=segment.unit.canonical, dimension="money_rate")
        before = done[-1] if done else None
        if before is not None and before.end <= q.start:
            between = text[before.end : q.start]
            if q.unit == "百分点" and before.unit == "个" and _goes_on(between):
                # 分别提高12.5个和20.3个百分点
                done[-1] = before._replace(unit=q.unit, dimension=q.dimension)
            elif before.rate and q.unit == "元" and _goes_on(between):
                q = q._replace(unit=before.unit, dimension=before.dimension)
            elif q.rate and before.unit == "元" and between[:1] == "、" and len(between) <= 8:
                done[-1] = before._replace(unit=q.unit, dimension=q.dimension)
        done.append(q)
    return done


def _goes_on(between: str) -> bool:
    """Whether the words between two figures make one list, or one change, of them."""
    return JOIN.fullmatch(between) is not None or role_by_words.sets_to(between)
