"""The rows of the history gate: what a bulletin says beside what is held true already.

A :class:`Past` is what one plan year's bulletins have said so far, no more of it than the
figures need: of each its neighbours in time. A bulletin's rows are one a figure, one an
indicator that it should have and does not, and one for the bulletin as a whole. A column
that does not apply to a row is None, and no expectation looks at it.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from etl.bulletin.model import Bulletin, Fact
from etl.decimals import plain
from etl.indicators.model import Indicator
from etl.quality.rows import beyond_a_slip
from etl.quality.siblings import Sibling, siblings

RATES = frozenset({"%", "‰", "百分点", "倍"})
"""Units of what may rise and fall: a rate is not cumulative."""
MEASURES = ("target", "actual", "pct_of_target")
"""The measures whose past is looked at."""

Figure = tuple[Indicator, str]
"""An indicator in a measure."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is held true of one plan year, before a bulletin of it is loaded."""

    figures: Mapping[Figure, Mapping[date, Decimal]] = field(default_factory=dict)
    """Values by period; of periods before or after the batch only the nearest."""
    pledges: Mapping[Indicator, int] = field(default_factory=dict)
    """Number of the pledge that each indicator belongs to."""
    periods: frozenset[date] = frozenset()
    """Ends of the periods whose bulletins are loaded."""
    steps: tuple[int, ...] = ()
    """Months from one bulletin to the next, in the plan year before."""

    def after(
        self, bulletin: Bulletin, indicators: Sequence[Indicator], held: Container[int] = ()
    ) -> "Past":
        """The past of the next bulletin, once this one is loaded.

        Args:
            held: places of the facts that are left out.
        """
        figures = dict(self.figures)
        pledges = dict(self.pledges)
        for place, (fact, indicator) in enumerate(zip(bulletin.facts, indicators, strict=True)):
            if fact.measure in MEASURES and place not in held:
                key = indicator, fact.measure
                figures[key] = {**figures.get(key, {}), fact.last_day: fact.value}
                pledges[indicator] = fact.pledge
        periods = self.periods | {bulletin.period_end}
        return replace(self, figures=figures, pledges=pledges, periods=periods)

    def before(self, period: date) -> date | None:
        """End of the period of the last bulletin before ``period``."""
        return max((one for one in self.periods if one < period), default=None)

    def usual_step(self, period: date) -> int:
        """Months from one bulletin to the next, as a rule; 1 where nothing tells."""
        steps = Counter((*self.steps, *steps_between(p for p in self.periods if p < period)))
        return min(steps, key=lambda months: (-steps[months], months), default=1)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A figure, a missing indicator or a whole bulletin: one row of the ``history`` gate."""

    bulletin: int
    """Position in the batch."""
    period_end: str
    """ISO date."""
    fact: int | None = None
    """Index in ``Bulletin.facts``; None for what the bulletin does not say."""
    pledge: int | None = None
    indicator: str = ""
    measure: str = ""
    value: str = ""
    """Plain decimal notation."""
    unit: str = ""
    text: str = ""
    earlier: str = ""
    """The same figure at the nearest earlier period of the plan year."""
    earlier_period: str = ""
    later: str = ""
    later_period: str = ""
    fall_percent: float | None = None
    """How far a cumulative figure is below ``earlier``; negative where it rose."""
    excess_percent: float | None = None
    """How far a cumulative figure is above ``later``; negative where that is higher."""
    growth: float | None = None
    """The figure as a multiple of ``earlier``."""
    larger: float | None = None
    """The larger one of the two."""
    before: str = ""
    """What was held true of the same period before."""
    lowered_percent: float | None = None
    """How far a cumulative figure is below ``before``: a correction downwards."""
    sibling: str = ""
    """Of the counts in the same sentence the nearest in size, where there is no ``earlier``."""
    sibling_unit: str = ""
    sibling_ratio: float | None = None
    """The larger of the two divided by the smaller."""
    promised: str = ""
    """The target as the plan year's bulletins gave it before."""
    target_stays: bool | None = None
    target_vanished: bool | None = None
    """True for a target of the plan year that the bulletin, which repeats the others, lacks."""
    unit_before: str = ""
    """The unit of the same words in the bulletin before, where it is not used any more."""
    unit_stays: bool | None = None
    vanished: bool | None = None
    """True for an indicator of the bulletin before that this one does not give."""
    pledge_vanished: bool | None = None
    """True for a pledge of the plan year that the bulletin does not have."""
    earlier_bulletin: str = ""
    """End of the period of the bulletin before."""
    missing_months: int | None = None
    """Months without a bulletin between the two, beyond the portal's usual pace."""
    compared: int | None = None
    """Progress on targets that is new and has a neighbour in time."""
    contradicting: int | None = None
    """Those of them that fell against the earlier, or exceed the later month."""
    contradicting_percent: float | None = None
    """None where at most one does: that is a slip of the pen."""
    expected: int | None = None
    """Indicators of the bulletin before."""
    missing: int | None = None
    missing_percent: float | None = None
    """None where at most one is missing."""
    targets: int | None = None
    """Targets that the plan year's bulletins gave before."""
    moved: int | None = None
    moved_percent: float | None = None
    """None where at most one moved."""


