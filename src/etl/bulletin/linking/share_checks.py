"""Printed shares of the plan beside their own arithmetic."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from etl.bulletin.grammar.candidates import Draft
from etl.bulletin.linking.arithmetic import agrees
from etl.bulletin.model import ShareCheck


class Checked(NamedTuple):
    """A printed share with the figures that it was recomputed from."""

    share: Draft
    value: Draft | None
    plan: Draft | None
    agrees: bool | None


def check_shares(drafts: Sequence[tuple[int, Draft]]) -> Iterator[Checked]:
    """Every printed share of a plan; ``drafts`` with the number of their pledge."""
    targets: dict[int, list[Draft]] = defaultdict(list)
    plans: dict[int, Draft] = {}
    in_row: dict[int, list[Draft]] = defaultdict(list)
    for number, d in drafts:
        if d.part == "target" and d.measure == "target":
            targets[number].append(d)
        elif d.measure == "target_restated" and d.of is not None:
            plans[id(d.of)] = d
        elif d.row and d.measure == "actual":
            in_row[d.row].append(d)
    for number, d in drafts:
        if d.measure != "pct_of_target" or d.unit != "%":
            continue
        promised = targets[number][d.target - 1] if d.target is not None else None
        of = d.of or _measured(d, in_row.get(d.row, ()), promised)
        plan = (plans.get(id(of)) if of is not None else None) or promised
        value = of if of is not None and of.measure == "actual" else None
        comparable = value is not None and plan is not None and plan.value and of is not None
        if not comparable or value is None or plan is None or value.unit != plan.unit:
            yield Checked(d, value, plan, None)
        else:
            yield Checked(d, value, plan, agrees(d.value, value.value, plan.value))


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
