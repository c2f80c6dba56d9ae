"""What the marks of clauses and figures tell, as fitted on the annotated bulletins."""

from datetime import date
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.bulletin.linking import fitted_certainty
from etl.bulletin.promise_or_report import fitted_votes
from etl.bulletin.read import read
from etl.bulletin.words.fitted_weights import Fitted, log_odds, weights
from etl.document.extract import extract
from tests.corpus import scoring

ONE_IN = 12
"""Bulletins of the corpus of which one is read."""
MOST_UNSEEN = 0.3
"""Share of a table's marks that so few bulletins need not have."""
TITLE = "2031年民生实事进展情况\n"


def certainty(text: str) -> dict[str, str]:
    bulletin = read(extract((TITLE + text).encode()), published=date(2031, 12, 20))
    return {fact.text: fact.certainty for fact in bulletin.facts}


@pytest.fixture(scope="module")
def seen() -> dict[Fitted, set[str]]:
    """The marks of the clauses and figures of some bulletins."""
    found: dict[Fitted, set[str]] = {"fitted_clauses.tsv": set(), "fitted_figures.tsv": set()}

    def kept(marks: frozenset[str], of: Fitted) -> float:
        found[of] |= marks
        return log_odds(marks, of)

    with (
        mock.patch.object(fitted_votes, "log_odds", kept),
        mock.patch.object(fitted_certainty, "log_odds", kept),
    ):
        for sample in scoring.samples()[::ONE_IN]:
            sample.facts()
    return found


@pytest.mark.parametrize("table", ["fitted_clauses.tsv", "fitted_figures.tsv"])
def test_the_marks_of_a_table_are_those_that_are_looked_for(
    table: Fitted, seen: dict[Fitted, set[str]]
) -> None:
    known = set(weights(table))
    assert known
    assert len(known - seen[table]) <= MOST_UNSEEN * len(known)


def test_works_that_could_be_planned_are_in_doubt_and_money_paid_out_is_told() -> None:
    said = certainty("1.养老。新建社区食堂20家;发放高龄补贴1268.4万元。")
    assert said == {"20家": "doubtful", "1268.4万元": "clear"}


def test_a_word_of_what_was_done_settles_it() -> None:
    said = certainty(
        "1.养老。已建成社区食堂20家;累计发放高龄补贴1268.4万元。\n2.道路。已建成公路120公里。"
    )
    assert set(said.values()) == {"clear"}


@given(st.lists(st.sampled_from(sorted(weights("fitted_figures.tsv"))), max_size=40))
def test_marks_say_the_same_in_any_order(marks: list[str]) -> None:
    # Sets have an order of their own in each process, and a bulletin is read alike in all.
    assert log_odds(marks, "fitted_figures.tsv") == log_odds(sorted(marks), "fitted_figures.tsv")
