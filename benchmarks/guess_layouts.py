"""Listings of no family, composed: how rows, days and pagers are laid out on town portals."""

from collections.abc import Iterator
from dataclasses import dataclass

URL = "http://www.town.example/zwgk/msss/index.html"
TITLES = (
    "2024年十件民生实事1-11月进展情况",
    "我市召开民生实事推进会",
    "2024年十件民生实事1-10月进展情况",
    "关于公开征集2025年民生实事项目的公告",
    "2024年十件民生实事三季度进展情况",
    "2024年十件民生实事上半年进展情况",
    "市领导调研老旧小区改造",
    "2023年十件民生实事完成情况",
)
DAYS = (
    "2024-12-09",
    "2024-11-20",
    "2024-11-08",
    "2024-10-22",
    "2024-10-11",
    "2024-07-09",
    "2024-05-16",
    "2024-01-05",
)

_FRAME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>民生实事_某市人民政府</title>
</head><body><div class="top"><a href="/index.html">网站首页</a><a href="/zwgk/">政务公开平台</a>
<a href="/hdjl/">互动交流平台</a></div>
<div class="crumb"><a href="/">首页</a> &gt; <a href="/zwgk/msss/">民生实事</a></div>
<div class="left"><h3>信息公开目录</h3><ul class="menu">
<li><a href="/zwgk/fgwj/index.html">法规文件</a></li>
<li><a href="/zwgk/ghjh/index.html">规划计划与统计</a></li>
<li><a href="/zwgk/msss/index.html">民生实事项目</a></li>
<li><a href="/zwgk/rsxx/index.html">人事任免信息</a></li></ul></div>
<div class="main">{rows}
{pager}</div>
<div class="hot"><h3>热点新闻</h3><ul class="hotlist">
<li><a href="/xw/content/a1.html">市政府召开第三十次常务会议</a><span>2024-12-20</span></li>
<li><a href="/xw/content/a2.html">全市经济运行情况新闻发布会举行</a><span>2024-12-18</span></li>
</ul></div>
<div class="links"><a href="http://www.gov.cn/">中国政府网</a><a href="http://www.sheng.example/">
省人民政府网站</a></div><div class="footer">主办：某市人民政府办公室 地址：人民路1号
<a href="https://beian.miit.gov.cn/">鲁ICP备05000001号</a> 鲁公网安备37020202000123号
网站标识码：3702000001</div></body></html>"""


_NEXT = '<div class="page"><a href="index_1.html" class="next">下一页</a></div>'
_BARE_NEXT = '<div class="page"><a href="index_1.html">下一页</a></div>'
_NUMBERS = '<div class="page"><b>1</b><a href="?page=2">2</a><a href="?page=3">3</a></div>'
_FOLDER = '<div class="page"><b>1</b><a href="index_2.html">2</a><a href="index_3.html">3</a></div>'
_LONSUN = (
    '<div id="page_7"></div><script>Ls.pagination("#page_7", function(n){}, '
    "{currPage: (0+1), pageCount: 3});</script>"
)


@dataclass(frozen=True)
class Layout:
    """How a list is laid out."""

    open: str
    row: str
    """With ``{url}``, ``{title}``, ``{day}``, and ``{short}``, ``{month}``, ``{last}`` of them."""
    close: str
    pager: str
    selectors: dict[str, str]
    """Those that read it rightly."""


def _list(inside: str, pager: str, name: str, **selectors: str) -> Layout:
    return Layout(f'<ul class="{name}">', f"<li>{inside}</li>", "</ul>", pager, selectors)


_TITLE = "<a href={url}>{title}</a>"
_LAYOUTS = {
    "list with spans": _list(
        _TITLE + "<span>{day}</span>", _NEXT, "list", row=".list li", date="span", next="a.next"
    ),
    "day first": _list(
        "<em>[{day}]</em>" + _TITLE,
        _BARE_NEXT,
        "news_list",
        row=".news_list li",
        date="em",
        next="a:-soup-contains('下一页')",
    ),
    "day inside the link": _list(
        "<a href={url} title={title}><p>{short}…</p><i>{day}</i></a>",
        _NUMBERS,
        "list",
        row=".list li",
        date="i",
        pages="?page={number}",
    ),
    "table": Layout(
        "<table class=tab>",
        "<tr><td>" + _TITLE + "</td><td>{day}</td></tr>",
        "</table>",
        _FOLDER,
        {"row": ".tab tr", "date": "td:last-of-type", "pages": "index_{number}.html"},
    ),
    "table with a head and numbers": Layout(
        "<table class=tab><tr><th>序号</th><th>标题</th><th>日期</th></tr>",
        "<tr><td>1</td><td>" + _TITLE + "</td><td class=rq>{day}</td></tr>",
        "</table>",
        _NEXT,
        {"row": ".tab tr", "date": "td.rq", "next": "a.next"},
    ),
    "definition lists": Layout(
        "<div class=con>",
        "<dl><dt>" + _TITLE + "</dt><dd>{day}</dd></dl>",
        "</div>",
        _NEXT,
        {"row": ".con dl", "date": "dd", "next": "a.next"},
    ),
    "rows of divs": Layout(
        "<div class=con>",
        "<div class=item><h4>" + _TITLE + "</h4><div class=sj>发布日期：{day}</div></div>",
        "</div>",
        _LONSUN,
        {"row": ".item", "date": ".sj", "pages": "?pageIndex={number}"},
    ),
    "divs without classes": Layout(
        "<div id=lists>",
        "<div>" + _TITLE + "<span>{day}</span></div>",
        "</div>",
        _NEXT,
        {"row": "#lists > div", "date": "span", "next": "a.next"},
    ),
    "a department before each title": _list(
        "<a href=/bgs/ class=bm>[市府办]</a>" + _TITLE + "<span>{day}</span>",
        _NEXT,
        "list",
        row=".list li",
        link="a:not(.bm)",
        date="span",
        next="a.next",
    ),
    "a picture and a title": _list(
        "<a href={url}><img src=x.jpg></a><h3>"
        + _TITLE
        + "</h3><p>摘要</p><span class=time>{day}</span>",
        _NEXT,
        "piclist",
        row=".piclist li",
        link="h3 a",
        date="span.time",
        next="a.next",
    ),
    "a list for every row": Layout(
        "<div class=con>",
        "<ul><li>" + _TITLE + "<span>{day}</span></li></ul>",
        "</div>",
        _NEXT,
        {"row": ".con ul li", "date": "span", "next": "a.next"},
    ),
    "rows of one class among separators": Layout(
        "<ul class=ul1>",
        "<li class=odd>" + _TITLE + "<span class=date>{day}</span></li><li class=line></li>",
        "</ul>",
        _NEXT,
        {"row": ".ul1 li.odd", "date": "span.date", "next": "a.next"},
    ),
    "the day as bare text": _list(
        _TITLE + " {day}", _NEXT, "list", row=".list li", date="", next="a.next"
    ),
    "month and day apart": _list(
        "<div class=rq><b>{last}</b><i>{month}</i></div>" + _TITLE,
        _NEXT,
        "list",
        row=".list li",
        date="",
        next="a.next",
    ),
}


def layouts() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Name, page and the selectors that read it rightly."""
    for name, layout in _LAYOUTS.items():
        rows = "\n".join(
            layout.row.format(
                url=f"content/{0x3050375A + number:08x}.html",
                title=title,
                day=day,
                short=title[:8],
                month=day[:7],
                last=day[8:],
            )
            for number, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
        )
        text = _FRAME.replace("{rows}", f"{layout.open}{rows}{layout.close}")
        yield name, text.replace("{pager}", layout.pager), layout.selectors