def history_rows(
    position: int, bulletin: Bulletin, indicators: Sequence[Indicator], past: Past
) -> list[HistoryRow]:
    """Lay out a bulletin beside the past of its plan year.

    Args:
        indicators: parallel to ``bulletin.facts``.
    """
    figures = _figure_rows(position, bulletin, indicators, past)
    gone = list(_vanished(position, bulletin, indicators, past))
    targets = list(_vanished_targets(position, bulletin, indicators, past))
    pledges = list(_vanished_pledges(position, bulletin, past))
    return [*figures, *gone, *targets, *pledges, _whole(position, bulletin, figures, gone, past)]


def steps_between(periods: Iterable[date]) -> tuple[int, ...]:
    """Months from each period to the next."""
    ordered = sorted(periods)
    return tuple(_months(one, other) for one, other in pairwise(ordered))


def _figure_rows(
    position: int, bulletin: Bulletin, indicators: Sequence[Indicator], past: Past
) -> list[HistoryRow]:
    counted = {i for i, f in zip(indicators, bulletin.facts, strict=True) if f.measure == "actual"}
    beside = siblings(bulletin)
    units = _units_before(bulletin, indicators, past)
    rows = []
    for index, (fact, indicator) in enumerate(zip(bulletin.facts, indicators, strict=True)):
        if fact.measure not in MEASURES or not fact.value.is_finite():
            continue
        row = HistoryRow(
            bulletin=position,
            period_end=fact.last_day.isoformat(),
            fact=index,
            pledge=fact.pledge,
            indicator=indicator.name,
            measure=fact.measure,
            value=plain(fact.value),
            unit=fact.unit,
            text=fact.text,
            vanished=False,
        )
        known = past.figures.get((indicator, fact.measure), {})
        if fact.measure == "target":
            rows.append(_beside_promise(row, fact, known))
        elif fact.measure == "actual" or indicator not in counted:
            row = _beside_neighbours(row, fact, known)
            if fact.measure == "actual":
                row = _beside_siblings(row, beside.get(index))
                row = _beside_unit(row, units.get(_words(indicator)), indicator.unit)
            rows.append(row)
    return rows


def _beside_promise(row: HistoryRow, fact: Fact, known: Mapping[date, Decimal]) -> HistoryRow:
    promised = known.get(fact.last_day)
    if promised is None:
        return row
    return replace(row, promised=plain(promised), target_stays=promised == fact.value)


def _beside_neighbours(row: HistoryRow, fact: Fact, known: Mapping[date, Decimal]) -> HistoryRow:
    cumulative = fact.measure == "pct_of_target" or fact.unit not in RATES
    earlier_period = max((p for p in known if p < fact.last_day), default=None)
    later_period = min((p for p in known if p > fact.last_day), default=None)
    earlier = known[earlier_period] if earlier_period else None
    later = known[later_period] if later_period else None
    before = known.get(fact.last_day)
    positive = earlier is not None and earlier > 0 and fact.value > 0
    return replace(
        row,
        earlier=_plain(earlier),
        earlier_period=earlier_period.isoformat() if earlier_period else "",
        later=_plain(later),
        later_period=later_period.isoformat() if later_period else "",
        before=_plain(before),
        fall_percent=_below(fact.value, earlier) if cumulative else None,
        excess_percent=_above(fact.value, later) if cumulative else None,
        lowered_percent=_below(fact.value, before) if cumulative else None,
        growth=float(fact.value / earlier) if earlier and positive else None,
        larger=float(max(fact.value, earlier)) if earlier and positive else None,
    )


def _beside_siblings(row: HistoryRow, nearest: Sibling | None) -> HistoryRow:
    if nearest is None or row.earlier:
        return row
    return replace(
        row,
        sibling=plain(nearest.value),
        sibling_unit=nearest.unit,
        sibling_ratio=nearest.ratio,
    )


def _beside_unit(row: HistoryRow, before: set[str] | None, unit: str) -> HistoryRow:
    if not before:
        return row
    return replace(row, unit_before="、".join(sorted(before)), unit_stays=unit in before)


def _units_before(
    bulletin: Bulletin, indicators: Sequence[Indicator], past: Past
) -> dict[Indicator, set[str]]:
    """Units that words were counted in by the bulletin before, and are not any more.

    Several units of the same words (节能保暖工程 in 户 and in 平方米) may come and go.
    """
    before = past.before(bulletin.period_end)
    now = defaultdict(set)
    for indicator, fact in zip(indicators, bulletin.facts, strict=True):
        if fact.measure == "actual":
            now[_words(indicator)].add(indicator.unit)
    units: dict[Indicator, set[str]] = defaultdict(set)
    for (indicator, measure), known in past.figures.items():
        if measure == "actual" and before is not None and before in known:
            units[_words(indicator)].add(indicator.unit)
    return {words: used for words, used in units.items() if used - now[words]}


