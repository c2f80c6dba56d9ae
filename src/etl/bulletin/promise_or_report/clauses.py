"""A stretch of text cut into clauses, and what stands between them.

A clause ends at a stop outside brackets and quotations, and where it turns from a count to the
result of it: ``12个食堂已建成7个`` are two.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from etl.bulletin.grammar.lexing.lexer import Lexed, coded
from etl.bulletin.grammar.numerals.quantity import Quantity

Boundary = Literal["within", "parts", "comma", "semicolon", "stop", "line"]

_BREAKS = re.compile(r"[,;。:!?\n()“”\"]|[→➡⇒]+")
_ARROWS = "→➡⇒"
_PAIR = 2
_NAMED = 6
"""Characters of a noun that may stand between a figure and the colon behind it: 8所幼儿园:."""
_TURNS = frozenset({"ALREADY", "ACTUAL", "TOTAL", "STARTED", "NOW", "BUILT", "DONE"})


class Span(NamedTuple):
    """Where a clause stands."""

    start: int
    end: int
    boundary: Boundary
    """What stands before it."""
    sentence: int
    line: int


def cut(lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int) -> Iterator[Span]:
    """Clauses between stops, outside brackets and quotations, and where one turns within."""
    at, sentence, line, depth = start, 0, 0, 0
    boundary: Boundary = "line"
    quoted = False
    numbers = iter(quantities)
    number = next(numbers, None)
    for mark in _BREAKS.finditer(lexed.text, start, end):
        while number is not None and number.end <= mark.start():
            number = next(numbers, None)
        if number is not None and number.start <= mark.start() < number.end:
            continue
        kind = mark[0]
        if kind in "()":
            depth = max(0, depth + (1 if kind == "(" else -1))
        elif kind in '“”"':
            quoted = kind == "“" or (kind == '"' and not quoted)
        elif ((depth or quoted) and kind not in "。\n") or (
            kind == ":" and not _ends_in_figure(quantities, at, mark.start())
        ):
            continue
        elif kind[0] in _ARROWS:
            # 目标7个班→实办8个班: the arrow is of what it leads to.
            yield from _turned(lexed, quantities, at, mark.start(), boundary, sentence, line)
            at, boundary = mark.start(), "within"
        else:
            yield from _turned(lexed, quantities, at, mark.end(), boundary, sentence, line)
            at, depth, quoted = mark.end(), 0, False
            boundary = "comma" if kind in ",:" else "semicolon" if kind == ";" else "stop"
            if boundary == "stop":
                sentence += 1
            if kind == "\n":
                boundary, line = "line", line + 1
    if at < end:
        yield from _turned(lexed, quantities, at, end, boundary, sentence, line)


def _ends_in_figure(quantities: Sequence[Quantity], start: int, end: int) -> bool:
    """Whether a colon follows a figure of its clause: 新改扩建幼儿园8所:白沙等6所已竣工."""
    figures = inside(quantities, start, end)
    return bool(figures) and bool(figures[-1].unit) and end - figures[-1].end <= _NAMED


def _turned(
    lexed: Lexed,
    quantities: Sequence[Quantity],
    start: int,
    end: int,
    boundary: Boundary,
    sentence: int,
    line: int,
) -> Iterator[Span]:
    """A clause, cut where it turns from a count to the result of it: 12个食堂已建成7个."""
    figures = inside(quantities, start, end)
    at = start
    for one, other in pairwise(figures):
        if not one.unit or one.unit != other.unit:
            continue
        turn = _turn(lexed, at, one.end, other.start)
        if turn is None and _answers(lexed, one, other):
            turn = one.end + 1
        if turn is not None:
            yield Span(at, turn, boundary, sentence, line)
            at, boundary = turn, "within"
    yield Span(at, end, boundary, sentence, line)


def inside(quantities: Sequence[Quantity], start: int, end: int) -> list[Quantity]:
    """The figures that begin in a stretch."""
    return list(quantities[bisect_left(quantities, (start,)) : bisect_left(quantities, (end,))])


def _turn(lexed: Lexed, clause: int, start: int, end: int) -> int | None:
    """Where the words between two figures turn to what was done, if they do.

    A bracket may open with it: 84个(已完成83个). Right behind a figure it does where nothing of the
    clause has told of what was done: 床位400张完成260张.
    """
    first, last = bisect_left(lexed.starts, start), bisect_left(lexed.starts, end)
    turning, done, stopping, opening = _turning()
    bracketed = first < last and lexed.codes[first] in opening
    for place in range(first + bracketed, last):
        code = lexed.codes[place]
        if code in stopping:
            return None
        # 12层(共17层) tells what there is of it, not what was done.
        if code in (done if bracketed else turning):
            if lexed.starts[place] > start:
                return lexed.starts[place]
            ends = code in coded("ALREADY", "ACTUAL", "BUILT", "DONE") and _ends_clause(lexed, end)
            return start if ends and turning.isdisjoint(lexed.between(clause, start)) else None
    return None


def _ends_clause(lexed: Lexed, figure: int) -> bool:
    """Whether nothing stands behind a figure in its clause: 床位400张完成260张."""
    behind = bisect_left(lexed.starts, figure) + 1
    return behind >= len(lexed.codes) or lexed.codes[behind] in coded("COMMA", "SEMI", "STOP")


def _answers(lexed: Lexed, one: Quantity, other: Quantity) -> bool:
    """Whether 完成 alone stands between a figure behind 目标 and the next: 目标30、完成31人."""
    at = bisect_left(lexed.starts, one.start) - 1
    planned = at >= 0 and lexed.codes[at] in coded("PLAN")
    between = lexed.between(one.end, other.start)
    return (
        planned
        and len(between) == _PAIR
        and between[0] in coded("LIST")
        and (between[1] in coded("DONE"))
    )


@cache
def _turning() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Codes of what turns to what was done, also in a bracket, of what does not let it turn, and
    of brackets."""
    return (
        coded(*_TURNS),
        coded(*_TURNS - {"TOTAL"}),
        coded("LIST", "OPEN", "CLOSE", "TO", "FROM"),
        coded("OPEN"),
    )
