"""A segment's sentences, gone through figure by figure from left to right.

A figure takes its noun from its own clause where there is one (新增停车泊位23352个), and otherwise
from what the sentence spoke of last (其中22条已完工, 改建18家, 占年计划的140%).
"""

import re
from bisect import bisect
from collections.abc import Iterator

from etl.bulletin.grammar.discourse import list_bounds, listed_figures, single_figures
from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import Told

_STOPS = re.compile(r"[。;\n]")


def walk(told: Told) -> None:
    """Read every figure of a segment into drafts, or into numerals that state no fact."""
    at = 0
    while at < len(told.facts):
        start = told.facts[at - 1].end if at else told.segment.start
        told.spoken.move(told.text[start : told.facts[at].start], told.facts[at].unit, first=not at)
        length = list_bounds.chain_length(told.text, told.facts, told.arounds, at)
        if length > 1:
            listed_figures.read_chain(told, at, length)
        else:
            single_figures.read_single(told, at)
        at += length
    for finished in list(_finished(told)):
        told.drafts.put(finished)


def _finished(told: Told) -> Iterator[Draft]:
    """Figures that change: what is 完成 or 建成 is 完工 beside what has begun in one sentence.

    完成5个,启动3个
    """
    started = [d for d in told.drafts if d.stage == "开工" and d.part == "progress"]
    if not started:
        return
    stops = [
        stop.start() for stop in _STOPS.finditer(told.text, told.segment.start, told.segment.end)
    ]
    begun: dict[int, set[str]] = {}
    for d in started:
        begun.setdefault(bisect(stops, d.quantity.start), set()).add(d.unit)
    for d in told.drafts:
        if d.stage_said or d.key in told.done:
            units = begun.get(bisect(stops, d.quantity.start), set())
            if d.unit in units or (units and d.stage):
                yield d._replace(stage="完工", stage_said=False)
