"""How sure the reading of a figure is: proved by arithmetic, clear, or doubtful, and why."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.items.item_doubts import WHOLE
from etl.bulletin.items.model import Item
from etl.bulletin.linking import fitted_certainty
from etl.bulletin.linking.fitted_certainty import Company, Known
from etl.bulletin.linking.share_checks import Checked
from etl.bulletin.model import Certainty, Numeral
from etl.bulletin.tables.flattened.doubts.reasons import (
    CUTTING,
    NAMES,
    OTHER_KINDS,
    SEVERAL_ROWS,
)
from etl.bulletin.tables.rows.read_cells import STRANGE
from etl.decimals import is_whole
from etl.document.raw_table import SHEET

_ROLE = 1.0
"""Votes that what a figure says must lead by."""
_SHARE = 2.0
"""The same for a percentage, which can be a share of the plan, of a whole, or a level."""
_MOST_PERCENT = 1000
_WHOLE = frozenset({"count", "household", "person"})
"""What comes whole: 2.18所 is the point 2 and 18所, or a misprint."""
_MEAN = re.compile(r"[人户]均|平均|每[人户]|[百千万]人")
"""In the name of what is counted for each of something, with right parts: 千人托位数3.65个."""
_NO_NAME = re.compile(
    r"^(?:而|或|却|但|后能|还|都|正按|据|因|除(?!险|颤)|若|如果|说|只(?!有))|的[是有亮]|都是|以为|的数字|做完$"
    r"|最[高低大小多少快慢]的|[低高]于$|保持在"
)
"""Words that the name of what is counted does not have: 而年初定下的数字是新增."""
_UNPROVABLE = WHOLE | CUTTING | {SHEET, STRANGE, "what is counted"}
"""Doubts that no arithmetic dispels."""
_WEIGHED = frozenset((SEVERAL_ROWS, OTHER_KINDS))
"""Doubts of a table that are weighed with all else that is known of its figures."""
_SUM = "parts add up"
"""It proves a figure that is likely right besides: parts add up in a plan as in a report."""
_AGAIN = 2.0
"""Log-odds of promise or report below which one of two results of a promise in the same words may
be the plan."""
_EITHER = 5.0
"""Log-odds of promise or report below which a figure held as unlikely may be the other."""
_BORNE_OUT = 0.6
"""Share of a table's figures that its rates tie, from which on its columns are what they say."""
_AGREEING = 0.9
"""Share of these rates that agree."""
_APART = re.compile(r"[\n|\t,。;:]")
"""What stands between two figures of which none can have lost its digits to the other."""
_BESIDE = 12
"""Characters from a damaged numeral within which a figure may have lost something to it."""


class Sureness(NamedTuple):
    """How sure a figure is, with the names of what decided or of what is in doubt."""

    certainty: Certainty
    because: tuple[str, ...]
    instead: str = ""
    """The measure that a doubtful figure may be instead, where two were weighed."""


def judge(
    text: str,
    items: Iterable[tuple[Item, Drafts]],
    checks: Iterable[Checked],
    numerals: Sequence[Numeral],
    sure: Callable[[int], float],
) -> Mapping[int, Sureness]:
    """How sure each figure is, by the key of its draft.

    Args:
        text: the normalised text.
        items: the items with their figures.
        checks: the printed shares, recomputed.
        numerals: every numeral of the text.
        sure: how sure it is that the clause at a place promises or reports as taken.
    """
    items, checks = list(items), list(checks)
    borne_out = _borne_out(items, checks)
    proofs: dict[int, list[str]] = defaultdict(list)
    doubts: dict[int, list[str]] = defaultdict(list)
    for check in checks:
        figures = [d for d in (check.share, check.value, check.plan) if d is not None]
        if check.agrees is not None:
            said = proofs if check.agrees else doubts
            for d in figures:
                said[d.key].append("share agrees" if check.agrees else "share disagrees")
    bad = sorted((n.start, n.end) for n in numerals if n.lost)
    for item, drafts in items:
        targets = [d for d in drafts if d.part == "target" and d.measure == "target"]
        against = {d.segment for d in drafts if d.row and d.margin < 0}
        said_again = Counter(_words(d) for d in drafts if d.part == "progress")
        for d in drafts:
            if _is_restated(d, targets):
                proofs[d.key].append("restated alike")
            segment = item.segments[d.segment]
            if segment.doubt and segment.doubt not in borne_out:
                doubts[d.key].append(segment.doubt)
            if d.row and d.segment in against:
                doubts[d.key].append("words against the column")
            twice = d.target is not None and said_again[_words(d)] > 1
            if twice and not d.row and sure(d.quantity.start) < _AGAIN:
                doubts[d.key].append("promise or report")
            doubts[d.key] += _doubts(text, d, bad)
        for whole in _sums(drafts):
            proofs[whole.key].append(_SUM)
    found: dict[int, Sureness] = {}
    for _, drafts in items:
        company = Company.of(drafts)
        for d in drafts:
            odds = sure(d.quantity.start)
            found[d.key] = _decided(Known(text, d, company, odds, proofs[d.key], doubts[d.key]))
    return found


