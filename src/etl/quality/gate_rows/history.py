"""The rows of the history gate: what a bulletin says beside what is held true already.

A bulletin's rows are one a figure, one an
indicator that it should have and does not, and one for the bulletin as a whole. A column
that does not apply to a row is None, and no expectation looks at it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from etl.bulletin.model import Bulletin, Fact
from etl.decimals import plain
from etl.indicators.model import Indicator
from etl.quality.content.adjoining_counts import Sibling, siblings
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.quality.gate_rows.history_document import whole_row
from etl.quality.origin import UNKNOWN, Origin
from etl.quality.past_of_plan_year import MEASURES, RATES, Past


def history_rows(
    position: int,
    bulletin: Bulletin,
    indicators: Sequence[Indicator],
    past: Past,
    origin: Origin = UNKNOWN,
) -> list[HistoryRow]:
    """Lay out a bulletin beside the past of its plan year.

    Args:
        position: of the bulletin among those that are checked at once.
        bulletin: as read.
        indicators: parallel to ``bulletin.facts``.
        past: what was said before.
        origin: its page and day of publication; without them it is not held against other
            pages and other years.
    """
    figures = _figure_rows(position, bulletin, indicators, past)
    gone = list(_vanished(position, bulletin, indicators, past))
    targets = list(_vanished_targets(position, bulletin, indicators, past))
    pledges = list(_vanished_pledges(position, bulletin, past))
    whole = whole_row(position, bulletin, indicators, past, origin, figures, len(gone))
    return [*figures, *gone, *targets, *pledges, whole]


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
        known = past.figures.get((indicator, fact.measure), {})
        said: dict[str, Any] = {}
        if fact.measure == "target":
            said = _beside_promise(fact, known)
        elif fact.measure == "actual" or indicator not in counted:
            said = _beside_neighbours(fact, known)
            if fact.measure == "actual":
                if not said["earlier"]:
                    said |= _beside_siblings(beside.get(index))
                said |= _beside_unit(units.get(_words(indicator)), indicator.unit)
        else:
            continue
        rows.append(
            HistoryRow(
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
                **said,
            )
        )
    return rows


def _beside_promise(fact: Fact, known: Mapping[date, Decimal]) -> dict[str, Any]:
    """The columns of a figure that a promise before it fills."""
    promised = known.get(fact.last_day)
    if promised is None:
        return {}
    return {"promised": plain(promised), "target_stays": promised == fact.value}


def _beside_neighbours(fact: Fact, known: Mapping[date, Decimal]) -> dict[str, Any]:
    """The columns of a figure that the same one of other periods fills."""
    cumulative = fact.measure == "pct_of_target" or fact.unit not in RATES
    earlier_period = max((p for p in known if p < fact.last_day), default=None)
    later_period = min((p for p in known if p > fact.last_day), default=None)
    earlier = known[earlier_period] if earlier_period else None
    later = known[later_period] if later_period else None
    before = known.get(fact.last_day)
    positive = earlier is not None and earlier > 0 and fact.value > 0
    return {
        "earlier": _plain(earlier),
        "earlier_period": earlier_period.isoformat() if earlier_period else "",
        "later": _plain(later),
        "later_period": later_period.isoformat() if later_period else "",
        "before": _plain(before),
        "fall_percent": _below(fact.value, earlier) if cumulative else None,
        "excess_percent": _above(fact.value, later) if cumulative else None,
        "lowered_percent": _below(fact.value, before) if cumulative else None,
        "growth": float(fact.value / earlier) if earlier and positive else None,
        "larger": float(max(fact.value, earlier)) if earlier and positive else None,
    }


def _beside_siblings(nearest: Sibling | None) -> dict[str, Any]:
    """The columns that the count nearest in size fills."""
    if nearest is None:
        return {}
    return {
        "sibling": plain(nearest.value),
        "sibling_unit": nearest.unit,
        "sibling_ratio": nearest.ratio,
    }


def _beside_unit(before: set[str] | None, unit: str) -> dict[str, Any]:
    """The columns that the units of the bulletin before fill."""
    if not before:
        return {}
    return {"unit_before": "、".join(sorted(before)), "unit_stays": unit in before}


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
    for indicator, value in past.progress_by(before).items():
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


def _vanished_pledges(position: int, bulletin: Bulletin, past: Past) -> Iterator[HistoryRow]:
    given = {pledge.number for pledge in bulletin.pledges} | {f.pledge for f in bulletin.facts}
    for number in sorted(set(past.pledges.values()) - given):
        yield HistoryRow(
            bulletin=position,
            period_end=bulletin.period_end.isoformat(),
            pledge=number,
            pledge_vanished=True,
        )


@lru_cache(maxsize=4096)
def _words(indicator: Indicator) -> Indicator:
    """The indicator whatever it is counted in."""
    return replace(indicator, unit="")


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _below(value: Decimal, other: Decimal | None) -> float | None:
    return float(100 * (other - value) / other) if other is not None and other > 0 else None


def _above(value: Decimal, other: Decimal | None) -> float | None:
    return float(100 * (value - other) / other) if other is not None and other > 0 else None
