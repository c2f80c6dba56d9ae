"""A text cut once into typed tokens: figures, other numerals, words of reporting, stops.

Every character belongs to one token. ``截至11月底,已完成18家,占年计划的90%。`` is
NOW D ``,`` ALREADY DONE N ``,`` TAKE YEAR PLAN OF P ``。``. Each token has a code of one
character, so that a pattern over tokens is a pattern over a string: constructions are
matched at the speed of the ``re`` module, whatever they say.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from etl.bulletin.grammar.quantities import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words import vocabulary

FIGURE, PERCENT, DATE, OTHER, WORDS = "N", "P", "D", "X", "W"
_STOPS = {
    ",": "COMMA", ";": "SEMI", "。": "STOP", "!": "STOP", "?": "STOP", "\n": "STOP", "|": "STOP",
    ":": "COLON", "、": "LIST", "(": "OPEN", ")": "CLOSE", "[": "OPEN", "]": "CLOSE",
    "“": "QUOTE", "”": "QUOTE", '"': "QUOTE",
}  # fmt: skip
_TOLD = ("ALREADY", "TOTAL", "ACTUAL", "NOW")
_RATIOS = frozenset({"%", "‰", "倍"})


class Token(NamedTuple):
    """A stretch of text of one kind."""

    start: int
    end: int
    classes: frozenset[str]
    code: str


@dataclass(frozen=True)
class Lexed:
    """A text as tokens, with the codes of all of them in one string."""

    text: str
    tokens: Sequence[Token]
    codes: str
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    def between(self, start: int, end: int) -> str:
        """The codes of the tokens that begin in a span of the text."""
        return self.codes[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def at(self, place: int) -> Token:
        """The token that holds a character."""
        return self.tokens[max(bisect_right(self.starts, place) - 1, 0)]


@cache
def codes() -> dict[frozenset[str], str]:
    """The code of each combination of classes that a word has."""
    combinations = {word.classes for word in vocabulary.words()}
    combinations |= {frozenset({name}) for name in (*_STOPS.values(), "D", "X", "W", "N", "P")}
    named = sorted(combinations, key=sorted)
    return {classes: chr(0xE000 + number) for number, classes in enumerate(named)}


def pattern(written: str) -> str:
    """A pattern over tokens as one over codes: ``DONE (OF|_){0,3} PLAN`` → characters.

    ``_`` is any word that is no stop and no figure, PLAIN one that does not tell of the past
    (已, 累计, 实际).
    """
    return re.sub(r"[A-Z]+(?:_[A-Z]+)*|_|\s+", lambda found: _of_class(found[0]), written)


@cache
def codes_of(name: str) -> str:
    """The codes of all combinations that hold a class, ``_`` and PLAIN as in :func:`pattern`.

    Raises:
        ValueError: no word has that class.
    """
    if name in ("_", "PLAIN"):
        shut = {"N", "P", *_STOPS.values(), *(_TOLD if name == "PLAIN" else ())}
        members = [code for classes, code in codes().items() if not classes & shut]
    else:
        members = [code for classes, code in codes().items() if name in classes]
        if not members:
            raise ValueError(f"No word of words.tsv has the class {name}.")
    return "".join(members)


def _of_class(name: str) -> str:
    return f"[{codes_of(name)}]" if name.strip() else ""


def lex(text: str, quantities: Sequence[Quantity], numerals: Sequence[Numeral]) -> Lexed:
    """Cut a text into tokens, around its figures and its other numerals.

    Args:
        text: the normalised text.
        quantities: its figures, in order.
        numerals: its numerals that are none (dates, names…), in order.
    """
    fixed = [(q.start, q.end, PERCENT if q.unit in _RATIOS else FIGURE) for q in quantities]
    fixed += [(n.start, n.end, DATE if n.kind == "date" else OTHER) for n in numerals]
    fixed.sort()
    tokens: list[Token] = []
    at = 0
    for start, end, kind in fixed:
        if start < at:
            continue
        tokens.extend(_words(text, at, start))
        tokens.append(_token(start, end, frozenset({kind})))
        at = end
    tokens.extend(_words(text, at, len(text)))
    return Lexed(
        text,
        tokens,
        "".join(token.code for token in tokens),
        [token.start for token in tokens],
        [token.end for token in tokens],
    )


def _token(start: int, end: int, classes: frozenset[str]) -> Token:
    return Token(start, end, classes, codes()[classes])


@cache
def _initial() -> re.Pattern[str]:
    """Where a word or a stop may begin."""
    firsts = {*vocabulary.finders(), *_STOPS}
    return re.compile(f"[{re.escape(''.join(sorted(firsts)))}]")


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    finders, initial = vocabulary.finders(), _initial()
    at = loose = start
    while (found := initial.search(text, at, end)) is not None:
        at = found.start()
        token = None
        if stop := _STOPS.get(text[at]):
            token = _token(at, at + 1, frozenset({stop}))
        elif text[at] in finders:
            for form, classes in zip(*finders[text[at]], strict=True):
                if (word := form.match(text, at)) and word.end() <= end:
                    token = _token(at, word.end(), classes)
                    break
        if token is None:
            at += 1
            continue
        if loose < at:
            yield _token(loose, at, frozenset({WORDS}))
        yield token
        at = loose = token.end
    if loose < end:
        yield _token(loose, end, frozenset({WORDS}))
