r"""A regular expression for a city's bulletins, from the titles that its listing shows.

What changes from month to month is left open: 2024年市办实事1-11月具体进展情况 gives
``^\d{4}年市办实事.{0,20}(进展|进度|推进|落实|完成)情况( ?\(.{1,16}\))?$``.
Of three widths the widest is taken that leaves all other titles of the listing alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.bulletin.grammar.periods.date_mentions import mentions
from etl.onboarding.bulletin_titles import Reading, TitleWords, title_words

_ANY_HEAD = r"(进展|进度|推进|落实|完成)情况"
_USUAL = re.compile(r"(?:进展|进度|推进|落实|完成)情况")
_GAP = ".{0,20}"
_PERIOD = ".{0,12}"
_ONLY_PERIOD = r"[\d年月日季度份底半上前第至到~—–一二三四五六七八九十-]{0,16}"
"""Where a title says nothing but its months, they must be months."""
_IN_BRACKETS = r" ?\(.{1,16}\)"
_BARE = r" ?[\d一二三四上下前全第].{1,10}"
_OFFICE = ".{0,40}"
_COUNT = r"[\d一二三四五六七八九十]+"
_VARIES = re.compile(
    r"(?P<year>(?:19|20)\d\d年度?)|(?P<count>(?:\d+|[一二三四五六七八九十]{1,3})(?=[件项个类大]))"
    r"|(?P<number>\d+)"
)
_MOST_FORMS = 3


@dataclass(frozen=True, slots=True)
class PatternGuess:
    """A title pattern, and how it was come by."""

    pattern: str
    width: str
    """What it leaves open."""
    taken: int
    left: int
    """Other titles that it leaves alone."""
    wrongly: tuple[str, ...] = ()
    """Other titles that it takes all the same."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The title of a bulletin with what varies left open."""

    before: tuple[str, ...]
    head: str
    called: str
    """What it is called: 表, 的通报."""
    aside: str
    """Its months, behind the rest."""


def guess_pattern(
    readings: Sequence[Reading], words: TitleWords | None = None
) -> PatternGuess | None:
    """The pattern of the titles read as bulletins; None where there are none."""
    words = words or title_words()
    bulletins = [reading for reading in readings if reading.kind == "bulletin"]
    others = [reading.title for reading in readings if reading.kind != "bulletin"]
    if not bulletins:
        return None
    best: PatternGuess | None = None
    for width, pattern in _widths(bulletins, words):
        wrongly = tuple(title for title in others if re.search(pattern, title))
        taken = sum(re.search(pattern, one.title) is not None for one in bulletins)
        guess = PatternGuess(pattern, width, taken, len(others) - len(wrongly), wrongly)
        if not wrongly:
            return guess
        best = best if best and len(best.wrongly) <= len(wrongly) else guess
    return best


def _widths(bulletins: Sequence[Reading], words: TitleWords) -> Iterator[tuple[str, str]]:
    """Patterns from the widest to the narrowest, with what each leaves open."""
    usual = [_form(reading, words, any_head=True) for reading in bulletins]
    yield "years, periods, counts and the word of progress", _crossed(usual)
    seen = [_form(reading, words) for reading in bulletins]
    yield "years, periods and counts", _each(seen)
    strict = [_form(reading, words, strict=True) for reading in bulletins]
    yield "years, counts and the months where they stand", _each(strict)


def _form(
    reading: Reading, words: TitleWords, *, any_head: bool = False, strict: bool = False
) -> _Form:
    before = tuple(_opened(reading.before))
    if not any(word in reading.before for word in words.topic):
        before = tuple(_ONLY_PERIOD if piece == _PERIOD else piece for piece in before)
    elif not strict:
        before = _open_behind_topic(before, words)
    usual = any_head and _USUAL.fullmatch(reading.head)
    head = _ANY_HEAD if usual else _literal(reading.head)
    said = reading.aside
    aside = _BARE if said and not said.startswith("(") else _IN_BRACKETS
    return _Form(before, head, _literal(reading.form), "" if strict and not said else aside)


def _opened(text: str) -> Iterator[str]:
    """A text as pieces of a pattern, with years, periods and counts left open."""
    at = 0
    for mention in mentions(text):
        # A year alone is no period, and neither are the years of a plan.
        if mention.month is None or mention.start < at:
            continue
        yield from _numbers(text[at : mention.start])
        if mention.year is not None:
            yield r"\d{4}年"
        yield _PERIOD
        at = mention.end
    yield from _numbers(text[at:])


def _numbers(text: str) -> Iterator[str]:
    at = 0
    for found in _VARIES.finditer(text):
        if text[at : found.start()]:
            yield _literal(text[at : found.start()])
        yield _year(found["year"]) if found["year"] else _COUNT if found["count"] else r"\d+"
        at = found.end()
    if text[at:]:
        yield _literal(text[at:])


def _year(said: str) -> str:
    return r"\d{4}年度?" if said.endswith("度") else r"\d{4}年"


def _open_behind_topic(pieces: tuple[str, ...], words: TitleWords) -> tuple[str, ...]:
    """What follows the last word for promises varies too: 市办实事 1-11月具体 进展情况."""
    for number in range(len(pieces) - 1, -1, -1):
        ends = [
            pieces[number].rfind(word) + len(word) for word in words.topic if word in pieces[number]
        ]
        if ends:
            return (*pieces[:number], pieces[number][: max(ends)], _GAP)
    return pieces


def _crossed(forms: Sequence[_Form]) -> str:
    """One expression in which every beginning may have every end."""
    befores = _fewer([*dict.fromkeys(form.before for form in forms)])
    heads = sorted({form.head for form in forms})
    called = sorted({form.called for form in forms}, key=len, reverse=True)
    asides = sorted({form.aside for form in forms if form.aside})
    return f"^{_alike(befores)}{_any(heads)}{_any(called)}{_any([*asides, ''])}$"


def _each(forms: Sequence[_Form]) -> str:
    """One expression in which those that end alike share their end, and no others."""
    ends: dict[tuple[str, str], list[_Form]] = {}
    for form in forms:
        ends.setdefault((form.head, form.called), []).append(form)
    return _any([_crossed(alike) for alike in ends.values()])


def _alike(befores: Sequence[tuple[str, ...]]) -> str:
    """Beginnings with what they share said once."""
    start = _shared(befores)
    rest = [pieces[len(start) :] for pieces in befores]
    end = tuple(reversed(_shared([tuple(reversed(pieces)) for pieces in rest])))
    middles = ["".join(pieces[: len(pieces) - len(end)]) for pieces in rest]
    return "".join(start) + _any([*dict.fromkeys(middles)]) + "".join(end)


def _fewer(befores: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Many beginnings, one an office, as what they share and a gap between."""
    if len(befores) <= _MOST_FORMS:
        return befores
    start = _shared(befores)
    rest = [pieces[len(start) :] for pieces in befores]
    end = tuple(reversed(_shared([tuple(reversed(pieces)) for pieces in rest])))
    return [(*start, _OFFICE, *end)]


def _shared(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    shared = []
    for pieces in zip(*lists, strict=False):
        if len(set(pieces)) > 1:
            break
        shared.append(pieces[0])
    return tuple(shared)


def _any(alternatives: Sequence[str]) -> str:
    said = [one for one in alternatives if one]
    if not said:
        return ""
    optional = len(said) < len(alternatives)
    return said[0] if len(said) == 1 and not optional else f"({'|'.join(said)}){'?' * optional}"


def _literal(text: str) -> str:
    return re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", text)
