"""Tables as grids: from pages and files, and from text that a copy has flattened."""

from itertools import pairwise

import docx
import openpyxl
import pytest
from hypothesis import given

from etl.bulletin.text.normal_form import normalise_document
from etl.document.extract import Document, extract
from etl.document.grid import Grid
from etl.document.lay_out import laid_out
from etl.document.raw_table import RawCell, RawTable
from tests.bulletin import attachments
from tests.bulletin.any_text import any_text, moderate

Rows = list[list[str]]

WHOLE = [
    ["序号", "项目名称", "牵头单位", "年度目标", "完成情况", "完成率"],
    ["1", "新建充电车棚", "住建局", "120座", "90座", "75%"],
    ["2", "更换老旧水表", "水务局", "6000只", "6300只", "105%"],
    ["3", "新增养老床位", "民政局", "300张", "240张", "80%"],
]
FLATTENED = {
    "bars": "\n".join(" | ".join(row) + " |" for row in WHOLE),
    "bars without an end": "\n".join(" | ".join(row) for row in WHOLE),
    "a cell a line with bars": "\n".join(f"{cell} |" for row in WHOLE for cell in row),
    "a cell a line": "\n\n".join(cell for row in WHOLE for cell in row),
    "tabs": "\n".join("\t".join(row) for row in WHOLE),
    "wide blanks": "\n".join("   ".join(row) for row in WHOLE),
    "single blanks": "\n".join(" ".join(row) for row in WHOLE),
    "one line": " ".join(" ".join(row) for row in WHOLE),
}


def shown(text: str, grid: Grid) -> Rows:
    """The words of each position; those of a cell that spans several, once."""
    return [
        [
            "".join(text[cell.start : cell.end].split())
            if cell and (cell.row, cell.column) == (row, column)
            else ""
            for column, cell in enumerate(grid.row(row))
        ]
        for row in range(grid.rows)
    ]


def tables_of(text: str) -> list[Rows]:
    normal, grids = normalise_document(Document("", text))
    return [shown(normal.text, grid) for grid in grids]


def page_tables(markup: str) -> list[Rows]:
    page = f"<html><head><title>t</title></head><body><div id='zoom'>{markup}</div></body></html>"
    normal, grids = normalise_document(extract(page.encode()))
    return [shown(normal.text, grid) for grid in grids]


@pytest.mark.parametrize("text", FLATTENED.values(), ids=FLATTENED)
@pytest.mark.parametrize("around", ["{}", "今年以来,各项实事有序推进。\n{}\n\n来源:市政府办公室"])
def test_a_flattened_table_is_the_grid_that_it_was(text: str, around: str) -> None:
    assert tables_of(around.format(text)) == [WHOLE]


def test_merged_cells_that_are_lost_leave_holes_where_their_kind_stands() -> None:
    lines = (
        "序号\n重点工作\n牵头单位\n完成时间\n进展情况\n1\n新建书房15家\n文旅局\n11月底前\n已建成9家。\n"
        "2\n新增护理床位80张\n10月底前\n已新增60张。\n3\n开展义诊200场次\n已开展55场次。"
    )
    assert tables_of(lines) == [
        [
            ["序号", "重点工作", "牵头单位", "完成时间", "进展情况"],
            ["1", "新建书房15家", "文旅局", "11月底前", "已建成9家。"],
            ["2", "新增护理床位80张", "", "10月底前", "已新增60张。"],
            ["3", "开展义诊200场次", "", "", "已开展55场次。"],
        ]
    ]
    bars = (
        "序号 | 类别 | 项目 | 进展 |\n1 | 交通出行 | 新增公交线路6条。 | 已开通3条。 |\n"
        "2 | 新增巴士线路4条。 | 线路正在办理手续。 | |\n"
        "3 | 民生设施 | 改造公厕12座。 | 已完成10座。 |"
    )
    assert tables_of(bars)[0][2] == ["2", "", "新增巴士线路4条。", "线路正在办理手续。"]


def test_names_of_columns_may_be_broken_or_spaced() -> None:
    lines = (
        "序号\n目标任务\n牵头\n市领导\n责任单位\n形象进度\n(%)\n"
        "1\n新建书房5家\n王一一\n文旅局\n40%\n2\n更换水表6000只\n王一一\n水务局\n55%"
    )
    assert tables_of(lines)[0][0] == ["序号", "目标任务", "牵头市领导", "责任单位", "形象进度(%)"]
    spaced = "序号 考核指标 单 位 工作目标 已完成数 备  注\n1 新增就业 万人 4.1 4.92  人社局"
    spaced += "\n2 更换水表 只 6000 6300 水务局"
    assert tables_of(spaced)[0][0][2::3] == ["单位", "备注"]


