"""Clauses that tell of what a clause before them counts: 建成44所,其中小学20所,中学24所;
计划改造21个,涉及2137户."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from etl.bulletin.grammar.lexing.lexer import coded
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.promise_or_report.clause_by_itself import Said
from etl.bulletin.promise_or_report.share_evidence import AMONG

_NEAR = 3
"""Clauses back in which a whole stands."""
_MOST_STAGES = 6
"""Clauses behind a whole among which those are that tell how far its parts are."""
_MOST_PARTS = 24
"""Clauses that can tell the parts of one whole."""


def parts_of(text: str, said: Sequence[Said]) -> tuple[frozenset[int], frozenset[int]]:
    """Which clauses tell parts of what stands before them.

    Behind the first of them those are that it takes to make up the whole. Apart from them those
    whose figure is the whole of what is done and what is not: 15个小区,其中9个已完工,其余6个在建.
    """
    found: set[int] = set()
    divided: set[int] = set()
    for first, one in enumerate(said):
        opening = one.codes[:1]
        if first and opening in coded("INVOLVES") and one.span.boundary == "comma":
            if said[first - 1].figures:
                found.add(first)
            continue
        if not opening or opening not in coded("WITHIN"):
            continue
        if one.span.boundary == "comma":
            found.add(first)
        whole = _whole(said, first)
        if whole is not None:
            place, q = whole
            end = _made_up(said, first, q)
            found.update(range(first + 1, end))
            if any(
                not coded("REST", "REMAIN", "NOTYET").isdisjoint(one.codes)
                for one in said[first + 1 : end]
            ):
                divided.add(place)
    divided.update(
        place
        for place, one in enumerate(said)
        if not is_among(text, one.figures, one.span.end) and _is_at_stages(said, place)
    )
    return frozenset(found), frozenset(divided)


def _is_at_stages(said: Sequence[Said], place: int) -> bool:
    """Whether clauses behind one tell how far each part of what it counts is, and make it up:
    危桥12座,完工8座,在建3座,1座未动工. It says nothing of that itself."""
    one = said[place]
    if one.tells or one.stages or len(one.figures) != 1 or one.is_rest:
        return False
    whole = one.figures[0]
    if not whole.unit or whole.unit == "%" or whole.dimension == "money":
        return False
    left, parts = whole.value, 0
    for other in said[place + 1 : place + 1 + _MOST_STAGES]:
        if other.span.sentence != one.span.sentence:
            break
        alike = [q for q in other.figures if q.unit == whole.unit]
        if not alike:
            continue
        told = other.stages or other.is_rest or not _undone().isdisjoint(other.codes)
        if len(alike) > 1 or not told:
            return False
        left -= alike[0].value
        parts += 1
        if left <= 0:
            break
    return left == 0 and parts > 1


@cache
def _undone() -> frozenset[str]:
    """Codes of what tells that something is not done yet, or how far it is."""
    return coded("UNDERWAY", "NOTYET", "NOTBEGUN", "REMAIN", "HELDUP", "DONE")


def _whole(said: Sequence[Said], first: int) -> tuple[int, Quantity] | None:
    """The figure before a clause whose parts it tells, and its clause: the last one of its
    sentence and unit."""
    unit = next((q.unit for q in said[first].figures if q.unit), "")
    for place in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if said[place].span.sentence != said[first].span.sentence:
            return None
        for q in reversed(said[place].figures):
            if q.unit == unit:
                return place, q
    return None


def _made_up(said: Sequence[Said], first: int, whole: Quantity) -> int:
    """Behind which clause the figures from one on add up to a whole; that one where none do."""
    total = Decimal(0)
    for place in range(first, min(first + _MOST_PARTS, len(said))):
        one = said[place]
        if one.span.sentence != said[first].span.sentence:
            break
        total += sum(q.value for q in one.figures if q.unit == whole.unit)
        if total >= whole.value:
            return place + 1 if total == whole.value else first + 1
    return first + 1


def is_among(text: str, figures: Sequence[Quantity], end: int) -> bool:
    """Whether a clause opens the parts of what it counts: 43个项目中,."""
    return bool(figures) and AMONG.match(text, figures[-1].end, end) is not None
