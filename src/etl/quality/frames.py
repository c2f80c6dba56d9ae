"""Bulletins laid out as rows, so that expectations have columns to speak of.

The fields of a row class are the columns of its gate's frame. What a suite compares is a
plain number or a truth value; what it only quotes (values, lists of pledges) is text,
so that no digit of a Decimal is lost on the way through pandas.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from etl.bulletin.model import Bulletin, Fact, ShareCheck
from etl.decimals import plain
from etl.quality.rows import beyond_a_slip

_STOPS = tuple("。.!！;；)）”")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A bulletin as a whole: one row of the ``document`` gate."""

    bulletin: int
    """Position in the batch."""
    title: str
    plan_year: int
    period_end: str
    """ISO date."""
    period_in_plan_year: bool
    pledges: int
    facts: int
    numbering: str
    """First to last number printed: ``1 to 15``."""
    missing_pledges: int
    """Numbers from 1 to the last that no pledge carries."""
    missing: str
    repeated_pledges: int
    """Numbers that several pledges carry."""
    repeated: str
    last_pledge: int
    last_progress_length: int
    ends_reported: bool
    """False where every pledge but the last one has progress."""
    ends_a_sentence: bool
    """False where every pledge but the last one ends with a full stop."""
    last_words: str
    pledges_without_progress: int
    without_progress: str
    pledges_without_agency: int
    without_agency: str
    numerals: int
    unexplained: int
    """Numerals that may be figures which were not read: unexplained, abandoned or damaged."""
    unexplained_percent: float | None
    """None where at most one numeral is unexplained."""
    unexplained_text: str
    """The first unexplained numerals with the words around them."""
    shares_checked: int
    shares_disagreeing: int
    disagreement_percent: float | None
    """None where at most one share disagrees: that is a slip of the pen."""
    doubtful: int
    """Figures whose reading is doubtful."""
    doubtful_percent: float | None
    """None where at most one figure is doubtful."""
    score: float
    """Reading score, 0 to 1."""


@dataclass(frozen=True, slots=True)
class FactRow:
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
    promised: str
    """What the pledge promises, where the figure restates that; empty otherwise."""
    plan_stays: bool | None
    """Whether a restated plan is the pledge's; None for any other figure."""
    certainty: str
    """``proved``, ``clear`` or ``doubtful``."""
    because: str
    """The rules that decided, or what is in doubt: ``promise or report, what it says``."""


def document_row(position: int, bulletin: Bulletin) -> DocumentRow:
    """Lay out one bulletin as a whole."""
    numbers = [pledge.number for pledge in bulletin.pledges]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    repeated = sorted(number for number, times in Counter(numbers).items() if times > 1)
    silent = [pledge.number for pledge in bulletin.pledges if not pledge.progress.strip()]
    nobody = [pledge.number for pledge in bulletin.pledges if not pledge.agencies]
    last = bulletin.pledges[-1] if bulletin.pledges else None
    doubtful = sum(fact.certainty == "doubtful" for fact in bulletin.facts)
    checked = [share for share in bulletin.shares if share.agrees is not None]
    disagreeing = sum(not share.agrees for share in checked)
    return DocumentRow(
        bulletin=position,
        title=bulletin.title,
        plan_year=bulletin.plan_year,
        period_end=bulletin.period_end.isoformat(),
        period_in_plan_year=bulletin.period_end.year == bulletin.plan_year,
        pledges=len(numbers),
        facts=len(bulletin.facts),
        numbering=f"{numbers[0]} to {numbers[-1]}" if numbers else "none",
        missing_pledges=len(missing),
        missing=_listed(missing),
        repeated_pledges=len(repeated),
        repeated=_listed(repeated),
        last_pledge=last.number if last else 0,
        last_progress_length=len(last.progress) if last else 0,
        ends_reported=not (last and len(numbers) > 1 and silent == [last.number]),
        ends_a_sentence=_ends_a_sentence(bulletin),
        last_words=_last_line(bulletin)[-20:],
        pledges_without_progress=len(silent),
        without_progress=_listed(silent),
        pledges_without_agency=len(nobody),
        without_agency=_listed(nobody),
        numerals=bulletin.score.numerals,
        unexplained=bulletin.score.unexplained,
        unexplained_percent=beyond_a_slip(bulletin.score.unexplained, bulletin.score.numerals),
        unexplained_text=_unexplained(bulletin),
        shares_checked=len(checked),
        shares_disagreeing=disagreeing,
        disagreement_percent=beyond_a_slip(disagreeing, len(checked)),
        doubtful=doubtful,
        doubtful_percent=beyond_a_slip(doubtful, len(bulletin.facts)),
        score=float(bulletin.score.value),
    )


def fact_rows(position: int, bulletin: Bulletin) -> list[FactRow]:
    """Lay out each figure of one bulletin."""
    targets: dict[int, list[Fact]] = defaultdict(list)
    for fact in bulletin.facts:
        if fact.measure == "target":
            targets[fact.pledge].append(fact)
    shares = {share.fact: share for share in bulletin.shares}
    return [
        _fact_row(position, index, bulletin, targets[fact.pledge], shares.get(index))
        for index, fact in enumerate(bulletin.facts)
    ]


def _fact_row(
    position: int,
    index: int,
    bulletin: Bulletin,
    targets: Sequence[Fact],
    share: ShareCheck | None,
) -> FactRow:
    fact = bulletin.facts[index]
    number = fact.target or 0
    measured = targets[number - 1] if 1 <= number <= len(targets) else None
    restated = measured if fact.measure == "target_restated" else None
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
        promised=f"{plain(restated.value)} {restated.unit}" if restated else "",
        plan_stays=(
            (restated.value, restated.unit) == (fact.value, fact.unit) if restated else None
        ),
        certainty=fact.certainty,
        because=", ".join(fact.because),
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


def _ends_a_sentence(bulletin: Bulletin) -> bool:
    """Whether the last line with a figure is whole, as far as the other pledges tell."""
    others = [pledge.progress.rstrip() for pledge in bulletin.pledges[:-1]]
    punctuated = len(others) > 1 and all(words.endswith(_STOPS) for words in others)
    return not punctuated or _last_line(bulletin).endswith(_STOPS)


def _last_line(bulletin: Bulletin) -> str:
    """The line of the last figure: pages put 扫一扫在手机打开当前页 and the like below it."""
    end = max((fact.end for fact in bulletin.facts), default=0)
    start = bulletin.text.rfind("\n", 0, end) + 1
    return bulletin.text[start:].partition("\n")[0].strip()


def _unexplained(bulletin: Bulletin, limit: int = 5, around: int = 8) -> str:
    numerals = [numeral for numeral in bulletin.numerals if numeral.lost]
    shown = [
        bulletin.text[max(numeral.start - around, 0) : numeral.end + around].replace("\n", " ")
        for numeral in numerals[:limit]
    ]
    more = f" and {len(numerals) - limit} more" if len(numerals) > limit else ""
    return "; ".join(f"“{words}”" for words in shown) + more


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
