"""How a promise stands: kept, on track, late or unknown, and since when.

What counts as a promise's progress is decided as ``pledge_scorecard`` decides it, so that the
site and the view say the same; the view knows the latest month, this every month.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from etl.warehouse.queries.site_rows import Version
from etl.warehouse.schema.types import FOREVER

Status = Literal["kept", "on_track", "late", "unknown"]
STATUSES: tuple[Status, ...] = ("kept", "on_track", "late", "unknown")
_CENT = Decimal("0.01")
_WORST_FIRST: tuple[Status, ...] = ("late", "on_track", "kept", "unknown")
_PROGRESS = ("actual", "pct_of_target")
_BEGUN = "开工"
_LIMITS = ("<", "<=")


@dataclass(frozen=True, slots=True)
class Month:
    """How far a promise had come by the end of a period."""

    period_end: date
    figure: Version
    """The figure that says so: a number, or only a share of the plan."""
    printed_share: Decimal | None
    computed_share: Decimal | None
    year_gone: Decimal
    status: Status

    @property
    def actual(self) -> Decimal | None:
        return self.figure.value if self.figure.measure == "actual" else None

    @property
    def share(self) -> Decimal | None:
        return self.printed_share if self.computed_share is None else self.computed_share


@dataclass(frozen=True, slots=True)
class Line:
    """A promise at one stage and in one sub-group: a row of the view ``pledge_scorecard``."""

    target: Version
    stage: str
    breakdown: str
    months: Sequence[Month]
    """Oldest first; none where no progress was reported."""

    @property
    def latest(self) -> Month | None:
        return self.months[-1] if self.months else None

    @property
    def status(self) -> Status:
        return self.months[-1].status if self.months else "unknown"

    @property
    def since(self) -> date | None:
        """The first of the periods in a row at the end of which it stood as it stands now."""
        first = None
        for month in reversed(self.months):
            if month.status != self.status:
                break
            first = month.period_end
        return first


@dataclass(frozen=True, slots=True)
class Promise:
    """A target of a pledge with its lines."""

    target: Version
    lines: Sequence[Line]

    @property
    def status(self) -> Status:
        """That of its worst line; work begun counts only where none is reported as done."""
        done = [line for line in self.lines if line.stage != _BEGUN or line.target.stage == _BEGUN]
        found = {line.status for line in done or self.lines}
        return next(status for status in _WORST_FIRST if status in found)


def is_current(version: Version) -> bool:
    """Whether a version holds: it is in the view ``current_fact``."""
    return version.recorded_to == FOREVER and version.reason != "withdrawn"


def promises(current: Iterable[Version]) -> list[Promise]:
    """The promises among what holds of a portal, in the order of its pledges."""
    targets: list[Version] = []
    progress: dict[tuple[int, int], list[Version]] = defaultdict(list)
    for version in current:
        if version.part == "target" and version.measure == "target":
            targets.append(version)
        elif version.measure in _PROGRESS and version.target_indicator_id is not None:
            progress[version.pledge_id, version.target_indicator_id].append(version)
    return [
        Promise(target, _lines(target, progress[target.pledge_id, target.indicator_id]))
        for target in sorted(targets, key=lambda t: (t.pledge_id, t.target_number or 0, t.fact_id))
    ]


def _lines(target: Version, progress: Iterable[Version]) -> list[Line]:
    apart: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in progress:
        apart[version.stage, version.breakdown].append(version)
    if not apart:
        return [Line(target, target.stage, target.breakdown, ())]
    return [
        Line(target, stage or target.stage, breakdown or target.breakdown, _months(target, own))
        for (stage, breakdown), own in sorted(apart.items(), key=_begun_first)
    ]


def _begun_first(line: tuple[tuple[str, str], list[Version]]) -> tuple[bool, str, str]:
    stage, breakdown = line[0]
    return stage not in ("", _BEGUN), stage, breakdown


def _months(target: Version, progress: Iterable[Version]) -> list[Month]:
    by_period: dict[date, list[Version]] = defaultdict(list)
    for version in progress:
        by_period[version.period_end].append(version)
    return [_month(target, period, by_period[period]) for period in sorted(by_period)]


def _month(target: Version, period: date, said: Iterable[Version]) -> Month:
    # An actual figure comes before a share, one in the promise's unit first, then the newest.
    latest_first = sorted(said, key=lambda v: (v.published_at, v.fact_id), reverse=True)
    figure = min(latest_first, key=lambda v: (v.measure, v.unit != target.unit))
    shares = [v for v in latest_first if v.measure == "pct_of_target"]
    printed = min(shares, key=lambda v: v.indicator_id != figure.indicator_id, default=None)
    computed = None
    if figure.measure == "actual" and figure.unit == target.unit and target.value:
        computed = _rounded(100 * (figure.value or Decimal(0)) / target.value)
    year_gone = _rounded(Decimal(100 * period.month) / 12)
    share = computed if computed is not None or printed is None else printed.value
    return Month(
        period,
        figure,
        printed.value if printed else None,
        computed,
        year_gone,
        _status(target, figure, computed, share, year_gone),
    )


def _status(
    target: Version,
    figure: Version,
    computed: Decimal | None,
    share: Decimal | None,
    year_gone: Decimal,
) -> Status:
    if target.qualifier in _LIMITS:
        if computed is None:
            return "unknown"
        # What is not to be exceeded is kept when the year is over.
        within: Status = "kept" if year_gone == 100 else "on_track"
        return within if computed <= 100 else "late"
    if share is None:
        return "unknown"
    if share >= 100:
        only_begun = figure.stage == _BEGUN and target.stage != _BEGUN
        return "on_track" if only_begun else "kept"
    return "on_track" if share >= year_gone else "late"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