def test_forms_are_rows_of_one_table() -> None:
    forms = "".join(
        f"2031年实事项目月报表\n项 目\n名 称\n{item}\n进展情况\n{report}\n存在困难\n无\n"
        for item, report in (("新建书房20家", "已建成21家。"), ("改造公园60处", "已改造63处。"))
    )
    rows = [
        ["项目名称", "进展情况", "存在困难"],
        ["新建书房20家", "已建成21家。", "无"],
        ["改造公园60处", "已改造63处。", "无"],
    ]
    assert tables_of(forms) == [rows]
    markup = ""
    for row in rows[1:]:
        fields = zip(rows[0], row, strict=True)
        markup += f"<table>{''.join(f'<tr><td>{a}<td>{b}</tr>' for a, b in fields)}</table>"
    assert page_tables(markup) == [rows]


@pytest.mark.parametrize("between", ["\n", " "])
def test_labels_between_blanks_make_forms_wherever_lines_end(between: str) -> None:
    told = [
        ("新建书房20家", "已建成21家。"),
        ("改造公园60处", "已改造63处。"),
        ("修桥3座", "已通车。"),
    ]
    forms = [f"项目 名称 {item} 考核 指标 {item} 进展情况 {report}" for item, report in told]
    rows = [[item, item, report] for item, report in told]
    assert tables_of(between.join(forms)) == [[["项目名称", "考核指标", "进展情况"], *rows]]
    # What is followed by the same each time is a header that returns.
    header = "项目名称 单位 年度任务 责任单位"
    assert (
        tables_of(f"{header}\n书房 家 20 文旅局\n{header}\n公园 处 60 园林局")[0][0]
        == header.split()
    )


def test_columns_read_one_after_the_other_are_a_table() -> None:
    columns = (
        ("序号", "1", "2", "3"),
        ("项目名称", "新建书房", "改造公厕", "修建公园"),
        ("年度目标", "5家", "16座", "3处"),
        ("完成情况", "已建成4家", "完成17座", "在建"),
    )
    text = "\n".join(cell for column in columns for cell in column)
    assert tables_of(text) == [list(map(list, zip(*columns, strict=True)))]


@pytest.mark.parametrize("divider", ["\t", "   "])
def test_rows_without_a_header_are_a_table(divider: str) -> None:
    rows = [
        [f"书房{n}号", f"新建{n}4家", f"已建成{n}3家,完成9{n}%", "文旅局"]
        for n in ("1", "2", "3", "4")
    ]
    assert tables_of("\n".join(map(divider.join, rows))) == [rows]
    assert not tables_of("\n".join(map(divider.join, rows[:3])))


@pytest.mark.parametrize("between", ["\n", ""])
def test_known_labels_divide_forms_that_are_run_together(between: str) -> None:
    told = [
        ("书房", "20家", "已建成21家。"),
        ("公园", "60处", "已改造63处。"),
        ("桥", "3座", "已通车。"),
    ]
    forms = [f"项目名称{name}年度目标{plan}完成情况{report}" for name, plan, report in told]
    header = ["项目名称", "年度目标", "完成情况"]
    assert tables_of(between.join(forms)) == [[header, *map(list, told)]]


def test_figures_run_into_a_line_are_a_table() -> None:
    line = (
        "配合单位:市财政局 东江 南浦 合计 车位年度目标 20 30 50 实际完成 21 — 21 4.新增床位90张。"
    )
    assert tables_of(line) == [
        [
            ["", "东江", "南浦", "合计"],
            ["车位年度目标", "20", "30", "50"],
            ["实际完成", "21", "—", "21"],
        ]
    ]


def test_a_header_of_several_rows_gets_its_spans_back() -> None:
    text = (
        "| 县别 | 任务数(户) | 完成情况 | 完成投资(万元) |\n"
        "| 户数 | 占计划(%) | 小计 | 房屋 | 配套 |\n"
        "| 甲县 | 512 | 375 | 73.2 | 544 | 418 | 126 |\n"
        "| 乙县 | 236 | 161 | 68.2 | 207 | 159 | 48 |"
    )
    assert tables_of(text)[0][:2] == [
        ["县别", "任务数(户)", "完成情况", "", "完成投资(万元)", "", ""],
        ["", "", "户数", "占计划(%)", "小计", "房屋", "配套"],
    ]


