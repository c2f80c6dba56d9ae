"""The history gate's row for a bulletin as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from etl.bulletin.model import Bulletin
from etl.indicators.model import Indicator
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.quality.gate_rows.percent_unless_single import beyond_a_slip
from etl.quality.origin import Origin
from etl.quality.past_of_plan_year import Past, months_between

_FEW = 10
"""Open figures up to which a month in which none moves proves nothing."""


def whole_row(
    position: int,
    bulletin: Bulletin,
    indicators: Sequence[Indicator],
    past: Past,
    origin: Origin,
    figures: Sequence[HistoryRow],
    gone: int,
) -> HistoryRow:
    """The row of a bulletin as a whole.

    Args:
        position: of the bulletin among those that are checked at once.
        bulletin: as read.
        indicators: parallel to ``bulletin.facts``.
        past: what was said before.
        origin: its page and day of publication.
        figures: the rows of its figures.
        gone: how many indicators of the bulletin before are not in it.
    """
    before = past.before(bulletin.period_end)
    gap = months_between(before, bulletin.period_end) if before else None
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
    expected = len(past.progress_by(before))
    row = HistoryRow(
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
        missing=gone,
        missing_percent=beyond_a_slip(gone, expected),
        targets=len(targets),
        moved=moved,
        moved_percent=beyond_a_slip(moved, len(targets)),
    )
    row = _beside_other_pages(row, bulletin, figures, past, origin)
    row = _beside_other_years(row, bulletin, past, origin)
    return _beside_open(row, bulletin, indicators, figures, past)


def _beside_other_pages(
    row: HistoryRow,
    bulletin: Bulletin,
    figures: Sequence[HistoryRow],
    past: Past,
    origin: Origin,
) -> HistoryRow:
    """What another page says of the same period, where this one has not spoken of it yet."""
    others = past.others(bulletin.period_end, origin.page)
    if not others:
        return row
    differing = sum(bool(one.before) and one.before != one.value for one in figures)
    return replace(row, other_page=min(others), differing=differing)


def _beside_other_years(
    row: HistoryRow, bulletin: Bulletin, past: Past, origin: Origin
) -> HistoryRow:
    """The day of publication beside those of the neighbouring plan years, and their pledges."""
    year, pledges = bulletin.plan_year, len(bulletin.pledges)
    # What a page says again is a correction, whenever it comes.
    again = any(origin.page in pages for pages in past.pages.values())
    if (day := origin.published) and not again:
        early = [last for other, (_, last) in past.shown.items() if other < year]
        late = [first for other, (first, _) in past.shown.items() if other > year]
        row = replace(
            row,
            published=day.isoformat(),
            plan_year=year,
            year_in_order=(
                all(last <= day for last in early) and all(first >= day for first in late)
                if early or late
                else None
            ),
        )
    if past.pledges_before and past.before(bulletin.period_end) is None:
        percent = 100 * pledges / past.pledges_before
        row = replace(
            row,
            pledges=pledges,
            pledges_before=past.pledges_before,
            pledges_percent=percent,
        )
    return row


def _beside_open(
    row: HistoryRow,
    bulletin: Bulletin,
    indicators: Sequence[Indicator],
    figures: Sequence[HistoryRow],
    past: Past,
) -> HistoryRow:
    """How much of what was not done yet by the bulletin before has moved since."""
    before = past.before(bulletin.period_end)
    if before is None:
        return row
    unmoved = open_ = 0
    for one in figures:
        if (
            one.fact is None
            or one.fall_percent is None
            or one.earlier_period != row.earlier_bulletin
        ):
            continue
        indicator = indicators[one.fact]
        promised = next(iter(past.figures.get((indicator, "target"), {}).values()), None)
        known = past.figures[indicator, one.measure][before]
        done = Decimal(100) if one.measure == "pct_of_target" else promised
        if done is None or known < done:
            open_ += 1
            unmoved += one.value == one.earlier
    enough = open_ > _FEW
    return replace(
        row,
        open=open_,
        unmoved=unmoved,
        unmoved_percent=100 * unmoved / open_ if enough else None,
    )
