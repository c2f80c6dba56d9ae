"""Made-up tables, laid out as offices lay theirs out, say in each form what they state."""

from datetime import date

import pytest

from etl.bulletin.read import read
from etl.document.extract import extract
from tests.bulletin.table_layouts.composed import Composed, Read, compared
from tests.bulletin.table_layouts.forms import FORMS, PAGES
from tests.bulletin.table_layouts.kinds import KINDS

CASES = [*(("a pledge a row", seed) for seed in range(7)), *((kind, 0) for kind in [*KINDS][1:])]
LEAST = {
    "bars": 0.99,
    "bars, heights lost": 0.99,
    "tabs": 0.99,
    "tabs, heights lost": 0.97,
    "wide blanks": 0.97,
    "a cell a line": 0.92,
    "a sheet": 0.97,
}
"""The mean F1 of text into which a table was flattened."""


def as_read(composed: Composed, form: str) -> Read:
    raw, media_type = FORMS[form](composed)
    return compared(composed, read(extract(raw, media_type), published=date(2023, 12, 5)).facts)


@pytest.mark.parametrize("form", PAGES)
def test_the_tables_of_a_page_are_read_as_they_state(form: str) -> None:
    outcomes = {(kind, seed): as_read(KINDS[kind](seed), form) for kind, seed in CASES}
    assert {case: one for case, one in outcomes.items() if one.f1 < 1 or one.wrong} == {}


@pytest.mark.parametrize("form", LEAST)
def test_a_flattened_table_is_read_as_it_states_or_in_doubt(form: str) -> None:
    outcomes = {(kind, seed): as_read(KINDS[kind](seed), form) for kind, seed in CASES}
    assert sum(one.f1 for one in outcomes.values()) / len(CASES) >= LEAST[form]
    wrong = {case: one.wrong for case, one in outcomes.items() if one.wrong}
    assert wrong == {}
