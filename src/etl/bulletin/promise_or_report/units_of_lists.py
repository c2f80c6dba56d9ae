"""Lists that leave their unit to the total: 97.4公里,其中高桥63.6、丰田33.8; 88条,完工61、在建27.

A name and a number each, with nothing behind the number. That the numbers add up to a figure of the
same line says whose parts they are; where words announce a list, it is enough that they do not
exceed the figure before them.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.bulletin.grammar.numerals.quantity import Quantity, in_unit
from etl.bulletin.words import measure_words

_NAME = r"[^\d,、;。:()|\n%]{1,10}(?:\([^()\d\n]{1,6}\))?"
_BETWEEN = re.compile(rf"[、,;]{_NAME}")
_FIRST = re.compile(rf"(?:\A|[,、;。:(|\n ])(?P<name>{_NAME})\Z")
_ENDS = re.compile(r"[ ]*(?:[,、;。)]|\n|\Z)")
_ANNOUNCES = re.compile(r"其中|分别|各[乡镇街县区市]|(?:分|按|从)[^\d,、;。:()|\n]{1,4}:")
"""What announces that a list is one of parts."""
_TODAY = re.compile(r"[年月日时点第]\Z|[A-Za-z#.]\Z")
"""What ends no name of a part."""
_REACH = 12
"""Figures before a list among which its total is looked for."""
_LAST_ORDINAL = 20
"""Up to which a number before 、 may be that of a point."""
_PLANNED = re.compile(r"(?:目标|任务|计划)(?:任务)?数?\Z")
_DONE = re.compile(r"、(?:实际|已|现已|累计)?完成")
_LONGEST_NAME = 20
_FAR = 200
"""How many times as large as another a figure of a list is at most."""


def with_units_of_totals(
    text: str, quantities: Sequence[Quantity], *, sums: bool = False
) -> list[Quantity]:
    """The figures, those of lists without a unit with that of their total.

    ``sums``: only where they add up to it.
    """
    found = list(quantities)
    for first, end in _lists(text, quantities):
        unit = _unit_of(text, quantities, first, end, sums=sums)
        if unit is not None:
            found[first:end] = [in_unit(q, *unit) for q in found[first:end]]
    return found


def _lists(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Where lists of names and bare numbers begin and end."""
    at = 0
    while at < len(quantities):
        first, at = at, at + 1
        q = quantities[first]
        if not _is_bare(text, q) or not _name(text, q):
            continue
        while at < len(quantities) and _is_bare(text, quantities[at]):
            between = text[quantities[at - 1].end : quantities[at].start]
            if not _BETWEEN.fullmatch(between) or _TODAY.search(between):
                break
            at += 1
        yield first, at


def _is_bare(text: str, q: Quantity) -> bool:
    return not q.unit and q.kind == "quantity" and _ENDS.match(text, q.end) is not None


def _name(text: str, q: Quantity) -> str:
    """What stands before the first figure of a list, if it is a name."""
    found = _FIRST.search(text[max(0, q.start - _LONGEST_NAME) : q.start])
    return found["name"] if found and not _TODAY.search(found["name"]) else ""


def _unit_of(
    text: str, quantities: Sequence[Quantity], first: int, end: int, *, sums: bool
) -> tuple[measure_words.Unit, Decimal] | None:
    """The unit that a list leaves out, and the power of ten with it; None where nothing tells."""
    listed = quantities[first:end]
    total = sum(q.value for q in listed)
    begins = listed[0].start - len(_name(text, listed[0]))
    for p in reversed(quantities[max(0, first - _REACH) : first] if len(listed) > 1 else ()):
        if "\n" in text[p.end : begins]:
            break
        for scale in dict.fromkeys((Decimal(1), p.scale)):
            if _counts(p) and total * scale == p.value:
                return _unit(p, scale)
    if sums:
        return None
    if end < len(quantities) and (shared := _behind(text, listed, quantities[end])) is not None:
        return shared
    return _announced(text, quantities[:first], begins, listed) if len(listed) > 1 else None


def _behind(
    text: str, listed: Sequence[Quantity], last: Quantity
) -> tuple[measure_words.Unit, Decimal] | None:
    """The unit of the figure that ends a list, where it has the one of all."""
    between = text[listed[-1].end : last.start]
    if not _counts(last) or not _BETWEEN.fullmatch(between) or _TODAY.search(between):
        return None
    if between[0] == ";" or (len(listed) == 1 and not _is_pair(text, listed[0], between)):
        return None
    scale = Decimal(1)
    if last.scale > 1 and all(q.scale == 1 and q.value * _FAR < last.value for q in listed):
        scale = last.scale
    likely = all(last.value / _FAR < q.value * scale < last.value * _FAR for q in listed)
    return _unit(last, scale) if likely else None


def _is_pair(text: str, planned: Quantity, between: str) -> bool:
    """Whether a number and the figure behind it are a list of two: 绣娘260、护工420人.

    任务1、新建3所 counts tasks; 目标5、完成4所 does not.
    """
    if planned.value > _LAST_ORDINAL:
        return True
    before = text[max(0, planned.start - _LONGEST_NAME) : planned.start]
    return bool(_PLANNED.search(before) and _DONE.fullmatch(between))


def _announced(
    text: str, before: Sequence[Quantity], begins: int, listed: Sequence[Quantity]
) -> tuple[measure_words.Unit, Decimal] | None:
    """The unit of the figure before a list that words announce as one of its parts."""
    whole = next((p for p in reversed(before) if p.unit != "%"), None)
    if whole is None or not _counts(whole):
        return None
    between = text[whole.end : begins]
    if "\n" in between or not (between == "(" or _ANNOUNCES.search(between)):
        return None
    total = sum(q.value for q in listed)
    likely = total <= whole.value <= _FAR * max(q.value for q in listed)
    return _unit(whole, Decimal(1)) if likely else None


def _counts(q: Quantity) -> bool:
    return q.kind == "quantity" and q.unit not in ("", "%") and "/" not in q.unit


def _unit(q: Quantity, scale: Decimal) -> tuple[measure_words.Unit, Decimal] | None:
    unit = measure_words.vocabulary().get(q.word)
    return None if unit is None else (unit._replace(canonical=q.unit, dimension=q.dimension), scale)
