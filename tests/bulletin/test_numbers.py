"""Numerals taken whole, each with its unit (numbers.tsv), and the tables of measure words."""

from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.grammar.numerals.numeral_scan import scan
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.text.normal_form import normalise
from etl.bulletin.words import measure_words, units_in_names, word_tables
from etl.bulletin.words.measure_words import Measures

LINES = Path(__file__).with_name("numbers.tsv").read_text("utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")][1:]
UNITS = word_tables.table("units.tsv")
CLASHES = word_tables.table("clashes.tsv")


def written(read: Quantity | Numeral) -> str:
    """A numeral as numbers.tsv writes it."""
    if isinstance(read, Numeral):
        return f"!{read.kind}"
    kind = "" if read.kind == "quantity" else f"!{read.kind}"
    value = format(read.value, "f")
    value = value.rstrip("0").rstrip(".") if "." in value else value
    return " ".join(word for word in (value, read.unit, read.qualifier, kind) if word)


def readings(text: str) -> list[str]:
    quantities, others = scan(normalise(text).text)
    found: list[Quantity | Numeral] = [*quantities, *others]
    return [written(one) for one in sorted(found, key=lambda one: one.start)]


@pytest.mark.parametrize(("text", "read"), CASES, ids=[text for text, _ in CASES])
def test_a_numeral_is_taken_whole(text: str, read: str) -> None:
    assert readings(text) == [one for one in read.split("; ") if one]


@pytest.mark.parametrize(
    ("words", "value"),
    [("三百二十", 320), ("一二", 12), ("80", 80), ("十一", 11), ("二十", 20), ("一百零五", 105)],
)
def test_a_numeral_alone_has_its_value(words: str, value: int) -> None:
    assert numeral(words) == value


def vocabulary_without(word: str) -> Measures:
    whole = measure_words.measures()
    return Measures(
        (unit for unit in whole.vocabulary.values() if unit.word != word),
        {row["word"]: row["unless"] for row in CLASHES},
    )


@pytest.mark.parametrize("row", UNITS, ids=[row["word"] for row in UNITS])
def test_each_unit_is_needed_by_its_example(
    row: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it, _ = scan(row["example"])
    assert (row["word"], row["kind"]) in {(q.word, q.kind) for q in with_it}
    fewer = vocabulary_without(row["word"])
    monkeypatch.setattr(measure_words, "measures", lambda: fewer)
    without_it, _ = scan(row["example"])
    assert without_it != with_it


def test_each_clash_begins_with_a_measure_word() -> None:
    words = {row["word"] for row in UNITS}
    whole = [row["word"] for row in CLASHES]
    assert [word for word in whole if not any(word[:end] in words for end in (1, 2, 3))] == []
    assert len(whole) == len(set(whole))


@pytest.mark.parametrize(
    ("name", "unit", "factor"),
    [
        ("停车泊位(个)", "个", 1),
        ("完成投资(万元)", "元", 10**4),
        ("单位:亿元", "元", 10**8),
        ("补助标准(元/月/人)", "元/人·月", 1),
        ("补助标准(元/人·年)", "元/人·年", 1),
        ("标准(元/(人·月))", "元/人·月", 1),
        ("处理能力(万吨/日)", "吨/日", 10**4),
        ("里程(千米)", "公里", 1),
        ("转移就业(千人)", "人", 1000),
    ],
)
def test_a_name_gives_its_unit_in_brackets(name: str, unit: str, factor: int) -> None:
    found = units_in_names.from_name(name)
    assert found is not None
    assert (found.canonical, found.factor) == (unit, Decimal(factor))


@pytest.mark.parametrize("name", ["停车泊位(新建)", "停车泊位", "完成情况(%点)x", "(元/月/月)"])
def test_a_name_without_a_unit_gives_none(name: str) -> None:
    assert units_in_names.from_name(name) is None


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1,",
        "1、",
        "一",
        "万",
        "十百",
        "1万",
        "3 600 ",
        "1·",
        "1年",
        "每人",
        "1/",
        "-1",
        "零",
        "1'",
    ],
)
def test_reading_takes_time_that_grows_with_the_length_alone(piece: str) -> None:
    def taken(times: int) -> float:
        start = process_time()
        scan(piece * times)
        return process_time() - start

    taken(100)
    # Eight times the text: where time grew with the square it would be 64 times.
    most = 24 * max(taken(1000), 0.002)
    # A machine that is busy gets a second chance.
    assert taken(8000) < most or taken(8000) < most
