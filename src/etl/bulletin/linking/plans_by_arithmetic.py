"""Promises that only the arithmetic of a pledge's figures shows.

为6000名孕妇免费筛查,已完成5230例,完成率87.2%: 5230 / 6000 is 87.2 %, so the 6000 were promised.
"""

import re
from decimal import Decimal
from itertools import islice

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.linking.promises import Promises, is_promise
from etl.bulletin.linking.share_arithmetic import agrees
from etl.bulletin.linking.share_checks import ADJUSTED, is_adjusted

_COST = re.compile(r"(?<!计划|年度)总投资$")
"""What a work costs was planned where it is called so."""
_SET_ASIDE = re.compile(r"安排")
RATE = re.compile(r"(到位|拨付|支付|支出|兑付|发放|使用|执行)率$")
"""What became of money that was planned."""
_FEW = 3
_RESULTS = 16
"""Results of prose that the shares in rows may be of."""


def with_plans(drafts: Drafts) -> Drafts:
    """The figures of a pledge, with what their shares show to have been promised."""
    return _with_plans_of_rows(_with_plans(_with_adjusted(drafts)))


def _with_plans(drafts: Drafts) -> Drafts:
    """The figures, with the plan that a share and its result before it agree with."""
    now = _with_funds_set_aside(drafts)
    if not any(d.measure == "pct_of_target" and d.of is not None for d in drafts):
        return now
    keys = [d.key for d in drafts]
    promises = Promises(drafts)
    for at, share in enumerate(drafts):
        of = now.get(share.of)
        if share.measure != "pct_of_target" or of is None or share.row:
            continue
        done = promises.places[of.key]
        if not done:
            continue
        plan = now[keys[done - 1]]
        if (
            at == done + 1
            and plan.measure == "actual"
            and not plan.stage
            and (plan.row or not _COST.search(plan.label))
            and agrees(share.value, of.value, plan.value)
            and not any(
                agrees(share.value, of.value, promises.targets[n].value) for n in promises.near(of)
            )
        ):
            now.put(plan._replace(part="target", measure="target"))
            now.put(of._replace(promise=plan.key))
    return now


def _with_funds_set_aside(drafts: Drafts) -> Drafts:
    """The figures, with money that was planned as the rate of what was paid of it shows:
    安排资金1286万元,已支付902.6万元,支付率70.2%.
    """
    now = drafts.copy()
    money: list[Draft] = []
    for d in drafts:
        if d.unit == "元":
            money.append(d)
        elif d.unit == "%" and d.measure in ("actual", "pct_of_target") and RATE.search(d.label):
            for plan in reversed(money[-_FEW:-1]):
                if _SET_ASIDE.search(plan.label):
                    if _shows(d, money[-1], plan):
                        now.put(plan._replace(part="target", measure="target"))
                        now.put(money[-1]._replace(promise=plan.key))
                    break
    return now


def _shows(rate: Draft, paid: Draft, plan: Draft) -> bool:
    measures = (plan.measure, paid.measure, plan.row)
    return measures == ("actual", "actual", 0) and agrees(rate.value, paid.value, plan.value)


def _with_adjusted(drafts: Drafts) -> Drafts:
    """The figures, with what a plan was adjusted to restating the promise that it changes
    (2800户 … 由2800户调整为3400户), or as the promise where there is no other.
    """
    promised: set[tuple[Decimal, str]] = set()
    units = {d.unit for d in drafts if is_promise(d)}
    now = drafts.copy()
    last: Draft | None = None
    for d in drafts:
        before = last if last and (last.measure, last.unit) == ("previous", d.unit) else None
        last = d
        restates = before is not None and (before.value, before.unit) in promised
        if before is not None and restates and (is_promise(d) or is_adjusted(d)):
            now.put(before._replace(part="progress"))
            now.put(d._replace(part="progress", measure="target_restated", because=ADJUSTED))
        elif is_adjusted(d) and (before is not None or d.unit not in units):
            if before is not None:
                now.put(before._replace(part="target"))
            now.put(d._replace(part="target", measure="target", of=None))
        elif is_promise(d):
            promised.add((d.value, d.unit))
    return now


def _with_plans_of_rows(drafts: Drafts) -> Drafts:
    """The figures, with promises in prose that the shares in a table's rows show.

    开展培训6000人次。⏎一季度 | 300 | 5%⏎二季度 | 2100 | 35%: all of them are of 6000.
    """
    rates = {d.row: d.value for d in drafts if d.row and d.measure == "pct_of_target"}
    promising = {d.row for d in drafts if is_promise(d)}
    free = rates.keys() - promising
    done = [d for d in drafts if d.measure == "actual" and d.row in free]
    now = drafts.copy()
    prose = (d for d in drafts if d.measure == "actual" and not (d.row or d.stage))
    for plan in islice(prose, _RESULTS) if len(rates) > 1 else ():
        agreeing = {
            d.row: d.period_end
            for d in done
            if d.unit == plan.unit and agrees(rates[d.row], d.value, plan.value)
        }
        # Rows of districts are parts of what is done.
        if agreeing.keys() == rates.keys() and len(set(agreeing.values())) > 1:
            now.put(plan._replace(part="target", measure="target"))
    return now
