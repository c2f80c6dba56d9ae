"""Tables without rules on paper, drawn here as lines of text."""

import re
import unicodedata
from collections.abc import Sequence

import pytest

from etl.document.paper.paragraphs_and_cells import Line
from etl.document.paper.tables_over_pages import RuledTable, made_whole
from etl.document.paper.unruled_tables import begun_behind, tables
from etl.document.paper.word_lines import Word
from etl.document.raw_table import RawCell, RawTable

SIZE, PITCH = 10.0, 20.0


def drawn(*lines: str, pitch: float = PITCH) -> list[Word]:
    """The pieces of lines, apart by two blanks; a blank is half as wide as 一."""
    words = []
    for n, line in enumerate(lines):
        for piece in re.finditer(r"\S+(?: \S+)*", line):
            left, width = _width(line[: piece.start()]), _width(piece[0])
            words.append(Word(piece[0], left, left + width, n * pitch, n * pitch + SIZE))
    return words


def _width(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return SIZE * (len(text) + wide) / 2


def told(table: RawTable) -> list[str]:
    return [" ".join(table.said(row)) for row in range(table.rows)]


def found(words: Sequence[Word]) -> list[list[str]]:
    return [told(one.table) for one in tables(words, (), None)]


TOWNS = (
    "            东江        南浦        西岭        合计",
    "年度目标    20          30          10          60",
    "实际完成    12          15          10          37",
)
SCHOOLS = (
    "            新建                    改建",
    "年度目标    5                       16",
    "实际完成    4                       11",
)


def test_short_lines_of_text_divide_tables() -> None:
    between = (
        "  4.新增公共停车泊位400个，建成充电桩60个。",
        "  牵头领导：甲",
        "  责任单位：市城管局，各区县政府",
    )
    words = drawn(*TOWNS, *between, *SCHOOLS)
    assert found(words) == [
        ["东江 南浦 西岭 合计", "年度目标 20 30 10 60", "实际完成 12 15 10 37"],
        ["新建 改建", "年度目标 5 16", "实际完成 4 11"],
    ]


@pytest.mark.parametrize(
    ("line", "inside"), [("一、改善居住条件和出行", True), ("    2024年9月推进情况", False)]
)
def test_a_line_over_columns_is_a_section_unless_it_is_indented(line: str, inside: bool) -> None:
    words = drawn(*TOWNS, line, *TOWNS[1:], TOWNS[2])
    whole = len(found(words)) == 1
    assert whole == inside


FORM = (
    "项目    新增停车泊位300个，其中公共泊位240个",
    "任务    完成200个",
    "进展    已建成212个",
    "问题    无",
)


def test_forms_under_one_another_are_one_each_and_a_cut_one_is_like_the_one_above() -> None:
    title = "    2024年实事推进情况表"
    forms = found(drawn(*FORM, title, *FORM, title, *FORM[:2]))
    first = [" ".join(line.split()) for line in FORM]
    assert forms == [first, first, first[:2]]


TASKS = (
    "老年食堂    已建成4家",
    "            在建2家",
    "",
    "农贸市场    改造完成5家",
    "",
    "停车泊位    建成300个",
    "",
    "口袋公园    建成6处",
)
WRAPPED = (
    "快检        配置30台",
    "设备        检测200批",
)
LINE = "健身步道    建成9公里"


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        (WRAPPED, ["快检设备 配置30台检测200批"]),
        ((*WRAPPED, "", LINE), ["快检设备 配置30台检测200批", "健身步道 建成9公里"]),
        ((LINE, "", LINE), ["健身步道 建成9公里"] * 2),
    ],
)
def test_rows_of_the_next_page_are_as_far_apart_as_those_of_the_page_before(
    page: Sequence[str], rows: list[str]
) -> None:
    [before] = tables(drawn(*TASKS, pitch=15), (), None)
    [after] = tables(drawn(*page, pitch=15), (), before)
    assert told(after.table) == rows


NUMBERED = (
    "序号    项目        年度目标",
    "1       老年食堂    4家",
    "2       停车泊位    300个",
    "3       口袋公园    6处",
)


def test_columns_of_the_next_page_are_those_of_the_page_before() -> None:
    unnumbered = [" " + line[1:] for line in NUMBERED[1:]]
    [before] = tables(drawn(*NUMBERED), (), None)
    [after] = tables(drawn(*unnumbered), (), before)
    assert {cell.column for cell in after.table.cells} == {1, 2}


def test_columns_of_a_table_are_what_all_its_pages_show() -> None:
    rows = (
        "4       社区书房    12家",
        "5       公厕        9座",
        "        （改造）",
        "6       路灯        80盏",
        "7       桥梁        2座",
        "8       管网        5公里",
    )
    pages = [drawn(*page) for page in (NUMBERED[:2], NUMBERED[2:], rows[:2], rows[2:])]
    before, said = None, []
    for page, behind in zip(pages, begun_behind([(page, ()) for page in pages]), strict=True):
        [before] = tables(page, (), before, behind)
        said += told(before.table)
    assert said == [" ".join(line.split()) for line in (*NUMBERED, *rows)]


def test_words_that_stand_close_are_no_column_of_their_own() -> None:
    total = [Word("合", 0, 10, 80, 90), Word("计", 13, 23, 80, 90), Word("310", 100, 115, 80, 90)]
    [table] = tables([*drawn(*NUMBERED), *total], ())
    assert {cell.column for cell in table.table.cells} == {0, 1, 2}
    assert told(table.table)[-1] == "合计 310"


@pytest.mark.parametrize(
    ("line", "room", "hangs"),
    [
        (Line("局", 54, 66, 98, 500), 0.5, True),
        (Line("局", 54, 66, 98, 500), 2.5, False),
        (Line("局", 54, 66, 104, 500), 0.5, False),
        (Line("注：按月统计，不含高新区。", 54, 210, 98, 500), 0.5, False),
    ],
)
def test_a_line_that_hangs_out_of_a_full_cell_is_the_rest_of_it(
    line: Line, room: float, hangs: bool
) -> None:
    cells = RawTable((RawCell("县教育", 0, 0), RawCell("改造校舍", 0, 1)))
    page = RuledTable(cells, (50, 120), right=290, bottom=100, room={0: room}, open=False)
    [table, *lines] = made_whole([(page, line)])
    assert isinstance(table, RawTable)
    assert (table.said(0), lines) == (
        ("县教育局" if hangs else "县教育", "改造校舍"),
        [] if hangs else [line],
    )
