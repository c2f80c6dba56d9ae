"""Columns are known by evidence: names that no table of words holds, or none at all."""

import csv
from collections.abc import Sequence
from importlib.resources import files

import pytest

from etl.bulletin.tables.columns.column_roles import ROLES
from etl.bulletin.tables.columns.header_and_body import stand
from etl.bulletin.tables.columns.read_columns import Reading, read_columns
from etl.bulletin.tables.rows.read_grid import GridReading, read_grid
from etl.bulletin.words import column_names as names
from etl.document.grid import Cell, Grid


def _grid(rows: Sequence[str]) -> tuple[str, Grid]:
    """A table with bars between its cells; ``^`` goes on with the cell above."""
    cells: list[Cell] = []
    pieces: list[str] = []
    at = 0
    table = [[cell.strip() for cell in row.split("|")] for row in rows]
    for r, row in enumerate(table):
        for c, words in enumerate(row):
            if words != "^":
                height = 1
                while r + height < len(table) and table[r + height][c] == "^":
                    height += 1
                cells.append(Cell(at, at + len(words), r, c, height))
                pieces.append(words + "\n")
                at += len(words) + 1
    return "".join(pieces), Grid(len(table), max(map(len, table)), tuple(cells))


def _columns(*rows: str) -> Reading:
    return read_columns(stand(*_grid(rows)))


def _read(*rows: str, title: str = "") -> tuple[str, GridReading]:
    text, grid = _grid(rows)
    return text, read_grid(text, grid, year=2031, title=title)


def _said(text: str, reading: GridReading) -> list[tuple[int, str, str | None, str]]:
    return [
        (item.number, s.part, s.measure, text[s.start : s.end])
        for item in reading.items
        for s in item.segments
    ]


def test_arithmetic_knows_columns_that_no_word_names() -> None:
    reading = _columns(
        "甲栏 | 乙栏 | 丙栏 | 丁栏 | 戊栏",
        "1 | 街角健身苑 | 80 | 60 | 75%",
        "2 | 雨水花园 | 40 | 44 | 110%",
        "3 | 共享菜园 | 16 | 10 | 62.5%",
    )
    assert reading.roles == ("number", "item", "target", "actual", "rate")
    assert "target × rate = result" in reading.reasons


def test_arithmetic_outvotes_the_place_of_columns() -> None:
    reading = _columns(
        "栏一 | 栏二 | 栏三 | 栏四",
        "街角健身苑 | 75% | 60 | 80",
        "雨水花园 | 110% | 44 | 40",
        "共享菜园 | 62.5% | 10 | 16",
    )
    assert reading.roles == ("item", "rate", "actual", "target")


def test_a_promise_in_the_name_is_the_target_of_bare_results() -> None:
    text, reading = _read(
        "甲 | 乙 | 丙", "新建80个街角健身苑 | 60 | 75%", "改造40处雨水花园 | 44 | 110%"
    )
    assert _said(text, reading)[:3] == [
        (1, "target", "target", "新建80个街角健身苑"),
        (1, "progress", "actual", "60"),
        (1, "progress", "pct_of_target", "75%"),
    ]
    result = reading.items[0].segments[1]
    assert result.unit is not None
    assert (result.unit.canonical, result.topic) == ("个", "新建街角健身苑")


def test_cells_tell_agencies_people_and_dates_from_reports() -> None:
    reading = _columns(
        "子 | 丑 | 寅 | 卯 | 辰 | 巳",
        "1 | 新建街角健身苑80个。 | 区体育局 | 方知远 | 10月底前 | 已建成60个,其余正在施工。",
        "2 | 改造雨水花园40处。 | 区水务局 | 许南舟 | 年底前 | 累计改造44处,超额完成任务。",
    )
    assert reading.roles == ("number", "item", "agency", "other", "other", "actual")


