"""Statements are judged whole: any part of one that differs makes another statement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.bulletin.model import Bulletin, Dating
from etl.indicators.identify import identify
from etl.indicators.model import Indicator
from etl.warehouse.statements import digest, statements_in
from tests.bulletins import bulletin, parking

SAID = bulletin(parking(), parking(number=2))
NAMED = identify(SAID)
ACTUAL = 1
"""Place of the first figure of car parks that were built."""


def with_(said: Bulletin = SAID, **changes: Any) -> Bulletin:
    facts = list(said.facts)
    facts[ACTUAL] = replace(facts[ACTUAL], **changes)
    return replace(said, facts=tuple(facts))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal(2335)},
        {"unit": "辆"},
        {"qualifier": ">="},
        {"measure": "previous"},
        {"target": None},
        {"period_end": date(2024, 10, 31)},
        {"certainty": "doubtful"},
        {"indicator": "停车泊位"},
    ],
    ids=str,
)
def test_what_is_read_otherwise_is_another_statement(changes: dict[str, Any]) -> None:
    other = with_(**changes)
    assert digest(other, NAMED) != digest(SAID, NAMED)
    before, after = (statements_in(said, NAMED) for said in (SAID, other))
    same = before.keys() == after.keys() and all(before[key].says_as(after[key]) for key in before)
    assert not same


@pytest.mark.parametrize("part", ["label", "stage", "breakdown", "unit"])
def test_of_another_indicator_it_is_another_statement(part: str) -> None:
    named = list(NAMED)
    named[ACTUAL] = replace(named[ACTUAL], **{part: "开工"})
    assert digest(SAID, named) != digest(SAID, NAMED)


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal("23352.00")},
        {"value": Decimal("2.3352E+4")},
        {"text": "新增停车泊位23,352个", "start": 1, "end": 13},
        {"because": ("share",)},
    ],
    ids=str,
)
def test_the_same_in_other_words_is_the_same_statement(changes: dict[str, Any]) -> None:
    assert digest(with_(**changes), NAMED) == digest(SAID, NAMED)


def test_the_order_of_figures_does_not_matter_and_what_the_bulletin_is_about_does() -> None:
    moved = replace(SAID, facts=(*SAID.facts[3:], *SAID.facts[:3]))
    assert digest(moved, (*NAMED[3:], *NAMED[:3])) == digest(SAID, NAMED)
    december = replace(SAID, dating=Dating(2024, date(2024, 12, 31)))
    assert digest(december, NAMED) != digest(SAID, NAMED)


def test_any_number_is_spelt_in_one_way() -> None:
    spelt: dict[str, str] = {}
    for number in ("0", "-0.00", "10", "1E+1", "-10", "100", "0.10", "1E-1", "1E+999999", "NaN"):
        spelt[number] = digest(with_(value=Decimal(number)), NAMED)
    assert spelt["0"] == spelt["-0.00"]
    assert spelt["10"] == spelt["1E+1"]
    assert spelt["0.10"] == spelt["1E-1"]
    assert len(set(spelt.values())) == 7


def test_an_indicator_is_called_alike_wherever_it_is_shown() -> None:
    assert Indicator("中小学", "开工", "二级", "所").name == "中小学 (开工，二级)"
    assert Indicator("中小学", None, "二级", "所").name == "中小学 (二级)"
    assert Indicator("中小学", None, None, "所").name == "中小学"