def test_two_rates_or_offices_below_one_another_are_of_one_cell() -> None:
    rows = [
        ["序号", "项目名称", "年度目标任务", "截至12月底完成情况", "完成率(%)", "责任单位"],
        [
            "1",
            "就业促进",
            "新增就业4200人,再就业1300人",
            "已新增就业4863人",
            "115.8\n117.4",
            "人社局",
        ],
        ["2", "技能培训", "开展岗前技能培训900人", "培训941人", "104.6", "人社局"],
        ["3", "困难救助", "发放补贴2650人", "已发放补贴2703人", "102\n100", "民政局\n残联"],
        ["4", "农村改厕", "改造厕所2000户", "已改造1940户", "97", "农业农村局"],
        ["5", "学前教育", "新建幼儿园2所", "2所已建成并通过验收", "100", "教育局"],
    ]
    [table] = tables_of("\n".join(cell for row in rows for cell in row))
    assert table == [[cell.replace("\n", "") for cell in row] for row in rows]


def test_rows_whose_cells_answer_line_by_line_are_rows_of_their_own() -> None:
    rows = [
        ["序号", "实事项目", "单位", "年度目标", "1-6月完成", "责任单位"],
        ["1", "城镇新增就业", "人", "38000", "22614", "市人社局"],
        [
            "2",
            "普惠托育<br>新增托位<br>新建托育点",
            "个<br>处",
            "1200<br>20",
            "685<br>11",
            "卫健委",
        ],
        ["3", "改厕<br>改灶", "户", "6300<br>480", "0<br>264", "农业农村局<br>住建局"],
        ["4", "送戏下乡", "场", "560", "287", "市文旅局"],
    ]
    markup = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    [table] = page_tables(f"<table>{markup}</table>")
    assert table[2:6] == [
        ["2", "普惠托育新增托位", "个", "1200", "685", "卫健委"],
        ["", "新建托育点", "处", "20", "11", ""],
        ["3", "改厕", "户", "6300", "0", "农业农村局"],
        ["", "改灶", "", "480", "264", "住建局"],
    ]


def test_blank_lines_part_cells_and_two_of_them_rows() -> None:
    rows = [
        ["序号", "实事项目", "目标", "完成", "责任单位"],
        ["城区(2个)"],
        ["1", "普惠托育\n新增托位\n新建托育点", "1200\n20", "685\n11", "卫健委"],
        ["2", "农村改厕", "6300", "26", "农业农村局\n乡村振兴局"],
        ["山区(1个)"],
        ["3", "送戏下乡", "560", "287", "市文旅局"],
    ]
    [table] = tables_of("\n\n\n".join("\n\n".join(row) for row in rows))
    assert table == [
        rows[0],
        ["城区(2个)", *[""] * 4],
        ["1", "普惠托育新增托位", "1200", "685", "卫健委"],
        ["", "新建托育点", "20", "11", ""],
        ["2", "农村改厕", "6300", "26", "农业农村局乡村振兴局"],
        ["山区(1个)", *[""] * 4],
        rows[5],
    ]


def test_names_below_a_padded_one_are_found_where_measures_stand_in_rows() -> None:
    text = """| 序号 | 指标 | 项目 | 全市 | 各县(区) | |
| 东区 | 西县 |
| 1 | 新增就业(人) | 年度目标 | 300 | 120 | 180 |
| 1-5月完成 | 200 | 90 | 110 |
| 2 | 技能培训(人次) | 年度目标 | 700 | 400 | 300 |
| 1-5月完成 | 350 | 230 | 120 |"""
    [table] = tables_of(text)
    assert table[:4] == [
        ["序号", "指标", "项目", "全市", "各县(区)", ""],
        ["", "", "", "", "东区", "西县"],
        ["1", "新增就业(人)", "年度目标", "300", "120", "180"],
        ["", "", "1-5月完成", "200", "90", "110"],
    ]


def test_names_on_paper_are_as_wide_as_those_below_them() -> None:
    rows = (
        ("序号", "项目", "目标", "各月完成", None, None, "累计"),
        (None, None, None, "1月", "2月", "3月", None),
        ("1", "书房", "9家", "2", "1", "3", "6"),
        ("2", "水表", "60只", "20", "9", "8", "37"),
    )
    cells = [
        RawCell(words, r, c, width=2 if words == "各月完成" else 1)
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
        if words
    ]
    _, (grid,) = normalise_document(Document("", *laid_out([RawTable(tuple(cells))])))
    assert {(c.row, c.column): (c.height, c.width) for c in grid.cells if c.row < 2} == {
        **{(0, column): (2, 1) for column in (0, 1, 2, 6)},
        (0, 3): (1, 3),
        **{(1, column): (1, 1) for column in (3, 4, 5)},
    }


