"""A bulletin as a whole: the row of the ``document`` gate.

The fields of a row class are the columns of its gate's frame. What a suite compares is a
plain number or a truth value; what it only quotes (values, lists of pledges) is text,
so that no digit of a Decimal is lost on the way through pandas.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from etl.bulletin.model import Bulletin
from etl.document.undecodable_bytes import MARK
from etl.quality.content.dates_beside_publication import Dates, dates
from etl.quality.content.other_cities import Place, place
from etl.quality.content.pledge_completeness import Wholeness, wholeness
from etl.quality.gate_rows.percent_unless_single import beyond_a_slip
from etl.quality.origin import UNKNOWN, Origin

_SIGNED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日\)?$")
"""What a text ends with that is run into one line: its signature."""
_CELLS = re.compile(r"[|\t]|\S {2,}\S")
"""What divides the cells of a row, which ends in no stop."""
_STOPS = tuple("。.!！;；)）”")
_FOOT = re.compile(
    r"(?<=[。!;)”\s])[\[【(]?(?:责任编辑|编辑:|来源:|版权|主办(?:单位)?:|字号|打印|关闭|扫一扫|上一篇|分享|附件)"
)
"""The foot of a page that goes on where its text ends."""
_NUMERALS_SHOWN = 5
_MARKS_SHOWN = 3
_AROUND = 8
"""Characters that are shown on either side."""


@dataclass(frozen=True)
class DocumentRow(Dates, Place, Wholeness):
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
    """Numbers from 1 to the last that no pledge carries; 0 for an excerpt."""
    missing: str
    is_excerpt: bool
    """More numbers are missing than half of those that are there: a bureau's own few pledges,
    under their numbers in the city's list."""
    repeated_pledges: int
    """Numbers that several pledges carry."""
    repeated: str
    last_pledge: int
    last_progress_length: int
    ends_reported: bool
    """False where every pledge but the last one has progress."""
    ends_a_sentence: bool
    """False where every pledge but the last one ends with a full stop, and that neither does nor
    ends with its units responsible, and is no row of a table."""
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
    unreadable: int
    """Characters whose bytes are none: no figure is near them, or the page would be refused."""
    unreadable_text: str
    """The first of them with the words around them."""
    shares_checked: int
    shares_disagreeing: int
    disagreement_percent: float | None
    """None where at most two shares disagree: their figures wait by themselves."""
    doubtful: int
    """Figures whose reading is doubtful."""
    doubtful_percent: float | None
    """None where at most one figure is doubtful."""
    score: float
    """Reading score, 0 to 1."""


def document_row(position: int, bulletin: Bulletin, origin: Origin = UNKNOWN) -> DocumentRow:
    """Lay out one bulletin as a whole."""
    numbers = [pledge.number for pledge in bulletin.pledges]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    is_excerpt = 2 * len(missing) > len(set(numbers))
    repeated = sorted(number for number, times in Counter(numbers).items() if times > 1)
    silent = [pledge.number for pledge in bulletin.pledges if not pledge.progress.strip()]
    nobody = [pledge.number for pledge in bulletin.pledges if not pledge.agencies]
    last = bulletin.pledges[-1] if bulletin.pledges else None
    doubtful = sum(fact.certainty == "doubtful" for fact in bulletin.facts)
    checked = [share for share in bulletin.shares if share.agrees is not None]
    disagreeing = sum(not share.agrees for share in checked)
    return DocumentRow(
        bulletin=position,
        title=bulletin.title or origin.title,
        plan_year=bulletin.plan_year,
        period_end=bulletin.period_end.isoformat(),
        period_in_plan_year=bulletin.period_end.year == bulletin.plan_year,
        pledges=len(numbers),
        facts=len(bulletin.facts),
        numbering=f"{numbers[0]} to {numbers[-1]}" if numbers else "none",
        missing_pledges=0 if is_excerpt else len(missing),
        missing=_listed(missing),
        is_excerpt=is_excerpt,
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
        unreadable=bulletin.text.count(MARK),
        unreadable_text=_unreadable(bulletin.text),
        shares_checked=len(checked),
        shares_disagreeing=disagreeing,
        disagreement_percent=beyond_a_slip(disagreeing, len(checked), slips=2),
        doubtful=doubtful,
        doubtful_percent=beyond_a_slip(doubtful, len(bulletin.facts)),
        score=float(bulletin.score.value),
        **vars(dates(bulletin, origin)),
        **vars(place(bulletin.title or origin.title, bulletin.text, origin)),
        **vars(wholeness(bulletin)),
    )


def _ends_a_sentence(bulletin: Bulletin) -> bool:
    """Whether the last line with a figure is whole, as far as the other pledges tell."""
    others = [pledge.progress.rstrip() for pledge in bulletin.pledges[:-1]]
    punctuated = len(others) > 1 and all(words.endswith(_STOPS) for words in others)
    last = _last_line(bulletin)
    # The units responsible may stand behind the last stop.
    ends = (*_STOPS, *(bulletin.pledges[-1].agencies if bulletin.pledges else ()))
    whole = last.endswith(ends) or _SIGNED.search(last) is not None
    return not punctuated or _CELLS.search(last) is not None or whole


def _last_line(bulletin: Bulletin) -> str:
    """The line of the last figure, without a page's foot: 扫一扫在手机打开当前页 and the like."""
    end = max((fact.end for fact in bulletin.facts), default=0)
    start = bulletin.text.rfind("\n", 0, end) + 1
    behind = _FOOT.split(bulletin.text[end:].partition("\n")[0], 1)[0]
    return f"{bulletin.text[start:end]}{behind}".strip()


def _unexplained(bulletin: Bulletin) -> str:
    numerals = [numeral for numeral in bulletin.numerals if numeral.lost]
    shown = [
        bulletin.text[max(numeral.start - _AROUND, 0) : numeral.end + _AROUND].replace("\n", " ")
        for numeral in numerals[:_NUMERALS_SHOWN]
    ]
    more = len(numerals) - _NUMERALS_SHOWN
    said = "; ".join(f"“{words}”" for words in shown)
    return f"{said} and {more} more" if more > 0 else said


def _unreadable(text: str) -> str:
    places = [at for at, character in enumerate(text) if character == MARK][:_MARKS_SHOWN]
    return "; ".join(f"“{text[max(at - _AROUND, 0) : at + _AROUND]}”" for at in places)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
