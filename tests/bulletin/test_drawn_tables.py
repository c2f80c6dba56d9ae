"""Tables drawn with characters, and tables of Markdown whose cells have several lines."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.document.extract import extract

_RULED = """2031年民生实事进展情况
┌──┬──────┬────────────┐
│序号│    项目    │       工程量（任务数） │
│    │            ├──────┬─────┤
│    │            │  年度计划  │  完成数  │
├──┼──────┼──────┼─────┤
│1   │新建公厕    │18座        │18座      │
│    ├──────┼──────┼─────┤
│    │改建公厕    │25座        │22座      │
├──┼──────┼──────┼─────┤
│2   │硬化村道及排│40公里      │30公里    │
│    │水沟渠      │            │          │
└──┴──────┴──────┴─────┘
注:数据由各单位提供。
"""
_HEADER_ALONE = """2031年民生实事进展情况
+----+------------+----------+--------+
|序号| 项目       | 年度计划 | 完成数 |
+----+------------+----------+--------+
|1   |新建公厕    |18座      |18座    |
|2   |硬化村道及排|40公里    |30公里  |
|    |水沟渠      |          |        |
|3   |清淤山塘    |8口       |6口     |
+----+------------+----------+--------+
"""
_MARKDOWN = """# 2031年民生实事进展情况

| 序号 | 年度计划 | 完成数 |
| --- | :---: | --- |
| 1 | ①新建公厕18座<br>②改建公厕25座 | ①18<br>②22 |
| 2 | 硬化村道40公里 |  |

说明<br>数据由各单位提供。
"""


def _rows(text: str) -> list[list[str]]:
    document = extract(text.encode())
    [grid] = document.tables
    said = "".join("\n" if at in grid.breaks else c for at, c in enumerate(document.text))
    return [
        [said[cell.start : cell.end] if cell else "" for cell in grid.row(row)]
        for row in range(grid.rows)
    ]


def test_a_cell_goes_on_below_until_a_rule_ends_it() -> None:
    assert _rows(_RULED) == [
        ["序号", "项目", "工程量（任务数）", "工程量（任务数）"],
        ["序号", "项目", "年度计划", "完成数"],
        ["1", "新建公厕", "18座", "18座"],
        ["1", "改建公厕", "25座", "22座"],
        ["2", "硬化村道及排水沟渠", "40公里", "30公里"],
    ]
    assert extract(_RULED.encode()).text.endswith("注:数据由各单位提供。")


def test_what_no_rule_divides_are_rows_where_each_has_a_number() -> None:
    assert _rows(_HEADER_ALONE)[1:] == [
        ["1", "新建公厕", "18座", "18座"],
        ["2", "硬化村道及排水沟渠", "40公里", "30公里"],
        ["3", "清淤山塘", "8口", "6口"],
    ]


def test_a_break_in_a_cell_of_markdown_is_a_line() -> None:
    assert _rows(_MARKDOWN) == [
        ["序号", "年度计划", "完成数"],
        ["1", "①新建公厕18座\n②改建公厕25座", "①18\n②22"],
        ["2", "硬化村道40公里", ""],
    ]
    assert extract(_MARKDOWN.encode()).text.endswith("说明\n数据由各单位提供。")


def test_a_plus_within_a_cell_divides_nothing() -> None:
    drawn = _HEADER_ALONE.replace("新建公厕    ", "互联网+政务 ").replace(
        "18座      ", "16+2座    "
    )
    assert _rows(drawn)[1] == ["1", "互联网+政务", "16+2座", "18座"]


@pytest.mark.parametrize(
    "text", ["说明:a+b | c+d\n", "┌──┐\n│通知│\n└──┘\n", "+--+\n|1 |\n", "| a | b |\n"]
)
def test_other_lines_and_bars_are_left_as_they_are(text: str) -> None:
    assert extract(text.encode()).tables == ()


_WORDS = st.text("新建公厕改造村道路灯18座40%", min_size=1, max_size=6)


@given(st.lists(st.lists(_WORDS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_a_table_that_is_drawn_is_read_as_it_was(rows: list[list[str]]) -> None:
    assert _rows(f"进展情况\n{_drawn(rows)}\n") == rows


def _drawn(rows: list[list[str]]) -> str:
    def places(words: str) -> int:
        return sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in words)

    widths = [max(places(row[n]) for row in rows) + 4 for n in range(3)]
    rule = f"+{'+'.join('-' * width for width in widths)}+"
    lines = [
        "|".join(
            words + " " * (width - places(words)) for words, width in zip(row, widths, strict=True)
        )
        for row in rows
    ]
    return "\n".join([rule, *(f"|{line}|\n{rule}" for line in lines)])
