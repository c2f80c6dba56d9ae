"""Every row of the tables of words is needed: without it its example is read otherwise."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module
from typing import Any

import pytest

from etl.bulletin.words import column_names, function_words, word_tables
from etl.document.extract import Document
from tests.bulletin import ledger, without

CONSTRUCTIONS = word_tables.table("constructions.tsv")
NO_FACTS = word_tables.table("no_facts.tsv")
NOT_BY_THEMSELVES = frozenset(
    {
        "falls short of", "not yet", "bare rate", "a level", "those left out",
        "within a distance", "place in a ranking", "the other places",
    }
)  # fmt: skip
"""Constructions that decide beside others: their examples are read alike without them."""


@pytest.fixture(scope="module", autouse=True)
def _by_words_alone() -> Iterator[None]:
    """A row is needed for what it says; the fitted votes know most of the corpus without it."""
    with without.without_fitted_votes():
        yield


def row(row: dict[str, str]) -> Any:
    marks = []
    if row["name"] in NOT_BY_THEMSELVES:
        marks = [pytest.mark.xfail(strict=True, reason="others decide alike")]
    return pytest.param(row, id=row["name"], marks=marks)


@pytest.mark.parametrize("construction", [row(c) for c in CONSTRUCTIONS])
def test_construction_is_needed(construction: dict[str, str]) -> None:
    example = ledger.plain(construction["example"])
    whole = without.seen(example)
    with without.without_construction(construction["name"]):
        assert without.seen(example) != whole


@pytest.mark.parametrize(
    "construction", [row for row in CONSTRUCTIONS if row["counter"]], ids=lambda row: row["name"]
)
def test_construction_keeps_off_its_counter_example(construction: dict[str, str]) -> None:
    counter = ledger.plain(construction["counter"])
    whole = without.seen(counter)
    with without.without_construction(construction["name"]):
        assert without.seen(counter) == whole


@pytest.mark.parametrize("place", range(len(NO_FACTS)), ids=[row["example"] for row in NO_FACTS])
def test_words_that_make_a_figure_none_are_needed(place: int) -> None:
    row = NO_FACTS[place]
    example, counter = ledger.plain(row["example"]), ledger.plain(row["counter"])
    read, otherwise = without.seen(example), without.seen(counter)
    with without.without_no_fact(place):
        assert without.seen(example) != read
        assert without.seen(counter) == otherwise


def test_every_example_is_of_a_word() -> None:
    assert not ledger.unclaimed()


one_in = pytest.mark.parametrize(
    "step", [pytest.param(10, id="one in ten"), pytest.param(1, id="each", marks=pytest.mark.slow)]
)


@one_in
def test_words_are_needed(step: int) -> None:
    idle = []
    for word in ledger.words()[::step]:
        if word.example:
            example = ledger.plain(word.example)
            whole = without.seen(example)
            with without.without_word(word.form, word.only, word.unless):
                if without.seen(example) == whole:
                    idle.append((word.form, word.example))
    assert not idle


@one_in
@pytest.mark.parametrize("table", ["units.tsv", "clashes.tsv"])
def test_measure_words_are_needed(table: str, step: int) -> None:
    """新建12家书房 without 家, and 新建12人才公寓 without 人才, are read otherwise."""
    idle = []
    for row in word_tables.table(table)[::step]:
        word = row["word"]
        leave = without.without_unit if table == "units.tsv" else without.without_clash
        if not _needed(ledger.of_measure(row.get("example") or f"12{word}"), partial(leave, word)):
            idle.append(word)
    assert not idle


@one_in
def test_columns_are_needed(step: int) -> None:
    """A name says otherwise without the word; benchmarks/ablation.py reads whole tables."""
    idle = []
    for column in word_tables.table("columns.tsv")[::step]:
        name = column["example"]
        whole = _said(name)
        with without.without_column(column["word"]):
            if _said(name) == whole:
                idle.append((column["word"], name))
    assert not idle


def _said(name: str) -> tuple[Any, ...]:
    return dict(column_names.votes(name)), column_names.indicator(name), column_names.head(name)


def _needed(
    examples: Iterable[Document], leave: Callable[[], AbstractContextManager[None]]
) -> bool:
    """Whether one of the examples is read otherwise without what is left out."""
    for example in examples:
        whole = without.seen_of(example)
        with leave():
            if without.seen_of(example) != whole:
                return True
    return False


def test_every_phrase_is_of_a_pattern_or_a_list() -> None:
    lists = {name for name in vars(function_words) if name.isupper()}
    named = {where for where in ledger.patterns() if where not in lists}
    modules = {where.rpartition(".") for where in named}
    assert all(hasattr(import_module(f"etl.{module}"), name) for module, _, name in modules)
