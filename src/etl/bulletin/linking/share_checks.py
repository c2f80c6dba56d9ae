"""Printed shares of the plan beside their own arithmetic."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.linking.share_arithmetic import agrees
from etl.bulletin.model import ShareCheck

_WHOLE = Decimal(100)
_WORK = frozenset({"part of a work", "progress behind"})
_OF_ALL = re.compile(r"综合|总体|平均")


ADJUSTED = ("plan as adjusted",)


class Checked(NamedTuple):
    """A printed share with the figures that it was recomputed from."""

    share: Draft
    value: Draft | None
    plan: Draft | None
    agrees: bool | None


def check_shares(drafts: Sequence[tuple[int, Draft]]) -> Iterator[Checked]:
    """Every printed share of a plan; ``drafts`` with the number of their pledge."""
    targets: dict[int, list[Draft]] = defaultdict(list)
    figures = Drafts(d for _, d in drafts)
    plans: dict[int, Draft] = {}
    adjusted: dict[tuple[int, str], Draft] = {}
    in_row: dict[int, list[Draft]] = defaultdict(list)
    for number, d in drafts:
        if d.part == "target" and d.measure == "target":
            targets[number].append(d)
        elif d.measure == "target_restated" and d.of is not None:
            plans[d.of] = d
        elif d.row and d.measure == "actual":
            in_row[d.row].append(d)
    for number, d in drafts:
        if is_adjusted(d):
            adjusted[number, d.unit] = d
        if d.measure != "pct_of_target" or d.unit != "%":
            continue
        promised = targets[number][d.target - 1] if d.target is not None else None
        of = figures.get(d.of) or _measured(d, in_row.get(d.row, ()), promised)
        plan = (plans.get(of.key) if of is not None else None) or promised
        value = of if of is not None and of.measure == "actual" else None
        later = adjusted.get((number, value.unit)) if value is not None else None
        if value is not None and later and agrees(d.value, value.value, later.value):
            plan = later
        comparable = value is not None and plan is not None and plan.value and of is not None
        if not comparable or value is None or plan is None or value.unit != plan.unit:
            yield Checked(d, value, plan, None)
        else:
            yield Checked(d, value, plan, _compared(d, value, plan))


def is_adjusted(d: Draft) -> bool:
    """Whether a figure is what a plan was adjusted to in the course of the year."""
    return d.measure == "target_restated" and not {*ADJUSTED}.isdisjoint(d.because)


def _compared(share: Draft, value: Draft, plan: Draft) -> bool | None:
    """Whether a share agrees; None where it need not, for it may be of other work."""
    if agrees(share.value, value.value, plan.value) or _roughly(share, value, plan):
        return True
    capped = share.value == _WHOLE and value.value > plan.value
    bounded = share.qualifier == ">=" and 100 * value.value >= share.value * plan.value
    return None if capped or bounded or _of_work(share) or _of_all(share) else False


def _roughly(share: Draft, value: Draft, plan: Draft) -> bool:
    """Whether a share agrees within what 三成多 or 9万多人 leave open."""
    if ">=" not in (share.qualifier, value.qualifier) or not plan.value:
        return False
    low, high = value.value, value.value + (_step(value) if value.qualifier == ">=" else 0)
    most = share.value + (_step(share) if share.qualifier == ">=" else 0)
    return 100 * low < most * plan.value and share.value * plan.value <= 100 * high


def _step(d: Draft) -> Decimal:
    """How much a number leaves open with 多: 9万多 up to 10万."""
    step = Decimal(1)
    while d.value and not d.value % (step * 10):
        step *= 10
    return step


def _of_work(share: Draft) -> bool:
    """Whether a share tells how far the work is (形象进度86%), whatever is counted beside it."""
    return share.rate in ("形象进度", "工程进度") or not _WORK.isdisjoint(share.because)


def _of_all(share: Draft) -> bool:
    """Whether a rate is of all that its row promises, not of one thing: 综合完成率."""
    return _OF_ALL.search(share.label + share.rate) is not None


def _measured(share: Draft, done: Sequence[Draft], plan: Draft | None) -> Draft | None:
    """The figure of a row that a rate is of: that which agrees, is at its stage, or the latest.

    已开工1800 | 已建成1420 | 建成率78.9%
    """
    agreeing = (
        v
        for v in done
        if plan is not None and v.unit == plan.unit and agrees(share.value, v.value, plan.value)
    )
    return next(
        agreeing,
        max(
            done,
            key=lambda v: (v.stage == share.stage, v.period_end or date.min),
            default=None,
        ),
    )


def as_shown(checked: Checked, fact: int) -> ShareCheck:
    """A check as a bulletin shows it; ``fact`` is the place of the share among its facts."""
    value = checked.value.value if checked.value is not None else None
    plan = checked.plan.value if checked.plan is not None else None
    compared = checked.agrees is not None and value is not None and plan
    return ShareCheck(
        fact=fact,
        printed=checked.share.value,
        value=value,
        plan=plan,
        recomputed=100 * value / plan if compared and value is not None and plan else None,
        agrees=checked.agrees,
    )
