"""Plain text whose blanks lay out columns as paper does."""

import pytest

from etl.document.extract import extract

_SHEET = """金岭区2021年民生实事项目进展情况（截至10月31日）

 序号   项目名称         年度目标                     截至10月底进展                  责任单位
 1      农村饮水安全巩   巩固提升饮水工程24处，受益   已完工21处，受益1.5             区水务局
        固提升           人口1.86万人                 2万人
        养老服务设施     新建日间照料中心8个，新增    建成7个；新增床位365张，日均   区民政局
 2                       养老床位400张                服务2100人次

                                      第 1 页 共 2 页

金岭区人民政府督查室                                               督查专报第17期
                                                      ，满意度96%
 3      公共文化         建成文化服务中心52个         建成46个                        区文广新局
        合计                                          3项
"""


def test_columns_of_blanks_are_those_of_a_sheet_whose_cells_go_on_below() -> None:
    document = extract(_SHEET.encode())

    assert "督查专报第17期" in document.text
    [grid] = document.tables
    said = [
        [document.text[cell.start : cell.end] if cell else "" for cell in grid.row(row)]
        for row in range(grid.rows)
    ]
    assert said == [
        ["序号", "项目名称", "年度目标", "截至10月底进展", "责任单位"],
        [
            "1",
            "农村饮水安全巩固提升",
            "巩固提升饮水工程24处，受益人口1.86万人",
            "已完工21处，受益1.52万人",
            "区水务局",
        ],
        [
            "2",
            "养老服务设施",
            "新建日间照料中心8个，新增养老床位400张",
            "建成7个；新增床位365张，日均服务2100人次，满意度96%",
            "区民政局",
        ],
        ["3", "公共文化", "建成文化服务中心52个", "建成46个", "区文广新局"],
        ["", "合计", "", "3项", ""],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        # Two blanks between cells wherever they end are no columns of a sheet.
        "序号  项目  进展\n1  就业  新增3200人，完成年度目标的\n"
        "2  农村公路建设  建成4\n3  供水  建成5处\n",
        # Each row is a line: what divides its cells is told from the line.
        "序号    项目      目标    完成\n1       就业      30人    28人\n"
        "2       公路      40条    39条\n3       供水      50处    51处\n",
    ],
)
def test_a_text_whose_blanks_lay_out_no_sheet_is_left_as_it_is(rows: str) -> None:
    assert extract(rows.encode()).tables == ()
    assert extract(rows.encode()).text == rows
