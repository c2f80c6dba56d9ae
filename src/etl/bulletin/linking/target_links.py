"""Each progress figure to the promise it measures.

A figure can measure a target of its own pledge with the same unit. The printed share is
the arbiter (23352个 at 116.7 % measures the 2万个 and no other), a restated plan says the
same; the wording and the order decide what arithmetic leaves open. Where the promise counts
场 and the report 场次, only the share can tie the two.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.linking.label_overlap import alike, core, same_group
from etl.bulletin.linking.plans_by_arithmetic import RATE, with_plans
from etl.bulletin.linking.promises import Promises, is_promise
from etl.bulletin.linking.row_links import Rows
from etl.bulletin.linking.share_arithmetic import agrees
from etl.bulletin.linking.share_checks import is_adjusted
from etl.bulletin.model import Measure

_MEASURING = frozenset({"actual", "remaining"})
_CHANGES = frozenset({"change", "yoy"})
_GROWTHS = 64
"""Promises of growth that one is compared with, so that no text takes quadratic time."""
_REACH = 16
"""Results of a unit that what remains is held against: a text may be long."""
_SURE = 2.0
_LIKELY = 0.5
_BESIDE = 0.5
_AGAIN = 0.2
_FEW = 3
_SHORT = 4
"""Characters of a name that may be no more than what was done."""
_LEAST_DONE, _MOST_DONE = Decimal("0.3"), Decimal("1.5")
"""What is done of a plan, of figures that nothing else links to it."""
_PART = 0.9
"""What it adds that a promise is of the same group, so that another noun's does not win."""
_STOCK = re.compile(r"总数|总量|总额|数量|总面积|总人口|累计达|保有量|存量|千人")

_FUNDS = re.compile(r"投资|资金|经费")
_OF_PLAN = re.compile(r"完成|开工|完工|竣工|达成|兑现|执行|进度")
_ALL = 100
_LEVEL = re.compile(r"[率度]$|占比|比例|比重|指数|满意|合格|达标|覆盖")
_OF_ALL = re.compile(r"应|计划|目标|任务|年度|全年|总[量数]")
"""What a rate without a name is of: 只到应装数的81.7%."""
_CAME = re.compile(r"到位")


def _with_rates(drafts: Drafts, targets: Sequence[Draft]) -> Drafts:
    """The figures, with levels that only the arithmetic shows to be shares of the plan.

    计划投资3.27亿元,到位2.41亿元,资金到位率73.9%: what came in is 73.9 % of what was planned; 道路
    166公里,92.2%: so is what was done, where the rate has no name of its own.
    """
    now = drafts.copy()
    last: Draft | None = None
    done: dict[tuple[int, str], Draft] = {}
    for d in drafts:
        of = done.get((d.segment, d.label), last) if d.unit == "%" else None
        if of is not None and _is_rate_of(d, of, targets):
            d = d._replace(measure="pct_of_target", of=of.key)
            now.put(d)
        elif d.measure == "actual":
            done[d.segment, d.label] = d
        last = d
    return now


def _is_rate_of(rate: Draft, done: Draft, targets: Sequence[Draft]) -> bool:
    if (
        done.measure != "actual"
        or rate.measure not in ("actual", "share")
        or done.target is None
        or (rate.row, rate.segment) != (done.row, done.segment)
        or not agrees(rate.value, done.value, targets[done.target - 1].value)
    ):
        return False
    named = RATE.search(rate.label)
    if named is not None:
        return rate.measure == "actual" and named[1] in done.label
    # 占应签约户数的94.2% may be of those that were planned as well.
    bare = rate.label == done.label and (rate.measure == "actual" or rate.value > _ALL)
    return _LEVEL.search(rate.label) is None and (bare or _OF_ALL.match(rate.label) is not None)


def linked_by_matter(drafts: Drafts, matters: Sequence[int]) -> Drafts:
    """The figures of an item with :attr:`Draft.target`: outside the pledges, within each matter.

    ``matters`` has that of each segment; what is promised above the first of them is of all.
    """
    groups: dict[int, list[Draft]] = defaultdict(list)
    for d in drafts:
        groups[matters[d.segment]].append(d)
    if len(groups) < 2 or any(map(is_promise, groups.get(0, ()))):
        return linked(drafts)
    now = drafts.copy()
    targets: dict[int, int] = {}
    for group in groups.values():
        ties = linked(Drafts(group))
        own = [t.key for t in ties if is_promise(t)]
        for d in ties:
            now.put(d)
            if d.target is not None:
                targets[d.key] = own[d.target - 1]
    numbers = {t.key: n for n, t in enumerate(filter(is_promise, now), 1)}
    for key, target in targets.items():
        now.put(now[key]._replace(target=numbers[target]))
    return now


