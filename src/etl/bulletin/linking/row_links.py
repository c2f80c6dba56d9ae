"""Links within a table: a figure measures the promise of its own row."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.linking.label_overlap import alike, core
from etl.bulletin.linking.share_arithmetic import agrees

_LIKELY = 0.5
_PLANS = 16
"""Promises of a pledge, and results of a row, that a share is held against: there may be many."""


class Rows:
    """The figures of each row of the tables; those of prose are row 0."""

    def __init__(self, drafts: Drafts, targets: Sequence[Draft]) -> None:
        """All figures of a pledge, as they are when asked about, and its promises among them."""
        self._drafts = drafts
        self._all = targets
        self.targets: dict[int, list[int]] = {}
        for n, t in enumerate(targets, 1):
            self.targets.setdefault(t.row, []).append(n)
        self._done: dict[int, list[int]] = {}
        self._shares: Counter[tuple[int, date | None]] = Counter()
        for d in drafts:
            if d.measure == "actual":
                self._done.setdefault(d.row, []).append(d.key)
            elif d.measure == "pct_of_target":
                self._shares[d.row, d.period_end] += 1

    def only_target(self, d: Draft) -> int | None:
        """The one promise of a figure's row; of several shares each must speak of it."""
        promised = self.targets.get(d.row, ()) if d.row else ()
        if len(promised) != 1:
            return None
        target = self._all[promised[0] - 1]
        alone = self._shares[d.row, d.period_end] <= 1
        speaks = bool(core(target.label)) and alike(d, target) >= _LIKELY
        return promised[0] if alone or speaks else None

    def ties(self, share: Draft, of: Draft) -> bool:
        """Whether a share ties its figure to the one promise beside it, in whatever unit.

        为5600名女生接种 | 已接种5426例,完成率96.9%
        """
        lone = len(self._done.get(share.row, ())) == 1
        return (
            share.row > 0
            and lone
            and of.target is None
            and of.measure == "actual"
            and of.unit[:1] != "元"
        )

    def promised_alike(self, d: Draft) -> int | None:
        """The promise in prose that a restated plan repeats."""
        said = ((n, self._all[n - 1]) for n in self.targets.get(0, ()))
        return next((n for n, t in said if (t.value, t.unit) == (d.value, d.unit)), None)

    def promised_rate(self, d: Draft) -> int | None:
        """The promise of a rate that one of its name reports: 投资完成率达到60% … 投资完成率52%.

        It stands in the row, or in prose where the row has none.
        """
        if not d.rate or d.unit != "%":
            return None
        promised = self.targets.get(d.row) or self.targets.get(0) or []
        said = ((n, self._all[n - 1]) for n in promised)
        named = [(alike(d, t), -n) for n, t in said if t.unit == "%" and t.label.endswith(d.rate)]
        return -max(named)[1] if named else None

    def plan_of_share(self, share: Draft, plan: int | None) -> int | None:
        """The promise that a share in a table's row is of: ``plan``, or of several columns of
        plans the one that it agrees with: 省定320 | 市定360 | 完成342 | 占省定106.9% | 占市定95%.

        A round share, or one that is capped at the whole, agrees by chance: it says so by name.
        """
        keys = self._done.get(share.row, ())[:_PLANS] if share.row else ()
        done = [self._drafts[key] for key in keys]
        own = self._all[plan - 1] if plan is not None else None
        if own is not None and any(agrees(share.value, m.value, own.value) for m in done):
            return plan
        weak = share.value % 10 == 0
        agreeing = {
            n
            for n, t in enumerate(self._all[:_PLANS], 1)
            if t.row and t.breakdown == share.breakdown and (not weak or t.label == share.label)
            for m in done
            if t.unit == m.unit and agrees(share.value, m.value, t.value)
        }
        return agreeing.pop() if len(agreeing) == 1 else plan

    def reached(self, d: Draft) -> Draft | None:
        """The figure of a table's row that a share in its column of rates agrees with."""
        if not d.row or d.measure != "pct_of_target":
            return None
        done = (m for m in map(self._drafts.__getitem__, self._done.get(d.row, ())) if m.target)
        agreeing = (
            m for m in done if agrees(d.value, m.value, self._all[(m.target or 1) - 1].value)
        )
        return next(agreeing, None)
