"""Made-up tables, laid out as offices lay theirs out, say in each form what they state."""

from datetime import date

import pytest

from etl.bulletin.read import read
from etl.document.extract import extract
from tests.bulletin.table_layouts.composed import Composed, Read, compared
from tests.bulletin.table_layouts.forms import FORMS, PAGES
from tests.bulletin.table_layouts.kinds import KINDS

SEEDS = range(14)
LEAST = {
    "bars": 0.99,
    "bars, heights lost": 0.99,
    "tabs": 0.97,
    "tabs, heights lost": 0.95,
    "wide blanks": 0.88,
    "a cell a line": 0.75,
}
"""The mean F1 of text into which a table was flattened."""
WRONG = {"a cell a line": 0.15}
"""The share of what is called sure that may be wrong; none elsewhere."""


def as_read(composed: Composed, form: str) -> Read:
    raw, media_type = FORMS[form](composed)
    return compared(composed, read(extract(raw, media_type), published=date(2023, 12, 5)).facts)


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_tables_of_a_page_are_read_as_they_state(kind: str, form: str) -> None:
    outcomes = {seed: as_read(KINDS[kind](seed), form) for seed in SEEDS}
    assert {seed: one for seed, one in outcomes.items() if one.f1 < 1 or one.wrong} == {}


@pytest.mark.parametrize("form", LEAST)
@pytest.mark.parametrize("kind", KINDS)
def test_a_flattened_table_is_read_as_it_states_or_in_doubt(kind: str, form: str) -> None:
    outcomes = [as_read(KINDS[kind](seed), form) for seed in SEEDS]
    assert sum(one.f1 for one in outcomes) / len(outcomes) >= LEAST[form]
    sure = sum(one.sure for one in outcomes)
    assert sum(one.wrong for one in outcomes) <= WRONG.get(form, 0) * sure