def linked(drafts: Drafts) -> Drafts:
    """The figures of one pledge with :attr:`Draft.target`.

    Targets count from 1 in the order of the text. Where a row of a table promises and prose alone
    reports on it, both are linked as prose is.
    """
    promising = {d.row for d in drafts if is_promise(d)}
    reporting = {d.row for d in drafts if d.part == "progress"}
    if len(promising) == 1 and reporting == {0} != promising:
        rows = {d.key: d.row for d in drafts}
        told = _linked(Drafts(d._replace(row=0) for d in drafts))
        return Drafts(d._replace(row=rows[d.key]) for d in told)
    return _linked(drafts)


def _linked(drafts: Drafts) -> Drafts:
    drafts = with_plans(drafts)
    promises = Promises(drafts)
    targets = promises.targets
    measuring = [d for d in drafts if d.part == "progress" and d.measure in _MEASURING]
    links = _scored_links(drafts, measuring, promises)
    links |= _links_of_rest(measuring, targets, links)
    links |= _links_of_funds(measuring, targets, links)
    now = drafts.copy()
    for key, target in links.items():
        now.put(now[key]._replace(target=target))
    return _with_growths(_with_followers(_with_rates(now, targets), targets), targets)


def _scored_links(drafts: Drafts, measuring: Sequence[Draft], promises: Promises) -> dict[int, int]:
    """Targets of the figures that measure one, by arithmetic, wording and order."""
    targets = promises.targets
    said = _Said(drafts)
    answered = _answered(drafts)
    scored: list[tuple[float, int, int, Draft]] = []
    first: dict[tuple[int, str, str], int] = {}
    for i, d in enumerate(measuring):
        # 驿站建成6个,另2个正在装修: the first of them is what was done.
        again = first.setdefault((d.segment, d.label, d.unit), d.key) != d.key and not d.row
        # 6000名孕妇,已筛查5230例: of another unit a share must say so, see _score.
        for n in promises.near(d) or promises.before(d):
            apart = abs(i / len(measuring) - n / len(targets))
            score = _score(d, targets[n], apart, said)
            if score > 0 and not d.row and not targets[n].row:
                score += answered.bonus(d, targets[n])
            score -= _AGAIN * again
            if score > 0:
                scored.append((score, -i, -n, d))
    scored.sort(key=lambda row: row[:3], reverse=True)
    links: dict[int, int] = {}
    taken: dict[tuple[int, str | None, str | None, str, date | None, int], float] = {}
    for score, _, minus_n, d in scored:
        if d.key in links:
            continue
        column = d.segment if d.row else -1
        slot = (minus_n, d.stage, d.breakdown, d.measure, d.period_end, column)
        tied = bool(said.shares.get(d.key) or said.plans.get(d.key))
        if slot in taken and not (tied and score >= _SURE and taken[slot] < _SURE):
            continue
        if score >= _LIKELY or tied:
            links[d.key] = 1 - minus_n
            taken[slot] = score
    return links


class _Answered:
    """Which promises each report stands right behind: 修桥9座,已修4座;种树3万株,已种2万株."""

    def __init__(self, runs: dict[int, frozenset[int]], several: bool) -> None:
        self._runs = runs
        self._several = several

    def bonus(self, d: Draft, t: Draft) -> float:
        """What it adds to a link that the promise stands right before the report, or does not."""
        run = self._runs.get(d.segment)
        if run is None:
            return 0.0
        if t.segment in run:
            return _BESIDE
        return -_BESIDE if self._several else 0.0


def _answered(drafts: Drafts) -> _Answered:
    runs: dict[int, frozenset[int]] = {}
    run: set[int] = set()
    count, open_run = 0, False
    for d in drafts:
        if d.part == "target" and d.measure == "target":
            if not open_run:
                run, open_run, count = set(), True, count + 1
            run.add(d.segment)
        elif d.part == "progress":
            open_run = False
            if run:
                runs[d.segment] = frozenset(run)
    return _Answered(runs, count > 1)


