"""Reading as it would be without one row of a table of words.

The tables are compiled once; a row is taken out of what was compiled and put back.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from unittest import mock

from etl.bulletin.grammar.lexing import constructions, lexer
from etl.bulletin.grammar.measures import no_fact_words
from etl.bulletin.promise_or_report import fitted_votes
from etl.bulletin.read import read
from etl.bulletin.words import column_names, function_words, measure_words, token_words
from etl.document.extract import Document, extract
from etl.errors import NotABulletin
from tests.bulletin import ledger

PUBLISHED = date(2031, 12, 20)

_COMPILED = {
    "codes", "_of_class", "codes_of", "_initial", "words", "finders", "figure_rows",
    "clause_rows", "no_fact_rows", "measures", "vocabulary", "_turning", "_pattern", "_by_first",
    "_stops",
}  # fmt: skip
"""Caches of what the tables say; all others remember how a text was read."""

_LABELLERS = (
    "labels.counted_noun",
    "labels.group_words",
    "measures.role_by_words",
    "measures.no_facts",
)


def forget() -> None:
    """Empty every cache of what was read."""
    for cached in _memories(len(sys.modules)):
        cached.cache_clear()


@lru_cache(maxsize=1)
def _memories(modules: int) -> list[Any]:
    """The caches of all modules, looked for anew whenever there are more of these."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(("etl.bulletin", "etl.document")):
            for key, value in vars(module).items():
                if hasattr(value, "cache_clear") and value.__name__ not in _COMPILED:
                    found[id(value)] = (key, value)
    return [value for _, value in found.values()]


@contextmanager
def _exchanged(exchange: Callable[[], Callable[[], None]]) -> Iterator[None]:
    restore = exchange()
    forget()
    try:
        yield
    finally:
        restore()
        forget()


@contextmanager
def without_fitted_votes() -> Iterator[None]:
    """By what the words mean alone, not by what clauses like them were meant in the corpus."""

    def exchange() -> Callable[[], None]:
        patch = mock.patch.object(
            fitted_votes, "with_fitted", lambda votes, exact, _: (votes, exact)
        )
        patch.start()
        return patch.stop

    with _exchanged(exchange):
        yield


@contextmanager
def without_label_word(name: str, word: str) -> Iterator[None]:
    """Without a word of a list of function_words.py, in the patterns made of it."""
    there = re.compile(rf"(?<=[|(]){re.escape(word)}(?=[|)])|^{re.escape(word)}\|")

    def exchange() -> Callable[[], None]:
        whole = getattr(function_words, name)
        setattr(function_words, name, " ".join(w for w in whole.split() if w != word))
        restored = [_exchange_pattern(p, there.sub("(?!)", p.pattern)) for p in made_of_lists()]

        def restore() -> None:
            setattr(function_words, name, whole)
            for give_back in restored:
                give_back()

        return restore

    with _exchanged(exchange):
        yield


def made_of_lists() -> list[re.Pattern[str]]:
    """The patterns that hold lists of function_words.py."""
    modules = [sys.modules[f"etl.bulletin.grammar.{name}"] for name in _LABELLERS]
    return [value for module in modules for value in vars(module).values() if is_pattern(value)]


