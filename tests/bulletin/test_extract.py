"""Pages as portals serve them: what of the markup reaches the text, and what does not."""

from datetime import date

import pytest

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
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


ITEMS = (
    "<p>1.新增停车泊位3000个。进展情况：已建成3200个。</p>"
    "<p>2.改造老旧小区100个。进展情况：已改造90个。</p>"
)
DIGEST = "<div class='side'><p>全市上半年新增就业5.2万人，完成年度任务的65%。</p></div>"


def bulletin(body: str, title: str = "2024年市办实事1-11月进展情况") -> Bulletin:
    raw = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return read(extract(raw.encode()), published=date(2024, 12, 30))


def figures(body: str) -> list[str]:
    return [fact.text for fact in bulletin(body).facts]


@pytest.mark.parametrize(
    "line",
    [
        "浏览次数：1250次",
        "阅读 1250",
        "本文已有1250人阅读",
        "上一篇：上半年改造老旧小区120个",
        "下一条：2024年上半年新增床位55张",
        "附件：1.新增车位300个名单",
        "新增车位300个名单.docx (36KB)",
        "<a href='downfile.jsp?filename=a.xlsx'>新增车位300个名单</a>",
        "<a href='a.html'>我市新增充电桩120个</a>",
        "主办：市政府办公室 地址：中山路18号 邮编：266000 电话：0500-85911234",
        "某市发布 10-10 09:12 关注",
        "展开全文 剩余62%",
        "</p><div><h3>为你推荐</h3><p>我市新增充电桩120个，占年计划的60%。</p></div><p>",
        "海ICP备05012345号-1 海公网安备37020202000123号",
        "相关新闻</p><p>我市新增充电桩120个</p><p>城东改造管网36公里",
        "上一篇：</p><p>我市新增充电桩120个",
        "网友评论（2条）</p><p>希望再增加停车位200个，现在不好停。",
    ],
)
def test_furniture_within_an_article_gives_no_figure(line: str) -> None:
    read_here = bulletin(f"<div id='zoom'>{ITEMS}<p>{line}</p></div>")
    assert [fact.text for fact in read_here.facts] == ["3000个", "3200个", "100个", "90个"]
    assert not any(numeral.lost for numeral in read_here.numerals)


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("资金来源：市级财政投入3.5亿元。", "3.5亿元"),
        ("自助打印终端已投放320台。", "320台"),
        ("新增停车泊位3260个（详见附件：名单）。", "3260个"),
        ("审核通过困难家庭3260户。", "3260户"),
        ("时间银行注册志愿者2300人。", "2300人"),
        ("分类投放点新建260个。", "260个"),
        ("阅读推广活动举办320场。", "320场"),
        ("网站访问量突破120万人次。", "突破120万人次"),
        ("关闭小煤矿12处。", "12处"),
        ("打印社保卡1260张。", "1260张"),
        ("首页改版栏目12个。", "12个"),
        ("查看全市充电桩状态的小程序接入电桩3200个。", "3200个"),
    ],
)
def test_results_that_look_like_furniture_stay(line: str, figure: str) -> None:
    assert figure in figures(f"<div id='zoom'>{ITEMS}<p>{line}</p></div>")


@pytest.mark.parametrize(
    "article",
    [
        "<div id='zoom'><a href='f.xlsx'>进展情况表.xlsx</a></div>",
        "<div id='zoom'><img src='table.jpg'></div>",
        "<div id='zoom'>各位市民：进展情况详见附件，请下载后查看。</div>",
        "<div class='list'><ul><li><a href='f.xlsx'>进展情况表.xlsx</a></li></ul></div>",
    ],
)
def test_a_page_without_an_article_gives_nothing_of_its_sidebar(article: str) -> None:
    with pytest.raises(NotABulletin):
        bulletin(article + DIGEST)


def test_a_place_for_articles_that_is_not_displayed_is_not_read() -> None:
    old = "<div id='zoom' style='display:none'><p>1.新增停车泊位700个。</p></div>"
    assert "700个" not in figures(f"{old}<div class='TRS_Editor'>{ITEMS}</div>")


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<h1>2024年1-8月市政府实事进展情况</h1>", "2024年1-8月市政府实事进展情况"),
        ("<h1>某市人民政府</h1><h2>2024年1-8月实事进展情况</h2>", "2024年1-8月实事进展情况"),
        ("<h1>某市2024年民生实事专栏</h1><div class='art-tit'>2024年1-8月实事进展情况</div>", ""),
        ("<h1><a>某市政务公开</a></h1><div class='title'>2024年1-8月实事进展情况</div>", ""),
        ("<title>某市人民政府 通知公告 2024年1-8月实事进展情况</title>", ""),
        ("<title>首页>民生>2024年1-8月实事进展情况-某市人民政府</title>", ""),
        ("<title>打印预览</title><td><b>2024年1-8月实事进展情况</b></td>", ""),
    ],
)
def test_a_title_is_what_names_the_bulletin(markup: str, title: str) -> None:
    document = extract(f"<html>{markup}<div id='zoom'>{ITEMS}</div></html>".encode())
    assert document.title == (title or "2024年1-8月实事进展情况")
    assert read(document, published=date(2024, 12, 30)).period_end == date(2024, 8, 31)


def test_cards_behind_tabs_are_of_the_article_and_other_panels_are_not() -> None:
    card = '<div class="card {}"><h3>{}</h3><dl><dt>最新进展</dt><dd>{}</dd></dl></div>'
    page = (
        '<html><head><title>2031年民生实事进度</title></head><body><section class="main">'
        '<ul class="tabs"><li>推进中</li><li>已完成</li><li>问答</li></ul>'
        f'<div class="panel">{card.format("doing", "村道", "硬化村道30公里。")}'
        f"{card.format('doing', '山塘', '清淤山塘6口。')}"
        f"{card.format('doing', '路灯', '安装路灯280盏。')}</div>"
        f'<div class="panel" style="display:none">{card.format("done", "书屋", "建成书屋5家。")}'
        '</div><div class="panel" style="display: none"><p>问:有几家书屋?答:共9家。</p></div>'
        "</section></body></html>"
    )
    text = extract(page.encode(), "text/html; charset=utf-8").text
    assert "建成书屋5家" in text
    assert "共9家" not in text


def test_what_is_typed_as_it_stands_keeps_its_lines_and_tables() -> None:
    typed = (
        "一、村道。硬化村道40公里。\n    已硬化30公里。\n二、书屋。<b>新建书屋5家</b>。\n"
        "+----+----------+\n|序号|完成情况  |\n+----+----------+\n"
        "|1   |建成4家   |\n+----+----------+\n"
    )
    document = extract(page(f"<pre>{typed}</pre>"))
    assert "一、村道。硬化村道40公里。\n已硬化30公里。\n二、书屋。新建书屋5家。" in document.text
    assert len(document.tables) == 1
    typed = "<pre>一、村道。已硬化30公里<br>二、书屋。已建成4家</pre>"
    assert extract(page(typed)).text.endswith("已硬化30公里\n二、书屋。已建成4家")


def test_markup_that_was_escaped_once_too_often_ends_lines_and_says_nothing() -> None:
    escaped = "&lt;p&gt;二、书屋。&lt;b&gt;新建&lt;/b&gt;5家&amp;mdash;已建成4家。&lt;/p&gt;"
    text = extract(page(f"<p>一、村道。投资&lt;2亿元的已硬化30公里。</p>{escaped}")).text
    assert text.splitlines()[-2:] == [
        "一、村道。投资<2亿元的已硬化30公里。",
        "二、书屋。新建5家—已建成4家。",
    ]