@pytest.mark.parametrize(
    "prose",
    [
        "一、就业\n1.新增就业3万人,已完成2.8万人。\n2.开展培训5000人次,已完成4200人次。",
        "项目名称:新建书房20家\n责任单位:文旅局\n进展情况:已建成18家。",
        "1\n\n新增 6120张 养老床位,为计划的102%。\n\n2\n\n新建 64家 社区食堂,为计划的128%。",
        "民生实事\n工作进展\n一、新建书房\n已建成18家。\n二、更换水表\n已更换6300只。",
    ],
)
def test_prose_is_no_table(prose: str) -> None:
    assert tables_of(prose) == []


def test_a_page_shows_what_a_browser_shows() -> None:
    markup = (
        "<table><tr><th>项目<th>目标<th>完成</tr><tr style='display: none'><td>旧<td>1<td>1</tr>"
        "<tr><td rowspan=0>道路<td><s>8</s><ins>9</ins>公里<td>3200<sup>1</sup>m<sup>2</sup></tr>"
        "<tr><td>30公里<td><span hidden>11</span>12公里</tr></table>"
    )
    assert page_tables(markup) == [
        [["项目", "目标", "完成"], ["道路", "9公里", "3200m²"], ["", "30公里", "12公里"]]
    ]


def test_a_table_in_a_cell_is_its_words() -> None:
    inner = "<table><tr><td>甲县<td>3处</tr><tr><td>乙县<td>5处</tr></table>"
    markup = (
        "<table><tr><td>项目<td>目标<td>完成</tr>"
        f"<tr><td>公园<td>9处<td>{inner}</tr><tr><td>书房<td>6家<td>7家</tr></table>"
    )
    (outer,) = page_tables(markup)
    assert outer == [
        ["项目", "目标", "完成"],
        ["公园", "9处", "甲县3处乙县5处"],
        ["书房", "6家", "7家"],
    ]


def file_tables(raw: bytes) -> list[Rows]:
    normal, grids = normalise_document(extract(raw))
    return [shown(normal.text, grid) for grid in grids]


def test_files_give_the_same_grids_as_pages() -> None:
    for raw in (
        attachments.word("单位:个", WHOLE),
        attachments.sheet(["单位:个"], *WHOLE),
        attachments.pdf(["单位:个", [WHOLE[0][:4], WHOLE[1][:4]]], [[WHOLE[2][:4]]]),
    ):
        (table,) = file_tables(raw)
        assert [row[:4] for row in table][:3] == [row[:4] for row in WHOLE][:3]


def test_what_word_and_excel_do_not_show_is_not_read() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for cell, text in zip(table._cells, ("项目", "完成", "车位", "", "床位", "12张"), strict=True):
        cell.text = text
    paragraph = table.cell(1, 1).paragraphs[0]
    paragraph.add_run("1900").font.strike = True
    paragraph.add_run("2100个")
    assert file_tables(attachments.saved(document))[0][1] == ["车位", "2100个"]
    book = openpyxl.Workbook()
    for row in (["项目", "单位", "完成"], ["书房", "家", 5], ["旧账", "家", 9], ["茶室", None, 7]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.merge_cells("B2:B4")
    normal, (grid,) = normalise_document(extract(attachments.saved(book)))
    assert [row[0] for row in shown(normal.text, grid)] == ["项目", "书房", "茶室"]
    unit = grid.at(2, 1)
    assert unit is not None
    assert normal.text[unit.start : unit.end] == "家"


def test_a_table_cut_in_two_is_whole_again() -> None:
    header = "<table><tr><td>序号<td>项目<td>完成</tr></table>"
    body = "<table><tr><td>1<td>书房<td>5家</tr><tr><td>2<td>水表<td>60只</tr></table>"
    last = "<table><tr><td>序号<td>项目<td>完成</tr><tr><td>3<td>床位<td>7张</tr></table>"
    alone = "<table><tr><td>4<td>车位<td>9个</tr></table>"
    assert page_tables(header + body + last + alone) == [
        [
            ["序号", "项目", "完成"],
            ["1", "书房", "5家"],
            ["2", "水表", "60只"],
            ["3", "床位", "7张"],
            ["4", "车位", "9个"],
        ]
    ]


def test_the_lines_above_a_table_are_its_own() -> None:
    normal, (grid,) = normalise_document(
        Document("", f"投资情况表\n单位:万元\n{FLATTENED['bars']}")
    )
    assert [normal.text[s:e] for s, e in grid.lines] == ["投资情况表", "单位:万元"]


@moderate
@given(any_text)
def test_every_cell_has_its_place_in_the_text(text: str) -> None:
    normal, grids = normalise_document(Document("", text))
    for grid in grids:
        places = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.height)
            for column in range(cell.column, cell.column + cell.width)
        ]
        assert len(places) == len(set(places))
        assert all(row < grid.rows and column < grid.columns for row, column in places)
        for cell in grid.cells:
            words = normal.text[cell.start : cell.end]
            assert 0 <= cell.start <= cell.end <= len(normal.text)
            assert words == words.strip()
    assert all(above.end <= below.start for above, below in pairwise(grids))


