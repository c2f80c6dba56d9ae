"""The figures of a bulletin: the rows of the ``facts`` gate.

For the columns see :mod:`etl.quality.gate_rows.document`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from etl.bulletin.model import Bulletin, Fact, ShareCheck
from etl.decimals import plain
from etl.quality.content.parts_and_wholes import NO_PARTS, Parts, parts
from etl.quality.content.table_totals import NO_TOTAL, Total, totals
from etl.quality.content.units_and_sizes import Scale, scale
from etl.quality.content.words_beside_figures import Clause, Clauses


@dataclass(frozen=True)
class FactRow(Clause, Scale, Parts, Total):
    """A figure: one row of the ``facts`` gate."""

    bulletin: int
    """Position in the batch."""
    fact: int
    """Index in ``Bulletin.facts``."""
    pledge: int
    measure: str
    indicator: str
    value: str
    """Plain decimal notation."""
    unit: str
    text: str
    start: int
    end: int
    quoted: str
    """What stands at the span."""
    quotes: bool
    """Whether that is the figure's text."""
    finite: bool
    digits: int
    """Digits before the decimal point."""
    percentage: float | None
    """The value of a figure in %."""
    target: int | None
    targets: int
    """Promised values of the figure's pledge."""
    target_exists: bool | None
    """None for a figure that measures no target."""
    printed: str
    """A share of the plan as printed, and what it is recomputed from; empty otherwise."""
    measured: str
    measured_unit: str
    plan: str
    recomputed: str
    share_agrees: bool | None
    """None where there is nothing to recompute the share from."""
    said_again: str
    """The plan at the other place, where a report repeats what its pledge promises; or empty."""
    plan_stays: bool | None
    """Whether the two are one; None for any other figure."""
    certainty: str
    """``proved``, ``clear`` or ``doubtful``."""
    because: str
    """The rules that decided, or what is in doubt: ``promise or report, what it says``."""


def fact_rows(position: int, bulletin: Bulletin) -> list[FactRow]:
    """Lay out each figure of one bulletin."""
    targets: dict[int, list[Fact]] = defaultdict(list)
    for fact in bulletin.facts:
        if fact.measure == "target":
            targets[fact.pledge].append(fact)
    beside = _Beside(bulletin, targets)
    return [
        _fact_row(position, index, bulletin, targets[fact.pledge], beside)
        for index, fact in enumerate(bulletin.facts)
    ]


class _Beside:
    """What stands beside the figures of a bulletin."""

    def __init__(self, bulletin: Bulletin, targets: Mapping[int, Sequence[Fact]]) -> None:
        self.restated: dict[int, Fact] = {}
        for fact in bulletin.facts:
            own = targets.get(fact.pledge, ())
            if fact.measure == "target_restated" and 0 < (fact.target or 0) <= len(own):
                self.restated.setdefault(id(own[(fact.target or 1) - 1]), fact)
        self.shares = {share.fact: share for share in bulletin.shares}
        self.clauses = Clauses(bulletin)
        self.parts = parts(bulletin)
        self.totals = totals(bulletin.text)


def _fact_row(
    position: int,
    index: int,
    bulletin: Bulletin,
    targets: Sequence[Fact],
    beside: _Beside,
) -> FactRow:
    fact, share = bulletin.facts[index], beside.shares.get(index)
    clause = beside.clauses.of(fact)
    number = fact.target or 0
    measured = targets[number - 1] if 1 <= number <= len(targets) else None
    again = measured if fact.measure == "target_restated" else beside.restated.get(id(fact))
    quoted = bulletin.text[fact.start : fact.end]
    finite = fact.value.is_finite()
    return FactRow(
        bulletin=position,
        fact=index,
        pledge=fact.pledge,
        measure=fact.measure,
        indicator=fact.indicator,
        value=plain(fact.value),
        unit=fact.unit,
        text=fact.text,
        start=fact.start,
        end=fact.end,
        quoted=quoted,
        quotes=quoted == fact.text,
        finite=finite,
        digits=max(fact.value.adjusted() + 1, 1) if finite else 0,
        percentage=float(fact.value) if finite and fact.unit == "%" else None,
        target=fact.target,
        targets=len(targets),
        target_exists=None if fact.target is None else measured is not None,
        printed=f"{share.printed:f}" if share else "",
        measured=_plain_or_empty(share.value if share else None),
        measured_unit=_measured_unit(bulletin, fact, share),
        plan=_plain_or_empty(share.plan if share else None),
        recomputed=_rounded(share),
        share_agrees=share.agrees if share else None,
        said_again=f"{plain(again.value)} {again.unit}" if again else "",
        plan_stays=(again.value, again.unit) == (fact.value, fact.unit) if again else None,
        certainty=fact.certainty,
        because=", ".join(fact.because),
        **vars(clause),
        **vars(scale(fact, measured, clause.words)),
        **vars(beside.parts.get(index, NO_PARTS)),
        **vars(beside.totals.get(fact.start, NO_TOTAL)),
    )


def _plain_or_empty(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _rounded(share: ShareCheck | None) -> str:
    """The recomputed share with one digit more than the printed one."""
    if share is None or share.recomputed is None:
        return ""
    exponent = share.printed.as_tuple().exponent
    digits = max(-exponent, 0) + 1 if isinstance(exponent, int) else 1
    return f"{share.recomputed.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):f}"


def _measured_unit(bulletin: Bulletin, fact: Fact, share: ShareCheck | None) -> str:
    """The unit of the figure that a printed share measures."""
    if share is None or share.value is None:
        return ""
    return next(
        (
            other.unit
            for other in bulletin.facts
            if other.pledge == fact.pledge
            and other.target == fact.target
            and other.measure == "actual"
            and other.value == share.value
        ),
        "",
    )