def is_pattern(value: object) -> bool:
    return isinstance(value, re.Pattern) and isinstance(value.pattern, str)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern of the reader, by its first module and name."""
    found: dict[int, tuple[str, re.Pattern[str]]] = {}
    for name, module in sorted(sys.modules.items()):
        if name.startswith(("etl.bulletin.", "etl.document.")):
            for key, value in vars(module).items():
                if is_pattern(value):
                    place = f"{name.removeprefix('etl.')}.{key}"
                    found.setdefault(id(value), (place, value))
    return dict(found.values())


@contextmanager
def without_alternative(piece: str, start: int, end: int) -> Iterator[None]:
    """Without what stands at a place of a pattern or piece of one, wherever the piece is used."""
    less = f"{piece[:start]}(?!){piece[end:]}"
    holding = [pattern for pattern in patterns().values() if piece in pattern.pattern]

    def exchange() -> Callable[[], None]:
        restored = [_exchange_pattern(p, p.pattern.replace(piece, less)) for p in holding]

        def restore() -> None:
            for give_back in restored:
                give_back()

        return restore

    with _exchanged(exchange):
        yield


def _exchange_pattern(pattern: re.Pattern[str], less: str) -> Callable[[], None]:
    if less == pattern.pattern:
        return lambda: None
    places = [
        (module, key)
        for name, module in list(sys.modules.items())
        if name.startswith(("etl.bulletin.", "etl.document."))
        for key, value in vars(module).items()
        if value is pattern
    ]
    compiled = re.compile(less, pattern.flags)
    for module, key in places:
        setattr(module, key, compiled)

    def restore() -> None:
        for module, key in places:
            setattr(module, key, pattern)

    return restore


@contextmanager
def without_word(form: str, only: str, unless: str) -> Iterator[None]:
    """Without a row of words.tsv."""
    first = form[0]
    by_first = lexer._by_first()
    patterns, classes = token_words.finders()[first]
    gone = token_words._pattern(token_words.Word(form, frozenset(), only, unless))
    kept = [(p, c) for p, c in zip(patterns, classes, strict=True) if p.pattern != gone]
    assert len(kept) < len(patterns), form

    def exchange() -> Callable[[], None]:
        whole = by_first[first]
        forms = [p for p, _ in kept] or [re.compile("(?!)")]
        by_first[first] = lexer._Words(forms, [lexer.codes()[c] for _, c in kept] or [""])

        def restore() -> None:
            by_first[first] = whole

        return restore

    with _exchanged(exchange):
        yield


@contextmanager
def without_construction(name: str) -> Iterator[None]:
    """Without the rows of constructions.tsv that have a name."""
    for rows in (constructions.figure_rows(), constructions.clause_rows()):
        if any(row.name == name for row in rows):
            with _exchanged(lambda rows=rows: _without_row(rows, name)):  # type: ignore[misc]
                yield
            return
    raise KeyError(name)


def _without_row(rows: constructions.Rows, name: str) -> Callable[[], None]:
    whole = dict(vars(rows))
    vars(rows).update(vars(constructions.Rows(row for row in rows if row.name != name)))
    return lambda: vars(rows).update(whole)


@contextmanager
def without_no_fact(place: int) -> Iterator[None]:
    """Without the row of no_facts.tsv at a place."""
    rows = no_fact_words.no_fact_rows()

    def exchange() -> Callable[[], None]:
        whole = dict(vars(rows))
        kept = [row for at, row in enumerate(rows) if at != place]
        vars(rows).update(vars(no_fact_words.Rows(kept)))
        return lambda: vars(rows).update(whole)

    with _exchanged(exchange):
        yield


@contextmanager
def without_column(word: str) -> Iterator[None]:
    """Without a row of columns.tsv."""

    def exchange() -> Callable[[], None]:
        gone = column_names.vocabulary().pop(word)
        column_names._pattern.cache_clear()

        def restore() -> None:
            column_names.vocabulary()[word] = gone
            column_names._pattern.cache_clear()

        return restore

    with _exchanged(exchange):
        yield


@contextmanager
def without_unit(word: str) -> Iterator[None]:
    """Without a row of units.tsv."""
    all_words = measure_words.measures()
    unit = all_words.vocabulary[word]

    def exchange() -> Callable[[], None]:
        del all_words.vocabulary[word]
        restore_words = _less(all_words, word)

        def restore() -> None:
            all_words.vocabulary[word] = unit
            restore_words()

        return restore

    with _exchanged(exchange):
        yield


@contextmanager
def without_clash(word: str) -> Iterator[None]:
    """Without a row of clashes.tsv."""
    with _exchanged(lambda: _less(measure_words.measures(), word)):
        yield


def _less(words: measure_words.Measures, word: str) -> Callable[[], None]:
    first, alike = word[0], words._alike[word[0]]
    words._alike[first] = [other for other in alike if other != word]
    words._patterns.pop(first, None)

    def restore() -> None:
        words._alike[first] = alike
        words._patterns.pop(first, None)

    return restore


def seen(text: str) -> tuple[Any, ...]:
    """What is found in a text below a title: dates, facts, numerals, offices."""
    return seen_of(Document(ledger.TITLE, f"{ledger.TITLE}\n{text}"))


def seen_of(page: Document | bytes, *, doubts: bool = False) -> tuple[Any, ...]:
    """The same of a document, or of the bytes of a page, which is taken out of them anew.

    With ``doubts`` it tells as well which facts are doubtful.
    """
    try:
        document = extract(page) if isinstance(page, bytes) else page
        bulletin = read(document, published=PUBLISHED)
    except NotABulletin:
        return ()
    facts = [replace(fact, certainty="clear", because=(), instead="") for fact in bulletin.facts]
    return (
        [doubts and fact.certainty == "doubtful" for fact in bulletin.facts],
        (bulletin.period_end, bulletin.plan_year),
        tuple(facts),
        tuple((numeral.start, numeral.end, numeral.kind) for numeral in bulletin.numerals),
        tuple(pledge.agencies for pledge in bulletin.pledges),
    )