def test_regions_are_no_pledges_and_their_total_has_no_region() -> None:
    text, reading = _read(
        "所在 | 应办(座) | 办成(座) | 折合",
        "东泽县 | 30 | 24 | 80%",
        "西泽县 | 20 | 9 | 45%",
        "合计 | 50 | 33 | 66%",
        title="某市2031年乡村戏台修缮进度表",
    )
    segments = [s for item in reading.items for s in item.segments]
    assert {item.number for item in reading.items} == {0}
    assert [s.breakdown for s in segments[::3]] == ["东泽县", "西泽县", None]
    assert [s.measure for s in segments[:3]] == ["target", "actual", "pct_of_target"]
    assert len({s.row for s in segments}) == len(reading.items)
    assert text[segments[-1].start : segments[-1].end] == "66%"


def test_rows_under_one_number_are_one_item_with_rows_of_their_own() -> None:
    _, reading = _read(
        "号 | 事 | 应 | 已 | 比",
        "1 | 新建健身苑 | 80个 | 60 | 75%",
        "^ | 改造雨水花园 | 40处 | 44 | 110%",
        "2 | 开辟共享菜园 | 16块 | 10 | 62.5%",
    )
    assert [item.number for item in reading.items] == [1, 2]
    assert len({s.row for s in reading.items[0].segments}) == len(("健身苑", "雨水花园"))


def test_a_table_on_its_side_is_read_like_one_on_its_feet() -> None:
    text, reading = _read(
        "  | 东泽 | 西泽 | 合计",
        "戏台年度目标 | 30 | 20 | 50",
        "实际完成 | 24 | 9 | 33",
    )
    first = [(s.part, text[s.start : s.end], s.breakdown) for s in reading.items[0].segments]
    assert first == [("target", "30", "东泽"), ("progress", "24", "东泽")]


def test_a_form_of_labels_and_values_is_one_pledge() -> None:
    text, reading = _read(
        "项目名称 | 新建街角健身苑80个",
        "责任单位 | 区体育局",
        "进展情况 | 已建成60个。",
        "存在问题 | 用地紧张,尚有2处未落实",
    )
    assert _said(text, reading) == [
        (1, "target", "target", "新建街角健身苑80个"),
        (1, "progress", "actual", "已建成60个。"),
        (1, "progress", None, "用地紧张,尚有2处未落实"),
    ]
    assert reading.items[0].agencies == ("区体育局",)


def test_a_month_of_its_own_and_a_part_of_a_total_measure_no_target() -> None:
    text, reading = _read(
        "项目 | 年度目标(个) | 11月完成 | 1-11月累计完成",
        "街角健身苑 | 80 | 6 | 60",
        "雨水花园 | 40 | 3 | 44",
    )
    promised, month, total = reading.items[0].segments
    assert text[month.start : month.end] == "6"
    assert promised.row == total.row != month.row


@pytest.mark.parametrize(
    ("name", "bare", "factor"),
    [("筹集资金3000万元", "2700", 10_000), ("整修山塘3万口", "1265", 1)],
)
def test_a_bare_figure_takes_the_scale_that_its_promise_makes_likely(
    name: str, bare: str, factor: int
) -> None:
    _, reading = _read("事 | 已办", f"{name} | {bare}", "新建书房20家 | 18")
    unit = reading.items[0].segments[1].unit
    assert unit is not None
    assert unit.factor == factor


def test_columns_that_can_be_taken_either_way_are_doubtful() -> None:
    _, reading = _read("甲 | 乙 | 丙", "健身苑 | 12 | 11", "花园 | 9 | 9", "菜园 | 7 | 8")
    assert reading.certain < _columns_certain()


def _columns_certain() -> float:
    return _read("项目 | 年度目标 | 实际完成", "健身苑 | 12 | 11", "花园 | 9 | 9", "菜园 | 7 | 8")[
        1
    ].certain


def _rows_of_words() -> list[tuple[str, str, str]]:
    lines = files("etl.bulletin.words").joinpath("columns.tsv").read_text("utf-8").splitlines()
    table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return [(row["word"], row["role"], row["example"]) for row in table]


