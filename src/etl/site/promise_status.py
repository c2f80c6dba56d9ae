"""How a promise stands: kept, on track, late or unknown, and since when.

The view ``promise_month`` decides it, for every month; here its rows and the versions that they
are about are put together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import RowMapping

from etl.warehouse.queries.site_rows import Version
from etl.warehouse.schema.types import FOREVER

Status = Literal["kept", "on_track", "late", "unknown"]
STATUSES: tuple[Status, ...] = ("kept", "on_track", "late", "unknown")
_BEGUN = "开工"


@dataclass(frozen=True, slots=True)
class Month:
    """How far a promise had come by the end of a period."""

    period_end: date
    figure: Version
    """The figure that says so: a number, or only a share of the plan."""
    printed_share: Decimal | None
    computed_share: Decimal | None
    year_gone: Decimal

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
    status: Status
    since: date | None
    """The first of the periods in a row at the end of which it stood as it stands now."""
    counts: bool
    """Whether the promise stands as this line does."""
    months: Sequence[Month]
    """Oldest first; none where no progress was reported."""

    @property
    def latest(self) -> Month | None:
        return self.months[-1] if self.months else None


@dataclass(frozen=True, slots=True)
class Promise:
    """A target of a pledge with its lines."""

    target: Version
    lines: Sequence[Line]
    """Its own, then those of its parts: of the districts, where they have targets, too."""

    @property
    def status(self) -> Status:
        """That of the line that counts."""
        return next(line.status for line in self.lines if line.counts)


def is_current(version: Version) -> bool:
    """Whether a version holds: it is in the view ``current_fact``."""
    return version.recorded_to == FOREVER and version.reason != "withdrawn"


def promises(current: Iterable[Version], promise_months: Iterable[RowMapping]) -> list[Promise]:
    """The promises of a portal, in the order of its pledges.

    Args:
        current: what holds of it.
        promise_months: its rows of the view ``promise_month``.
    """
    versions = {version.fact_id: version for version in current}
    apart: dict[tuple[int, str, str], list[RowMapping]] = defaultdict(list)
    for row in promise_months:
        apart[row["target_fact_id"], row["stage"], row["breakdown"]].append(row)
    own: dict[int, list[Line]] = defaultdict(list)
    for (target, *_), rows in apart.items():
        line = _line(versions, versions[target], rows)
        own[rows[0]["total_fact_id"] or target].append(line)
    found = [
        Promise(versions[target], sorted(lines, key=lambda line: _in_order(versions[target], line)))
        for target, lines in own.items()
    ]
    return sorted(found, key=lambda one: (one.target.pledge_id, *_place(one.target)))


def _place(target: Version) -> tuple[int, int]:
    return target.target_number or 0, target.fact_id


def _in_order(target: Version, line: Line) -> tuple[object, ...]:
    """What counts first, then the rest of the promise, then its parts."""
    rest = (line.target != target, not line.counts)
    return *rest, *_place(line.target), line.stage not in ("", _BEGUN), line.stage, line.breakdown


def _line(versions: Mapping[int, Version], target: Version, rows: Sequence[RowMapping]) -> Line:
    latest = next(row for row in rows if row["is_latest"])
    months = [
        Month(
            row["period_end"],
            versions[row["fact_id"]],
            row["printed_share"],
            row["computed_share"],
            row["year_gone"],
        )
        for row in sorted(rows, key=lambda row: row["period_end"] or date.min)
        if row["fact_id"] is not None
    ]
    return Line(
        target,
        latest["stage"],
        latest["breakdown"],
        latest["status"],
        latest["since"],
        latest["counts"],
        months,
    )