BROKEN = "某县2031年实事进展表\n序\n号{0}项目{0}目标值{0}完成值{0}完成\n率%{0}排名\n"
RANKED = [
    ["1", "城镇新增就业(人)", "1800", "1092", "60.7", "3"],
    ["2", "新增托位(个)", "600", "402", "67", "2"],
    ["3", "无障碍改造(户)", "330", "341", "103.3", "1"],
]


@pytest.mark.parametrize("divider", ["\t", "  ", " ", "|"])
def test_names_broken_over_lines_are_one_header(divider: str) -> None:
    text = BROKEN.format(divider) + "\n".join(divider.join(row) for row in RANKED)
    header = ["序号", "项目", "目标值", "完成值", "完成率%", "排名"]
    assert tables_of(text) == [[header, *RANKED]]


@pytest.mark.parametrize("divider", ["\t", " ", "|"])
def test_two_rows_of_names_broken_over_lines(divider: str) -> None:
    header = (
        "乡镇{0}户厕改造(户){0}管网入户\n(公里){0}综合\n排名\n"
        "计划{0}完成\n率(%){0}计划{0}完成\n率(%)\n"
    )
    rows = [
        ["东镇", "620", "91.5", "18.5", "87.6", "2"],
        ["西镇", "980", "88.0", "24", "73.3", "1"],
    ]
    text = header.format(divider) + "\n".join(divider.join(row) for row in rows)
    assert tables_of(text) == [
        [
            ["乡镇", "户厕改造(户)", "", "管网入户(公里)", "", "综合排名"],
            ["", "计划", "完成率(%)", "计划", "完成率(%)", ""],
            *rows,
        ]
    ]


def test_tabs_keep_empty_cells() -> None:
    rows = [
        ["序号", "项目名称", "责任单位", "完成情况", "备注"],
        ["1", "新建充电车棚", "住建局", "", "已开工"],
        ["2", "更换老旧水表", "", "6300只", ""],
        ["3", "新增养老床位", "民政局", "240张", "按期"],
    ]
    assert tables_of("\n".join("\t".join(row) for row in rows)) == [rows]


def test_lines_with_bars_above_a_table_are_none_of_its_rows() -> None:
    text = "索引号:A-1 | 发布机构:县督查室 | 日期:2031-10-08\n" + FLATTENED["bars"]
    assert tables_of(text) == [WHOLE]


def test_prose_between_two_tables_belongs_to_neither() -> None:
    between = "\n从上表看,充电车棚进度较慢,主要是用地报批耽误了时间。\n"
    text = FLATTENED["tabs"] + between + FLATTENED["wide blanks"]
    assert tables_of(text) == [WHOLE, WHOLE]


def test_a_header_inside_a_table_begins_another() -> None:
    first = "序号 项目 目标(公里) 完成(公里)\n1 甲路 3 2\n2 乙路 5 4\n"
    second = "入户改造类\n序号 项目 目标(户) 完成(户)\n3 丙村管网 420 436\n4 丁村燃气 380 351"
    assert [len(table) for table in tables_of(first + second)] == [3, 3]


def test_a_matrix_without_a_corner_keeps_its_labels_apart() -> None:
    text = "东江\t南浦\t合计\n年度目标\t2\t3\t5\n实际完成\t2\t1\t3"
    assert tables_of(text) == [
        [["", "东江", "南浦", "合计"], ["年度目标", "2", "3", "5"], ["实际完成", "2", "1", "3"]]
    ]


def test_what_could_be_cut_otherwise_is_doubtful() -> None:
    _, regular = normalise_document(Document("", FLATTENED["tabs"]))
    assert [grid.doubt for grid in regular] == [""]
