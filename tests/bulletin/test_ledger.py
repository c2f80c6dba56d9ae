"""Every row of the tables of words is needed: without it its example is read otherwise."""

from typing import Any

import pytest

from etl.bulletin.words import columns, measures, vocabulary
from tests.bulletin import ledger, without

CONSTRUCTIONS = vocabulary.table("constructions.tsv")
NOT_BY_THEMSELVES = frozenset(
    {
        "falls short of", "not yet", "bare rate", "a level", "those left out",
        "within a distance", "place in a ranking", "the other places",
    }
)  # fmt: skip
"""Constructions that decide beside others: their examples are read alike without them."""


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


def test_every_example_is_of_a_word() -> None:
    assert not ledger.unclaimed()


def test_words_are_needed() -> None:
    idle = []
    for word in ledger.words():
        if word.example:
            example = ledger.plain(word.example)
            whole = without.seen(example)
            with without.without_word(word.form, word.only, word.unless):
                if without.seen(example) == whole:
                    idle.append((word.form, word.example))
    assert not idle


def test_columns_are_needed() -> None:
    idle = []
    for column in vocabulary.table("columns.tsv"):
        name = column["example"]
        whole = _said(name)
        with without.without_column(column["word"]):
            if _said(name) == whole:
                idle.append((column["word"], name))
    assert not idle


def _said(name: str) -> tuple[Any, ...]:
    return dict(columns.votes(name)), columns.indicator(name), columns.head(name)


def test_longer_words_are_needed() -> None:
    """人才 before 3000人才; 路灯 behind 12套路灯, where 套路 would hide the measure word."""
    hidden = [row["word"] for row in measures.rows("clashes.tsv") if row["reads"] == "whole"]
    units = sorted(measures.vocabulary(), key=len)
    idle = []
    for clash in measures.rows("clashes.tsv"):
        word, reads = clash["word"], clash["reads"]
        lines = [word] if reads == "whole" else _behind_units(word, hidden, units)
        with_it = [measures.match(line, 0, len(line)) for line in lines]
        with without.without_clash(word, reads):
            if with_it == [measures.match(line, 0, len(line)) for line in lines]:
                idle.append((word, reads))
    assert not idle


def _behind_units(word: str, hidden: list[str], units: list[str]) -> list[str]:
    """The word behind each measure word whose end and whose beginning make another word."""
    seams = {
        other for other in hidden if any(other.endswith(word[:n]) for n in range(1, len(word)))
    }
    return [unit + word for unit in units if any((unit + word).startswith(s) for s in seams)]
