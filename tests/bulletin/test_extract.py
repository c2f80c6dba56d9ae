"""Pages as portals serve them: what of the markup reaches the text, and what does not."""

from datetime import date

import pytest

from etl.bulletin.read import read
from etl.bulletin.source.extract import extract
from etl.errors import NotABulletin, UnreadableDocument

PAGE = """<!DOCTYPE html><html><head><title>市办实事_政务网</title>
<meta name="ArticleTitle" content="2024年市办实事1-11月进展情况"><style>p{{}}</style></head>
<body><div class="nav"><a href="/">首页</a> 2024年12月30日</div>
<div class="article"><h1>2024年市办实事1-11月进展情况</h1>
<div class="info">发布日期 : <span>2024-12-30</span> 字体大小:<a>大</a> <a>打印</a></div>
<div class="trs_editor_view TRS_UEDITOR">{body}</div>
<div id="qr_container">扫一扫在手机打开当前页</div></div></body></html>"""


def page(body: str) -> bytes:
    return PAGE.format(body=body).encode()


def test_title_comes_from_the_standard_meta_tag() -> None:
    document = extract(page("<p>一季度新增停车泊位23352个。</p>"), "text/html; charset=utf-8")
    assert document.title == "2024年市办实事1-11月进展情况"


def test_chrome_stays_behind() -> None:
    text = extract(page("<p>截至11月底，全市新增停车泊位23352个，占年计划的116.7％。</p>")).text
    assert "打印" not in text
    assert "首页" not in text
    assert "扫一扫" not in text


@pytest.mark.parametrize(
    "number",
    [
        '<span lang="EN-US">36.</span><font>61</font>万人',
        "<span>3</span><span>6</span>.<b>61</b>万人",
        "36.61\u200b万人",
        "<!-- 12 -->36.61万人<o:p></o:p>",
    ],
)
def test_a_number_that_word_spread_over_tags_is_one_number(number: str) -> None:
    text = extract(page(f"<p>截至11月底，全市城镇新增就业{number}，同比增长5％。</p>")).text
    assert "36.61万人" in text.replace("\u200b", "")


def test_paragraphs_and_breaks_begin_lines() -> None:
    text = extract(page("<p>1.新增停车泊位500个，新建公园3处。<br/>进展情况：已建成。</p>")).text
    assert text.splitlines()[-2:] == ["1.新增停车泊位500个，新建公园3处。", "进展情况：已建成。"]


def test_a_table_with_spans_is_read_by_its_columns() -> None:
    table = """<table><tr><th>序号</th><th>实事项目</th><th>年度目标</th><th>完成情况</th></tr>
    <tr><td rowspan="2">1</td><td>养老床位</td><td>3500张</td><td><p>新增<b>3842</b>张</p></td></tr>
    <tr><td>照护床位</td><td>600张</td><td>618</td></tr>
    <tr><td>2</td><td>停车泊位（个）</td><td>15000</td><td>12360</td></tr></table>"""
    bulletin = read(extract(page(table)), published=date(2024, 12, 30))
    read_rows = [(f.pledge, f.measure, str(f.value), f.unit, f.target) for f in bulletin.facts]
    assert read_rows == [
        (1, "target", "3500", "张", None),
        (1, "actual", "3842", "张", 1),
        (1, "target", "600", "张", None),
        (1, "actual", "618", "张", 2),
        (2, "target", "15000", "个", None),
        (2, "actual", "12360", "个", 1),
    ]


def test_a_page_without_a_known_container_gives_its_largest_text() -> None:
    body = (
        "<p>1.新增停车泊位500个。</p>"
        "<p>进展情况：截至11月底，新增停车泊位612个，占年计划的122.4%。</p>"
    )
    raw = f"<html><body><div><a>导航</a></div><div class='x'>{body}</div></body></html>".encode()
    assert extract(raw).text.startswith("1.新增停车泊位500个。")


@pytest.mark.parametrize("raw", [b"", b"   \n", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"\x00\x01\x02"])
def test_bytes_that_are_no_text_are_told_apart(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        extract(raw)


def test_a_page_that_is_no_bulletin_says_so() -> None:
    with pytest.raises(NotABulletin, match="no progress bulletin"):
        read(
            extract("关于召开会议的通知\n请各单位准时参加。".encode()), published=date(2024, 12, 30)
        )


def test_a_text_given_again_for_another_screen_is_read_once() -> None:
    text = "1.新增停车泊位20000个。进展情况：新增停车泊位21286个，占年计划的106.4％，正在继续推进。"
    html = f"<div id='zoom'><div>{text}</div><div>{text}</div><div>另附说明。</div></div>"
    assert extract(f"<html>{html}</html>".encode()).text == f"{text}\n另附说明。"
