"""Texts of many lines take as many times longer as they are longer, whatever is repeated."""

import time
from contextlib import suppress
from datetime import date

import pytest

from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import NotABulletin
from tests.proofs import few_or_many

SLACK = 2.5
"""Four times the text takes four times as long; sixteen times where anything is quadratic."""


@pytest.mark.parametrize("characters", few_or_many(1_000, 5_000))
@pytest.mark.parametrize(
    "line",
    [
        "一、\n",
        "1.\n",
        "(1)\n",
        "一、就业\n1.新增泊位\n(1)建成5个\n",
        "{n}.新增停车泊位{i}个。\n",
        "计划建成{i}个,完成{n}个,占年计划的{n}%。",
        "■建成{i}个\n",
        "(责任单位:市局)建成{i}个。",
        "|{n}|建成|{i}个|\n",
    ],
)
def test_twice_the_text_takes_twice_as_long(line: str, characters: int) -> None:
    seconds(line, characters)
    once, twice, four = (seconds(line, characters * times) for times in (1, 2, 4))
    assert twice < 2 * SLACK * once + 0.1
    assert four < 4 * SLACK * once + 0.1


def seconds(line: str, characters: int) -> float:
    """Processor time of reading a text of that line repeated, the better of two."""
    lines = (line.format(i=i + 2, n=i % 99 + 1) for i in range(characters // len(line)))
    document = extract(f"2024年市办实事6月进展情况\n{''.join(lines)}".encode(), "text/plain")
    spent = []
    for _ in range(2):
        begun = time.process_time()
        with suppress(NotABulletin):
            read(document, published=date(2024, 7, 10))
        spent.append(time.process_time() - begun)
    return min(spent)