def _words(d: Draft) -> tuple[str | None, ...]:
    return d.measure, d.label, d.unit, d.breakdown, d.stage


def _borne_out(items: Iterable[tuple[Item, Drafts]], checks: Iterable[Checked]) -> frozenset[str]:
    """Doubts of the names over a table's columns that the rates in row after row dispel."""
    held: dict[str, set[int]] = defaultdict(set)
    for item, drafts in items:
        for d in drafts:
            if item.segments[d.segment].doubt in NAMES:
                held[item.segments[d.segment].doubt].add(d.key)
    tied: set[int] = set()
    compared: dict[bool, set[int]] = defaultdict(set)
    for check in checks:
        if check.agrees is not None:
            compared[check.agrees].add(check.share.key)
            tied |= {d.key for d in check[:3] if check.agrees and d is not None}
    return frozenset(
        doubt
        for doubt, figures in held.items()
        if len(tied & figures) >= _BORNE_OUT * len(figures)
        and len(compared[True] & figures)
        >= _AGREEING * len((compared[True] | compared[False]) & figures)
    )


def _decided(known: Known) -> Sureness:
    d, proofs, doubts = known.draft, known.proofs, known.doubts
    if set(proofs) - {_SUM} and _UNPROVABLE.isdisjoint(doubts):
        return Sureness("proved", tuple(dict.fromkeys((*proofs, *d.because))))
    if not _WEIGHED.issuperset(doubts):
        return Sureness("doubtful", tuple(dict.fromkeys(doubts)), _instead(d, doubts))
    if fitted_certainty.likely_right(known) >= fitted_certainty.LEAST:
        proved = () if doubts else proofs
        because = d.because or ("column" if d.row else "words",)
        return Sureness("proved" if proved else "clear", tuple(dict.fromkeys((*proved, *because))))
    return Sureness("doubtful", tuple(dict.fromkeys(doubts))) if doubts else _unlikely(known)


def _unlikely(known: Known) -> Sureness:
    """A figure that nothing speaks against but how often such figures were read wrong."""
    d = known.draft
    other = d.instead if d.instead != d.measure else ""
    if d.margin < (_SHARE if d.measure == "pct_of_target" and not d.row else _ROLE):
        return Sureness("doubtful", ("what it says",), other)
    if d.row or known.odds >= _EITHER:
        return Sureness("doubtful", ("seldom read right",), other)
    either = "actual" if d.measure == "target" else "target" if d.part == "progress" else ""
    return Sureness("doubtful", ("promise or report",), either)


def _instead(d: Draft, doubts: Sequence[str]) -> str:
    """What a figure may be instead: the plan, or what the words of a cell say of it."""
    if "promise or report" in doubts and d.part == "progress":
        return "target"
    if "words against the column" in doubts and d.measure == "target":
        return d.instead or "actual"
    return ""


def _is_restated(d: Draft, targets: Sequence[Draft]) -> bool:
    """Whether a plan proves itself and its link: the report repeats it as it was promised."""
    if d.measure != "target_restated" or d.target is None:
        return False
    promised = targets[d.target - 1]
    return (promised.value, promised.unit) == (d.value, d.unit)


def _sums(drafts: Drafts) -> Iterable[Draft]:
    """Wholes whose parts add up to them, with their parts."""
    divided: dict[int, list[Draft]] = defaultdict(list)
    for d in drafts:
        whole = drafts.get(d.part_of)
        if whole is not None and d.unit == whole.unit:
            divided[whole.key].append(d)
    for key, parts in divided.items():
        if len(parts) > 1 and sum(p.value for p in parts) == drafts[key].value:
            yield drafts[key]
            yield from parts


def _doubts(text: str, d: Draft, bad: Sequence[tuple[int, int]]) -> Iterable[str]:
    if not d.label or (not d.row and _NO_NAME.search(d.label)):
        yield "what is counted"
    if (
        d.quantity.dimension in _WHOLE
        and d.quantity.scale == 1
        and not is_whole(d.value)
        and not d.quantity.rate
        and not _MEAN.search(d.label)
    ):
        yield "a part of a whole thing"
    if d.unit == "%" and abs(d.value) > _MOST_PERCENT:
        yield "beyond any share"
    # Numerals are in order and apart: of those that begin before its end the last is the nearest.
    before = bisect_left(bad, (d.quantity.end + _BESIDE + 1,))
    if before and d.quantity.start <= bad[before - 1][1] + _BESIDE:
        start, end = bad[before - 1]
        q = d.quantity
        between = text[end : q.start] if end <= q.start else text[q.end : start]
        if not _APART.search(between):
            yield "a numeral beside it"
