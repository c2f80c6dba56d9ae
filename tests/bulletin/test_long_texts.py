"""Texts of many lines take as many times longer as they are longer, whatever is repeated."""

import time
from contextlib import suppress
from datetime import date

import pytest

from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import EtlError, NotABulletin
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
        "{n}   新建公路{i}公里   建成{i}公里   县局\n",
    ],
)
def test_twice_the_text_takes_twice_as_long(line: str, characters: int) -> None:
    once = min(seconds(line, characters) for _ in range(3))
    for times in (2, 4):
        most = times * SLACK * once + 0.1
        # A machine that is busy gets a second chance.
        assert any(seconds(line, characters * times) < most for _ in range(2))


def test_lines_of_more_names_than_columns_are_no_header_to_be_puzzled_out() -> None:
    known = ("项目", "目标", "完成", "进度", "责任单位", "投资", "计划", "备注", "单位")
    names = [f"{known[n % 9]}{'ABCDEFGH'[n % 8] if n >= 9 else ''}" for n in range(39)]
    head = [names[n : n + 30] if n else names[3:6] for n in (0, 3, 6, 9)]
    body = [[f"{n}", f"新建停车场{n}处", *(f"{n}{c}" for c in range(7))] for n in range(1, 13)]
    lines = "".join(f"{' | '.join(cells)}\n" for cells in (*head, *body))
    assert spent(f"2024年市办实事6月进展情况\n{lines}") < 2


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        (b"\xff", "<script>"),
        (b"\xff", "<!--"),
        (b"", "<nextgroup><tr><meta charset=hex>x"),
        (b"<div><div>", "<div id=zoom>建成3处</div>"),
        (b"<table><tr><td>1<td>", "&nbsp;"),
        (b"1.", "12"),
        (b"1.", "1."),
    ],
)
def test_four_times_the_page_takes_less_than_sixteen_times_as_long(
    before: bytes, piece: str
) -> None:
    def work(size: int) -> float:
        page = f"各地要认真落实，特此通报，请社会各界监督。{piece * (size // len(piece))}"
        begun = time.process_time()
        with suppress(EtlError):
            read(extract(before + page.encode(), "text/html"), published=date(2024, 7, 10))
        return time.process_time() - begun

    assert work(200_000) < 6 * work(50_000) + 0.3


def seconds(line: str, characters: int) -> float:
    """Processor time of reading a text of that line repeated."""
    lines = (line.format(i=i + 2, n=i % 99 + 1) for i in range(characters // len(line)))
    return spent(f"2024年市办实事6月进展情况\n{''.join(lines)}")


def spent(text: str) -> float:
    """Processor time of reading a text."""
    document = extract(text.encode(), "text/plain")
    begun = time.process_time()
    with suppress(NotABulletin):
        read(document, published=date(2024, 7, 10))
    return time.process_time() - begun


@pytest.mark.parametrize(
    "words", ["不低于" + "每人每月" * 2000 + "1090元", "新建公路" + "9" * 40 + "座"]
)
def test_words_that_go_on_and_on_end_no_reading(words: str) -> None:
    text = f"2024年民生实事\n1.低保。标准{words}。\n进展情况：已建成3座。"
    assert read(extract(text.encode()), published=date(2024, 12, 30)).facts