def test_every_word_is_used_by_its_example() -> None:
    words = _rows_of_words()
    assert len({word for word, _, _ in words}) == len(words)
    for word, role, example in words:
        assert role in (*ROLES, "filler")
        assert word in example
        assert role == "filler" or names.votes(example).get(role, 0) > 0


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("计划投资额", "投资额"),
        ("年度目标", ""),
        ("累计开工数", "开工"),
        ("投资计划完成率", "投资"),
    ],
)
def test_what_is_counted_is_left_of_a_name(name: str, left: str) -> None:
    assert names.indicator(name) == left


@pytest.mark.parametrize(
    ("rows", "roles"),
    [
        (["项目 | 承诺数 | 兑现数 | 欠数", "甲 | 80 | 60 | 20", "乙 | 40 | 31 | 9",
          "丙 | 16 | 16 | 0"],
         ("item", "target", "actual", "remaining")),
        (["县区 | 原标准 | 新标准 | 提高幅度(%)", "东县 | 360 | 420 | 16.7",
          "西县 | 300 | 350 | 16.7", "南县 | 320 | 370 | 15.6"],
         ("region", "previous", "actual", "change")),
        (["项目 | 总投资(万元) | 年度计划投资(万元) | 完成投资(万元)", "水厂 | 900 | 300 | 210",
          "公园 | 800 | 200 | 205"],
         ("item", "actual", "target", "actual")),
        (["镇街 | 应改(户) | 已改(户) | 名次", "东镇 | 40 | 30 | 2", "西镇 | 30 | 29 | 1"],
         ("region", "target", "actual", "other")),
        (["事项 | 推进状态 | 备注", "建园6个 | 推进中 | 已建成5个",
          "修路9公里 | 完成 | 已修9公里"],
         ("item", "other", "actual")),
    ],
)  # fmt: skip
def test_kinds_of_columns(rows: Sequence[str], roles: tuple[str, ...]) -> None:
    assert _columns(*rows).roles == roles


def test_a_cell_that_holds_a_promise_and_its_result_is_two() -> None:
    text, reading = _read("项目 | 计划数/实绩数", "建站(个) | 18/11", "修路(公里) | 40/44")
    assert [s[1:] for s in _said(text, reading)][:2] == [
        ("target", "target", "18"),
        ("progress", "actual", "11"),
    ]


def test_a_header_said_again_begins_another_table() -> None:
    _, reading = _read(
        "项目 | 目标(公里) | 完成(公里)",
        "修路 | 40 | 44",
        "项目 | 目标(户) | 完成(户)",
        "改厕 | 50 | 41",
    )
    units = [s.unit.canonical for item in reading.items for s in item.segments if s.unit]
    assert units == ["公里", "公里", "户", "户"]


def test_a_record_of_the_document_is_no_table_of_pledges() -> None:
    _, reading = _read(
        "索引号 | 1137/2031-01 | 发文机关 | 市政府", "文号 | 8号 | 成文日期 | 2031-07-09"
    )
    assert (reading.items, reading.outside) == ((), "furniture")


def test_numbers_that_nothing_divides_from_the_names_count_on_from_one() -> None:
    header = "项目 | 年度目标 | 完成"
    rows = ("1东校区 | 6所 | 4所", "2供水管网 | 40公里 | 36公里", "3停车场 | 9处 | 5处")
    _, reading = _read(header, *rows, "(三期) | 2处 | 1处", "4公交站 | 20个 | 18个")
    assert [item.number for item in reading.items] == [1, 2, 3, 4]
    _, reading = _read(header, "3公里路 | 3公里 | 2公里", "12号楼 | 1栋 | 1栋", "9路车 | 8辆 | 6辆")
    assert [item.number for item in reading.items] == [1, 2, 3]


def test_a_row_without_a_number_takes_none_from_those_below_it() -> None:
    _, reading = _read(
        "序号 | 项目 | 年度目标 | 完成",
        " | 其他项目 | 30个 | 14个",
        "1 | 新建健身苑 | 80个 | 60个",
        "2 | 改造雨水花园 | 40处 | 44处",
        "3 | 开辟共享菜园 | 16块 | 10块",
    )
    assert [item.number for item in reading.items] == [0, 1, 2, 3]
