"""A text cut once into typed tokens: figures, other numerals, words of reporting, stops.

Every character belongs to one token. ``截至11月底,已完成18家,占年计划的90%。`` is
NOW D ``,`` ALREADY DONE N ``,`` TAKE YEAR PLAN OF P ``。``. Each token has a code of one
character, so that a pattern over tokens is a pattern over a string: constructions are
matched at the speed of the ``re`` module, whatever they say.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words import token_words

FIGURE, PERCENT, DATE, OTHER, WORDS = "N", "P", "D", "X", "W"
_STOPS = {
    ",": "COMMA", ";": "SEMI", "。": "STOP", "!": "STOP", "?": "STOP", "\n": "STOP", "|": "STOP",
    ":": "COLON", "、": "LIST", "(": "OPEN", ")": "CLOSE", "[": "OPEN", "]": "CLOSE",
    "“": "QUOTE", "”": "QUOTE", '"': "QUOTE",
}  # fmt: skip
_TOLD = ("ALREADY", "TOTAL", "ACTUAL", "NOW")
_RATIOS = frozenset({"%", "‰", "倍"})


@dataclass(frozen=True)
class Lexed:
    """A text as tokens: the codes of all of them in one string, and where each begins."""

    text: str
    codes: str
    starts: Sequence[int] = field(repr=False)

    def between(self, start: int, end: int) -> str:
        """The codes of the tokens that begin in a span of the text."""
        return self.codes[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


@cache
def codes() -> dict[frozenset[str], str]:
    """The code of each combination of classes that a word has."""
    combinations = {word.classes for word in token_words.words()}
    combinations |= {frozenset({name}) for name in (*_STOPS.values(), "D", "X", "W", "N", "P")}
    named = sorted(combinations, key=sorted)
    return {classes: chr(0xE000 + number) for number, classes in enumerate(named)}


@cache
def coded(*classes: str) -> frozenset[str]:
    """The codes of all combinations that hold one of some classes."""
    return frozenset("".join(map(codes_of, classes)))


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
    kinds = {kind: codes()[frozenset({kind})] for kind in (FIGURE, PERCENT, DATE, OTHER)}
    found: list[str] = []
    starts: list[int] = []
    at = 0
    for start, end, kind in fixed:
        if start < at:
            continue
        if at < start:
            _words(text, at, start, found, starts)
        found.append(kinds[kind])
        starts.append(start)
        at = end
    _words(text, at, len(text), found, starts)
    return Lexed(text, "".join(found), starts)


class _Words:
    """The words that begin with one character."""

    def __init__(self, forms: Sequence[re.Pattern[str]], said: Sequence[str]) -> None:
        self._forms = forms
        self.codes = said
        self.longest = re.compile("|".join(f"({form.pattern})" for form in forms))
        """A group for each word, whose code has the same place."""

    def within(self, text: str, at: int, end: int) -> tuple[int, str] | None:
        """Where the longest word that begins at a place ends, not beyond an end, and its code."""
        for form, code in zip(self._forms, self.codes, strict=True):
            if (shorter := form.match(text, at)) and shorter.end() <= end:
                return shorter.end(), code
        return None


@cache
def _by_first() -> dict[str, _Words]:
    return {
        first: _Words(forms, [codes()[classes] for classes in alike])
        for first, (forms, alike) in token_words.finders().items()
    }


@cache
def _stops() -> dict[str, str]:
    return {stop: codes()[frozenset({name})] for stop, name in _STOPS.items()}


@cache
def _initial() -> re.Pattern[str]:
    """Where a word or a stop may begin, by its first two characters."""
    forms = [word.form for word in token_words.words()]
    alone = {*_STOPS, *(form for form in forms if len(form) == 1)}
    firsts, seconds = {*_STOPS, *(form[0] for form in forms)}, {form[1:2] for form in forms}
    one_of = (re.escape("".join(sorted(characters))) for characters in (firsts, alone, seconds))
    return re.compile("[{}](?:(?<=[{}])|(?=[{}]))".format(*one_of))


def _words(text: str, start: int, end: int, found: list[str], starts: list[int]) -> None:
    """Cut a stretch without figures, adding the code and the start of each token."""
    words, stops = _by_first(), _stops()
    loose_code = codes()[frozenset({WORDS})]
    loose = start
    for initial in _initial().finditer(text, start, end):
        at = initial.start()
        if at < loose:
            continue
        first = initial[0]
        code = stops.get(first)
        stop = at + 1
        if code is None:
            known = words[first]
            word = known.longest.match(text, at)
            if word is None:
                continue
            stop, code = word.end(), known.codes[(word.lastindex or 1) - 1]
            if stop > end:
                shorter = known.within(text, at, end)
                if shorter is None:
                    continue
                stop, code = shorter
        if loose < at:
            found.append(loose_code)
            starts.append(loose)
        found.append(code)
        starts.append(at)
        loose = stop
    if loose < end:
        found.append(loose_code)
        starts.append(loose)
