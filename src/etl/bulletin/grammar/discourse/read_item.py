"""The figures of an item: its stretches read one after another, and what only all of them show."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, zip_longest

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.discourse.read_segment import read_segment
from etl.bulletin.grammar.labels import full_labels, parts_of_total
from etl.bulletin.grammar.lexing.lexer import Lexed
from etl.bulletin.grammar.measures import payment_rate_elsewhere, role_by_words
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Item
from etl.bulletin.items.part_captions import PROMISE_CAPTION
from etl.bulletin.model import Numeral
from etl.bulletin.words import rate_units

_HEADING_REACH = 300
_VERB = 5
"""Characters before a figure that can say it is done: 投入使用了."""
_STOP = re.compile(r"[,。;:(、\n]")
_LABELLED_BETWEEN = re.compile(PROMISE_CAPTION)


def read_item(
    lexed: Lexed, item: Item, found: Sequence[Quantity], year: int | None, first: int
) -> tuple[Drafts, list[Numeral]]:
    """The figures of an item, and its numerals that state none with the reason.

    Args:
        lexed: the text.
        item: the item, its stretches told apart into promise and report.
        found: every figure of the text, in order.
        year: the one that the bulletin is about.
        first: the key of the item's first draft.
    """
    drafts = Drafts()
    promises: list[Draft] = []
    none: list[Numeral] = []
    heading = ""
    for place, segment in enumerate(item.segments):
        low, high = bisect_left(found, (segment.start,)), bisect_left(found, (segment.end,))
        if place and segment.matter != item.segments[place - 1].matter:
            promises, heading = [], ""
        if segment.part == "target" and low == high and not segment.row:
            heading = full_labels.heading(lexed.text[segment.start : segment.end])
        read, others = read_segment(
            lexed,
            segment,
            found[low:high],
            promises,
            heading,
            year,
            first=first + len(drafts),
            place=place,
        )
        for d in read:
            drafts.put(d)
        promises.extend(d for d in read if d.part == "target")
        none.extend(others)
    drafts, repeated = _without_repeats(lexed.text, drafts)
    drafts, again = _without_plans_again(lexed.text, drafts)
    drafts = parts_of_total.divided(lexed.text, _settled(drafts))
    drafts = parts_of_total.listed(lexed.text, drafts)
    drafts = parts_of_total.located(lexed.text, drafts)
    drafts = payment_rate_elsewhere.completed(lexed.text, drafts, one_pledge=item.number > 0)
    drafts = Drafts(map(_per_many, drafts))
    return drafts, [*none, *repeated, *again]


def _per_many(d: Draft) -> Draft:
    """A count with what it is per, where only its name says so: 每千人口床位数(张) | 6.35."""
    many = None if "/" in d.unit else rate_units.many_named(d.label, d.quantity.dimension)
    return d._replace(unit=f"{d.unit}/{many}") if many else d


def _without_repeats(text: str, drafts: Drafts) -> tuple[Drafts, list[Numeral]]:
    """A promise that a heading gives and the pledge's own words give again counts once."""
    promised = [d for d in drafts if d.part == "target" and not d.row]
    last = {(d.value, d.unit): d for d in promised}
    doomed = [d for d in promised if _said_again(text, d, last[d.value, d.unit])]
    numerals = [
        Numeral(text[q.start : q.end], q.start, q.end, "heading", "promised again below")
        for q in (d.quantity for d in doomed)
    ]
    return drafts.without({d.key: last[d.value, d.unit].key for d in doomed}), numerals


def _said_again(text: str, d: Draft, again: Draft) -> bool:
    between = text[d.quantity.end : again.quantity.start]
    return len(between) <= _HEADING_REACH and _LABELLED_BETWEEN.search(between) is not None


def _without_plans_again(text: str, drafts: Drafts) -> tuple[Drafts, list[Numeral]]:
    """A plan that is said again is no result and no other promise.

    计划新建工程18处。目前,18处工程已完工15处。 改造小区86个。列入省计划的小区86个。
    """
    promised: dict[tuple[Decimal, str, int], Draft] = {}
    again: list[Quantity] = []
    plans: dict[int, int] = {}
    for d, result in zip_longest(drafts, islice(drafts, 1, None)):
        plan = promised.get((d.value, d.unit, d.row))
        promises = d.part == "target" and d.measure == "target"
        if promises and plan is None:
            promised[d.value, d.unit, d.row] = d
        elif plan is not None and (
            (promises and _promises_the_same(plan, d))
            or (result is not None and _has_result(text, d, result))
        ):
            again.append(d.quantity)
            plans[d.key] = plan.key
    numerals = [
        Numeral(text[q.start : q.end], q.start, q.end, "list_count", "says the plan again")
        for q in again
    ]
    return drafts.without(plans), numerals


def _promises_the_same(plan: Draft, d: Draft) -> bool:
    """Whether a promise in prose is the one before it: its name is a part of that one's."""
    names = {plan.label, d.label}
    alike = d.label in plan.label or plan.label in d.label
    return not d.row and d.own and alike and "" not in names and d.breakdown == plan.breakdown


def _has_result(text: str, d: Draft, result: Draft) -> bool:
    """Whether a figure is the whole of which the next one tells what is done."""
    between = text[d.quantity.end : result.quantity.start]
    before = text[max(0, d.quantity.start - _VERB) : d.quantity.start]
    return (
        d.measure in ("target", "actual")
        and result.measure == "actual"
        and (d.unit, d.row) == (result.unit, result.row)
        and result.value <= d.value
        and _STOP.search(between) is None
        and not role_by_words.done_behind(before)
        and (role_by_words.result_follows(between) or role_by_words.done_behind(between))
    )


def _settled(drafts: Drafts) -> Drafts:
    """A pledge's figures with what only all of them show."""
    levels = list(_levels(drafts))
    said = [d.key for d in drafts if d.stage_said]
    if not levels and not said:
        return drafts
    now = drafts.copy()
    for share in levels:
        now.put(share._replace(measure="actual", of=None))
    started = {(d.unit, d.part) for d in drafts if d.stage == "开工"}
    for d in map(now.__getitem__, said):
        if (d.unit, d.part) not in started:
            now.put(d._replace(stage=None))
    for d in map(now.__getitem__, said):
        of = now.get(d.of)
        if of is not None and d.measure == "pct_of_target":
            now.put(d._replace(stage=of.stage))
    return now


def _levels(drafts: Drafts) -> Iterator[Draft]:
    """Shares that are none: what a row reports of a promised level is the level.

    参保率80%以上 | 83.6%
    """
    rows: dict[int, list[Draft]] = {}
    for d in drafts:
        if d.row:
            rows.setdefault(d.row, []).append(d)
    for row in rows.values():
        promised = [d for d in row if d.part == "target"]
        told = [d for d in row if d.part == "progress" and d.measure in ("actual", "pct_of_target")]
        if len(promised) == 1 and len(told) == 1 and promised[0].unit == told[0].unit == "%":
            share = told[0]
            if share.measure == "pct_of_target" and share.value % 100:
                yield share
