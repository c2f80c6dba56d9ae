"""The words around a figure: the clause it stands in, what is before it and behind it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.bulletin.grammar.lexing.lexer import Lexed, coded
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Segment

_STOP = re.compile(r"[,。;:!?\n|→➡⇒]")
_STOP_OR_BRACKET = re.compile(r"[,。;:!?\n|()→➡⇒]")
_REACH = 120
"""Characters that a clause is looked for at most, so that no text takes quadratic time."""
_CAPTION = 6
"""Characters of a caption that says what its figures are."""
_NOTE = re.compile(r"\((?:[^()\d]{1,6}|\d{3,5}|\d{1,2}小时)\)")


class Around(NamedTuple):
    """The words around a figure."""

    near: str
    """From the figure or boundary before it."""
    clause: str
    """From the last , 。 ; of the sentence, figures included."""
    sentence: str
    """From the last 。 or ; up to the figure."""
    context: str
    """The words before, across sentences."""
    behind: str
    """Up to the figure or boundary after it."""
    rest: str
    """Up to the end of the clause, figures included."""
    bracketed: bool
    """Alone between brackets: 7个(58%)."""
    before: str
    """Codes of the clause's tokens up to the figure, from outside its bracket if it has one."""
    after: str
    """Codes of the tokens behind it, to the end of the clause and its stop."""


def _clause_starts(text: str, segment: Segment, quantities: Sequence[Quantity]) -> list[int]:
    """Where the clause of each figure begins; brackets that close before it are passed over."""
    starts: list[int] = []
    open_since = [segment.start]
    marks = _STOP_OR_BRACKET.finditer(text, segment.start, segment.end)
    mark = next(marks, None)
    for q in quantities:
        while mark is not None and mark.start() < q.start:
            if mark[0] == "(":
                open_since.append(mark.end())
            elif mark[0] != ")":
                open_since[-1] = mark.end()
            elif len(open_since) > 1:
                open_since.pop()
            mark = next(marks, None)
        starts.append(max(open_since[-1], q.start - _REACH))
    return starts


def end_of_words(text: str, at: int, ceiling: int, *, brackets: bool) -> int:
    """Where the words from ``at`` on end: at a stop, or (``brackets``) at a bracket."""
    ceiling = min(ceiling, at + _REACH)
    found = (_STOP if not brackets else _STOP_OR_BRACKET).search(text, at, ceiling)
    return found.start() if found else max(at, ceiling)


def _words_behind(text: str, at: int, ceiling: int) -> tuple[int, int]:
    """Where the noun behind a figure ends, and where its clause does.

    A note in the noun is passed over: 个村(社区)的改造.
    """
    end = end_of_words(text, at, ceiling, brackets=True)
    if text[end : end + 1] not in ("(", ")"):
        return end, end
    rest = end_of_words(text, at, ceiling, brackets=False)
    if end > at and (note := _NOTE.match(text, end, ceiling)):
        end = end_of_words(text, note.end(), ceiling, brackets=True)
    return end, rest


def arounds(lexed: Lexed, segment: Segment, quantities: Sequence[Quantity]) -> list[Around]:
    """The words around each figure of a segment, in order."""
    starts = _clause_starts(lexed.text, segment, quantities)
    return [_around(lexed, segment, quantities, at, start) for at, start in enumerate(starts)]


def arounds_of_some(
    lexed: Lexed,
    segment: Segment,
    quantities: Sequence[Quantity],
    words: Sequence[Around],
    places: Sequence[int],
) -> list[Around]:
    """The words around the figures at some places, as if there were no others.

    Without the others they reach further: they are new where a figure beside was left out.

    Args:
        lexed: the text.
        segment: the stretch that all of them stand in.
        quantities: all figures, in order.
        words: the words around them.
        places: of those that are kept, in order.
    """
    kept = [quantities[place] for place in places]
    starts = _clause_starts(lexed.text, segment, kept)
    neighbours = zip((-1, *places), places, (*places[1:], len(quantities)), strict=False)
    return [
        words[place]
        if before == place - 1 and behind == place + 1
        else _around(lexed, segment, kept, at, starts[at])
        for at, (before, place, behind) in enumerate(neighbours)
    ]


def _around(
    lexed: Lexed, segment: Segment, quantities: Sequence[Quantity], at: int, clause_start: int
) -> Around:
    q, text = quantities[at], lexed.text
    previous = quantities[at - 1].end if at else segment.start
    following = quantities[at + 1].start if at + 1 < len(quantities) else segment.end
    near_start = max(clause_start, min(previous, q.start))
    noun_end, rest_end = _words_behind(text, q.end, segment.end)
    behind_end = min(noun_end, following)
    behind = text[q.end : behind_end]
    if behind_end == following and following < segment.end and "、" in behind:
        behind = behind[: behind.index("、")]
    floor = max(segment.start, q.start - _REACH)
    stops = [text.rfind(stop, floor, q.start) for stop in "。;\n"]
    sentence_start = max(floor, max(stops) + 1)
    opened = text[clause_start - 1 : clause_start] == "(" and clause_start > segment.start
    near = text[near_start : q.start]
    if near_start > clause_start:
        # What stands before the 、 still belongs to the figure before: 6所已竣工、9所封顶.
        near = near[max(near.find("、"), 0) :]
    outer = (
        max(floor, *(text.rfind(stop, floor, clause_start - 1) + 1 for stop in ",。;\n"))
        if opened
        else clause_start
    )
    return Around(
        near=near,
        clause=text[clause_start : q.start],
        sentence=text[sentence_start : q.start],
        context=text[max(0, q.start - _REACH) : q.start],
        behind=behind,
        rest=text[q.end : rest_end],
        bracketed=opened and near_start == q.start and text[q.end : q.end + 1] == ")",
        before=_codes_of_caption(lexed, segment, sentence_start, q.start)
        + lexed.between(outer, q.start),
        after=lexed.between(q.end, min(rest_end + 1, segment.end)),
    )


def _codes_of_caption(lexed: Lexed, segment: Segment, sentence: int, end: int) -> str:
    """Codes of a caption that says what the figures of its sentence are: 缺口:书屋7家,公厕2座."""
    text = lexed.text
    colon = text.rfind(":", sentence, end)
    if colon < 0:
        colon = sentence - 1
        if sentence != segment.start or text[colon : colon + 1] != ":":
            return ""
    start = max(text.rfind(stop, max(0, colon - _CAPTION - 1), colon) + 1 for stop in ",。;\n")
    said = lexed.between(start, colon)
    left = coded("GAP", "REMAIN", "NOTBEGUN")
    if not start or left.isdisjoint(said) or not left | coded("PLAN", "OF", "AMOUNT") >= set(said):
        return ""
    return said + lexed.between(colon, colon + 1)