def _vanished(
    position: int, bulletin: Bulletin, indicators: Sequence[Indicator], past: Past
) -> Iterator[HistoryRow]:
    """A row for each indicator of the bulletin before that has no progress in this one."""
    before = past.before(bulletin.period_end)
    given = {
        _words(indicator)
        for indicator, fact in zip(indicators, bulletin.facts, strict=True)
        if fact.part == "progress"
    }
    for indicator, value in _progress_by(past, before).items():
        if _words(indicator) not in given:
            yield replace(
                _absent(position, bulletin, indicator, past),
                earlier=plain(value),
                earlier_period=before.isoformat() if before else "",
                vanished=True,
            )


def _vanished_targets(
    position: int, bulletin: Bulletin, indicators: Sequence[Indicator], past: Past
) -> Iterator[HistoryRow]:
    """A row for each target that is not repeated, in a bulletin that repeats most of them."""
    known = {
        indicator: next(iter(values.values()))
        for (indicator, measure), values in past.figures.items()
        if measure == "target"
    }
    repeated = {
        indicator
        for indicator, fact in zip(indicators, bulletin.facts, strict=True)
        if fact.measure == "target"
    }
    if 2 * len(repeated & known.keys()) > len(known):
        for indicator, promised in known.items():
            if indicator not in repeated:
                row = _absent(position, bulletin, indicator, past)
                yield replace(row, promised=plain(promised), target_vanished=True)


def _absent(position: int, bulletin: Bulletin, indicator: Indicator, past: Past) -> HistoryRow:
    """The row of an indicator that the bulletin does not give."""
    return HistoryRow(
        bulletin=position,
        period_end=bulletin.period_end.isoformat(),
        pledge=past.pledges.get(indicator),
        indicator=indicator.name,
        unit=indicator.unit,
    )


def _progress_by(past: Past, period: date | None) -> dict[Indicator, Decimal]:
    """The progress of each indicator by the end of a bulletin's period: figure, else share."""
    found: dict[Indicator, Decimal] = {}
    if period is not None:
        for wanted in ("pct_of_target", "actual"):
            for (indicator, measure), known in past.figures.items():
                if measure == wanted and period in known:
                    found[indicator] = known[period]
    return found


def _vanished_pledges(position: int, bulletin: Bulletin, past: Past) -> Iterator[HistoryRow]:
    given = {pledge.number for pledge in bulletin.pledges} | {f.pledge for f in bulletin.facts}
    for number in sorted(set(past.pledges.values()) - given):
        yield HistoryRow(
            bulletin=position,
            period_end=bulletin.period_end.isoformat(),
            pledge=number,
            pledge_vanished=True,
        )


def _whole(
    position: int,
    bulletin: Bulletin,
    figures: Sequence[HistoryRow],
    gone: Sequence[HistoryRow],
    past: Past,
) -> HistoryRow:
    before = past.before(bulletin.period_end)
    gap = _months(before, bulletin.period_end) if before else None
    # What a page says of a month that it spoke of before is a correction, and news.
    fresh = [
        row
        for row in figures
        if row.fact is not None
        and bulletin.facts[row.fact].target is not None
        and not row.before
        and (row.fall_percent is not None or row.excess_percent is not None)
    ]
    contradicting = sum((r.fall_percent or 0) > 0 or (r.excess_percent or 0) > 0 for r in fresh)
    targets = [row for row in figures if row.target_stays is not None]
    moved = sum(not row.target_stays for row in targets)
    expected = len(_progress_by(past, before))
    return HistoryRow(
        bulletin=position,
        period_end=bulletin.period_end.isoformat(),
        earlier_bulletin=before.isoformat() if before else "none",
        missing_months=(
            None if gap is None else max(gap - past.usual_step(bulletin.period_end), 0)
        ),
        compared=len(fresh),
        contradicting=contradicting,
        contradicting_percent=beyond_a_slip(contradicting, len(fresh)),
        expected=expected,
        missing=len(gone),
        missing_percent=beyond_a_slip(len(gone), expected),
        targets=len(targets),
        moved=moved,
        moved_percent=beyond_a_slip(moved, len(targets)),
    )


def _words(indicator: Indicator) -> Indicator:
    """The indicator whatever it is counted in."""
    return replace(indicator, unit="")


def _months(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _below(value: Decimal, other: Decimal | None) -> float | None:
    return float(100 * (other - value) / other) if other is not None and other > 0 else None


def _above(value: Decimal, other: Decimal | None) -> float | None:
    return float(100 * (value - other) / other) if other is not None and other > 0 else None
