"""What was known before of what is held back, as tables of a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from etl.decimals import plain
from etl.report.bilingual_names import MEASURES, Name
from etl.site.shown_figures import Figure, written
from etl.warehouse.journal.waiting_for_verdict import Held
from etl.warehouse.queries.figures_as_of import Figure as Known

_PERIODS = 14
"""Months shown of a figure's history; `etl history` has them all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in a month."""

    value: str
    held: int | None = None
    """Its number in the quarantine, where it waits; None for what is known."""
    here: bool = False
    """Whether the page is about it."""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Months:
    """The months of what a figure counts, by measure."""

    measures: Sequence[Name]
    rows: Sequence[tuple[date, Sequence[Sequence[Entry]]]]
    """Of each period what is said in each measure."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of a bulletin beside what was known of it before."""

    figure: Figure
    value: str
    """What was known."""
    period_end: date
    moved: Name | None
    """What is remarkable about it: a promise that moved, a result that fell."""


def months(held: Held, known: Iterable[Known], waiting: Iterable[Held]) -> Months:
    """What is known of that which a held figure counts, and what waits of it in its bulletin."""
    table: dict[date, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for one in known:
        if one.value is not None:
            value = written(one.value, one.unit, one.qualifier)
            entry = Entry(value, revision=one.revision or 1)
            table[one.period_end][one.measure].append(entry)
    mine = held.figure
    for other in {one.id: one for one in (*waiting, held)}.values():
        figure = other.figure
        if figure is None or mine is None:
            continue
        if (figure.read.pledge, figure.read.indicator) == (mine.read.pledge, mine.read.indicator):
            value = written(figure.read.value, figure.read.unit, figure.qualifier)
            entry = Entry(value, other.id, other.id == held.id)
            table[figure.period_end][figure.read.measure].append(entry)
    used = {measure for said in table.values() for measure in said}
    shown = [measure for measure in MEASURES if measure in used]
    periods = sorted(table)[-_PERIODS:]
    return Months(
        [MEASURES[measure] for measure in shown],
        [(period, [table[period].get(measure, []) for measure in shown]) for period in periods],
    )


def beside(found: Iterable[Figure], known: Iterable[Known]) -> list[Beside]:
    """The promises and results of a bulletin beside what was known, the remarkable first."""
    before: Mapping[tuple[object, ...], Known] = {
        (one.indicator, one.stage, one.breakdown, one.unit, one.measure): one for one in known
    }
    result = []
    for figure in found:
        fact = figure.fact
        one = before.get((fact.indicator, fact.stage, fact.breakdown, fact.unit, fact.measure))
        if one is not None and one.value is not None:
            value = written(one.value, one.unit, one.qualifier)
            moved = None
            if fact.measure == "target" and fact.value != one.value:
                moved = Name("承诺变了", "the promise moved")
            elif fact.measure == "actual" and fact.value < one.value:
                moved = Name("减少了", f"fell by {plain(one.value - fact.value, thousands=',')}")
            result.append(Beside(figure, value, one.period_end, moved))
    return sorted(result, key=lambda row: row.moved is None)
