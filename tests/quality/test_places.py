"""Whose a bulletin is, for portals of any level and places that no list knows."""

import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from etl.quality.content import place_names
from etl.quality.content.other_cities import place
from etl.quality.content.place_names import places_named
from etl.quality.origin import Origin


def _table(text: str) -> Iterator[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


CASES = list(_table(Path(__file__).with_name("places.tsv").read_text("utf-8")))
WORDS = list(_table(files("etl.quality").joinpath("no_places.tsv").read_text("utf-8")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['city']}: {case['title']}")
def test_a_bulletin_of_another_place_is_told_from_the_portals_own(case: dict[str, str]) -> None:
    others = tuple(filter(None, case["other_names"].split(",")))
    origin = Origin(city=case["city"], place_code=case["code"] or None, other_names=others)
    found = place(case["title"], f"{case['title']}\n{case['text']}", origin)
    named = found.named_in_heading if case["text"] else found.named_in_title
    assert named == case["names"]
    assert found.title_is_of_the_city is (not found.named_in_title if case["city"] else None)


NAMES = """
全州县 全椒县 镇江市 乡宁县 西乡县 新乡市 景德镇市 辉县市 津市市 沙市区 市南区 市中区
梅县区 东城区 越城区 项城市 个旧市 新建区 让胡路区 和平区 单县 公安县 成都市 石城县
上街区 梁园区 神农架林区 六枝特区 浦东新区 管城回族区 三道街街道
双江拉祜族佤族布朗族傣族自治县
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_names_with_words_of_bulletins_in_them_are_names(name: str) -> None:
    for title in (f"{name}2024年民生实事进展情况", f"关于2024年上半年{name}民生实事的通报"):
        assert [one.name for one in places_named(title)] == [name]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["word"])
def test_each_word_keeps_its_example_from_naming_a_place(
    row: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not list(places_named(row["example"]))
    without = [one for one in WORDS if one is not row]
    pattern = "|".join(
        f"{one['word']}(?!{one['unless']})" if one["unless"] else one["word"] for one in without
    )
    monkeypatch.setattr(place_names, "_no_name", lambda: re.compile(pattern))
    assert list(places_named(row["example"]))
