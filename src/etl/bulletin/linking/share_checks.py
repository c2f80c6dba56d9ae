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
        # Where columns follow one another in time, the rate is of the latest.
        of = d.of or max(
            in_row.get(d.row, ()), key=lambda v: v.period_end or date.min, default=None
        )
        plan = plans.get(id(of)) if of is not None else None
        if plan is None and d.target is not None:
            plan = targets[number][d.target - 1]
        value = of if of is not None and of.measure == "actual" else None
        comparable = value is not None and plan is not None and plan.value and of is not None
        if not comparable or value is None or plan is None or value.unit != plan.unit:
            yield Checked(d, value, plan, None)
        else:
            yield Checked(d, value, plan, agrees(d.value, value.value, plan.value))


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