class _Said:
    """What is said of each figure: its shares of the plan, and plans restated."""

    def __init__(self, drafts: Drafts) -> None:
        self.shares: dict[int, list[Draft]] = {}
        self.plans: dict[int, list[Draft]] = {}
        self._done: dict[str, list[Decimal]] = {}
        self._rates: dict[int, list[Decimal]] = {}
        self._promising = {d.row for d in drafts if is_promise(d)}
        for d in drafts:
            if d.measure == "actual":
                self._done.setdefault(d.unit, []).append(d.value)
            elif d.row and d.measure == "pct_of_target":
                self._rates.setdefault(d.row, []).append(d.value)
        for d in drafts:
            if d.of is not None and d.measure == "pct_of_target":
                self.shares.setdefault(d.of, []).append(d)
            elif d.of is not None and d.measure == "target_restated":
                self.plans.setdefault(d.of, []).append(d)

    def proves(self, d: Draft, t: Draft) -> bool:
        """Whether the share in a figure's row, which promises nothing itself, is of a promise."""
        rates = self._rates.get(d.row, ()) if d.row not in self._promising else ()
        return any(agrees(rate, d.value, t.value) for rate in rates)

    def done(self, d: Draft) -> Sequence[Decimal]:
        """What is done, of the pledge's first figures with the unit of ``d``."""
        return self._done.get(d.unit, ())[:_REACH]


def _links_of_rest(
    measuring: Sequence[Draft], targets: Sequence[Draft], links: Mapping[int, int]
) -> dict[int, int]:
    """Targets of figures that only their company ties to one.

    What remains, or is at another stage, measures what the figure of the same words does; the
    few targets of a unit that nothing measures are measured, in their order, by as many figures
    of it that measure nothing: 办助餐点12家 … 开张14家.
    """
    found: dict[int, int] = {}
    said = {(d.label, d.unit): links[d.key] for d in measuring if d.key in links}
    for d in measuring:
        goes_on = d.part_of is None and (d.measure == "remaining" or d.stage)
        if d.key not in links and goes_on and (d.label, d.unit) in said:
            found[d.key] = said[d.label, d.unit]
    taken = {*links.values(), *found.values()}
    others = [d for d in measuring if d.key not in links and d.key not in found]
    for unit in {t.unit for t in targets}:
        free = [n for n, t in enumerate(targets, 1) if t.unit == unit and n not in taken]
        left = [d for d in others if d.unit == unit and not d.breakdown]
        pairs = [*zip(left, free, strict=True)] if len(free) == len(left) <= _FEW else []
        if len(targets) == 1 or all(_may_answer(d, targets[n - 1]) for d, n in pairs):
            found.update((d.key, n) for d, n in pairs)
    return found


def _may_answer(d: Draft, t: Draft) -> bool:
    """Whether a figure measures a promise of its unit by its name, or with hardly one by its size:
    助餐点12家 … 开张14家."""
    short = len(core(d.label)) <= _SHORT
    likely = bool(t.value and _LEAST_DONE <= d.value / t.value <= _MOST_DONE)
    return alike(d, t) > 0 or (short and likely)


def _links_of_funds(
    measuring: Sequence[Draft], targets: Sequence[Draft], links: Mapping[int, int]
) -> dict[int, int]:
    """Money that came in measures the one sum that was planned: 计划投资2亿元,到位资金1.6亿元."""
    planned = [
        (n, t) for n, t in enumerate(targets, 1) if t.unit == "元" and _FUNDS.search(t.label)
    ]
    found: dict[int, int] = {}
    for d in measuring:
        if d.key not in links and d.unit == "元" and d.part_of is None and _CAME.search(d.label):
            own = [n for n, t in planned if t.row == d.row]
            if len(own) == 1:
                found[d.key] = own[0]
    return found


