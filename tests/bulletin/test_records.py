"""Records of a portal as its data service gives them: in JSON, in XML."""

import json

import pytest

from etl.document.extract import extract

_DUMP = {
    "docid": "t20310418",
    "title": "2031年民生实事一季度进展公示",
    "hits": 1067,
    "summary": "截至3月底,民生实事完成投资3270万元。",
    "items": [
        {
            "序号": 1,
            "年度目标": "硬化村道40公里",
            "进展情况": "硬化12公里\n修桥1座",
            "完成率": None,
        },
        {"序号": 2, "年度目标": "新建书屋5家", "进展情况": "建成1家", "完成率": ["20%", "按序时"]},
    ],
}


def test_records_are_a_table_below_the_title_and_what_is_said_of_all() -> None:
    document = extract(json.dumps(_DUMP, ensure_ascii=False, indent=1).encode())
    assert document.title == _DUMP["title"]
    assert document.text.splitlines()[:2] == [_DUMP["title"], _DUMP["summary"]]
    assert "1067" not in document.text
    [grid] = document.tables
    said = "".join("\n" if at in grid.breaks else c for at, c in enumerate(document.text))
    rows = [
        [said[cell.start : cell.end] if cell else "" for cell in grid.row(row)]
        for row in range(grid.rows)
    ]
    assert rows == [
        ["序号", "年度目标", "进展情况", "完成率"],
        ["1", "硬化村道40公里", "硬化12公里\n修桥1座", ""],
        ["2", "新建书屋5家", "建成1家", "20%\n按序时"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "2031年民生实事进展情况"}',
        "[通知]已建成书屋5家。",
        '{"items": [{"a": 1}',
        "[" * 5000,
    ],
)
def test_what_has_no_records_is_left_as_it_is(text: str) -> None:
    assert extract(text.encode()).tables == ()


def test_records_in_xml_are_a_table_within_the_text() -> None:
    rows = "".join(
        f"<row>\n<序号>{n}</序号>\n<实事名称>{name}</实事名称>\n<年度目标>{target}</年度目标>\n</row>\n"
        for n, name, target in ((1, "村道", "3.6"), (2, "书屋", ""))
    )
    answer = f"<?xml version='1.0'?>\n<data>\n<code>200</code>\n{rows}</data>"
    text = f"数据集:2031年民生实事进展\n{answer}\n注:累计数。"
    document = extract(text.encode())
    assert document.text.startswith("数据集:2031年民生实事进展")
    assert document.text.endswith("注:累计数。")
    assert "200" not in document.text
    [grid] = document.tables
    said = [[document.text[c.start : c.end] if c else "" for c in grid.row(r)] for r in range(3)]
    assert said == [["序号", "实事名称", "年度目标"], ["1", "村道", "3.6"], ["2", "书屋", ""]]