def _with_followers(drafts: Drafts, targets: Sequence[Draft]) -> Drafts:
    """The figures, and shares and restated plans measure what their figure measures."""
    now = drafts.copy()
    numbers = {t.key: n for n, t in enumerate(targets, 1)}
    rows = Rows(now, targets)
    before: Draft | None = None
    for d in drafts:
        adjusted = before if before is not None and is_adjusted(d) else d
        before = d if d.measure == "previous" else None
        if d.measure not in ("pct_of_target", "target_restated"):
            continue
        if d.part_of is not None and d.of is None:
            continue
        if adjusted is not d:
            same = rows.promised_alike(adjusted) or (rows.only_target(d) if d.row else None)
            now.put(d._replace(target=same, label=adjusted.label, of=None))
            continue
        of = now.get(d.of)
        if d.measure == "pct_of_target" and (promised := rows.promised_rate(d)):
            # A promised 签约率 is a level; of 投资完成率 the plan is the whole.
            measure: Measure = "pct_of_target" if _OF_PLAN.search(d.rate) else "actual"
            label = targets[promised - 1].label
            now.put(d._replace(target=promised, label=label, measure=measure))
        elif of is not None:
            if rows.ties(d, of):
                of = of._replace(target=rows.only_target(d))
                now.put(of)
            now.put(d._replace(target=rows.plan_of_share(d, numbers.get(of.key, of.target))))
        elif reached := rows.reached(d):
            now.put(d._replace(target=reached.target, label=reached.label))
        elif d.row:
            now.put(d._replace(target=rows.plan_of_share(d, rows.only_target(d))))
        elif d.measure == "target_restated" and (same := rows.promised_alike(d)):
            now.put(d._replace(target=same))
        else:
            likely = [
                (alike(d, targets[n - 1]), -n)
                for n in rows.targets.get(0, ())
                if targets[n - 1].label
            ]
            best = max(likely, default=(0.0, 0))
            if best[0] >= _LIKELY:
                now.put(d._replace(target=-best[1]))
    return now


def _with_growths(drafts: Drafts, targets: Sequence[Draft]) -> Drafts:
    """The figures, and a growth measures the growth that was promised.

    投资增长8%以上 … 投资增长12.3%
    """
    promised = [(n, t) for n, t in enumerate(targets[:_GROWTHS], 1) if t.grows]
    if not promised:
        return drafts
    now = drafts.copy()
    for d in drafts:
        if d.part == "progress" and d.measure in _CHANGES and d.target is None:
            likely = [(alike(d, t), -n) for n, t in promised if (t.unit, t.row) == (d.unit, d.row)]
            best = max(likely, default=(0.0, 0))
            if best[0] >= _LIKELY:
                now.put(d._replace(target=-best[1]))
    return now


def _score(d: Draft, t: Draft, apart: float, said: _Said) -> float:
    if d.promise == t.key:
        return 3 * _SURE
    printed = said.shares.get(d.key, [])
    if d.unit != t.unit and not any(agrees(p.value, d.value, t.value) for p in printed):
        return 0
    if d.row != t.row:
        # A table's figure measures a promise of its row, one in prose a promise in prose; but
        # 一季度 | 320 | 5.3% below the promise of 6000 proves itself.
        tied = not t.row and said.proves(d, t)
        return _SURE + alike(d, t) if tied else 0
    if d.measure == "remaining" and any(t.value - done == d.value for done in said.done(d)):
        return _SURE + 1 + alike(d, t)
    if d.row and d.part_of is None and (d.breakdown == t.breakdown or not d.breakdown):
        return _SURE + alike(d, t) + 0.2 * (1 - apart)
    if d.breakdown and t.breakdown:
        common = alike(d, t)
        return _PART + common if common and same_group(d.breakdown, t.breakdown) else 0
    part = d.part_of is not None or (d.row and d.breakdown)
    if part and not any(agrees(p.value, d.value, t.value) for p in printed):
        # A part measures no promise of the whole.
        return 0
    score = alike(d, t)
    restated = said.plans.get(d.key, [])
    if restated:
        score += _SURE if any(p.value == t.value for p in restated) else -_LIKELY
    if printed and not restated:
        if any(agrees(p.value, d.value, t.value) for p in printed):
            score += _SURE
    elif not printed and not restated and _STOCK.search(d.label) and not _STOCK.search(t.label):
        # A total (托位总数43686个) does not measure an addition (新增托位6000个).
        return 0
    if t.stage and d.stage and t.stage != d.stage:
        score -= 0.3
    return score + 0.2 * (1 - apart) if score > 0 else 0
