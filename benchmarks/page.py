"""A bulletin's text as a page: the page parsing that reading is measured against."""

import re
from html import escape

_RUN = re.compile(r"[0-9A-Za-z.%]+|[^0-9A-Za-z.%]+")
_STYLE = "font-family:仿宋_GB2312;font-size:16pt;mso-hansi-font-family:仿宋_GB2312"


def plain(title: str, text: str) -> str:
    """The least a page can be: a title and a ``<p>`` a paragraph."""
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f'<body><div class="TRS_Editor">{paragraphs}</div></body></html>'
    )


def as_pasted(title: str, text: str) -> str:
    """What portals serve: navigation, metadata, and paragraphs pasted from a word processor,
    which puts digits and Chinese in spans of their own."""
    name = escape(title)
    meta = "\n".join(
        f'<meta name="{key}" content="{value}">'
        for key, value in {
            "SiteName": "市政府门户网站",
            "ArticleTitle": name,
            "PubDate": "2024-12-30 10:00",
            "ContentSource": "市政府办公厅",
            "ColumnName": "市办实事",
        }.items()
    )
    menu = "\n".join(
        f'<li class="nav-item"><a href="/c{i}/index.shtml" target="_blank" title="栏目{i}">'
        f"栏目{i}</a></li>"
        for i in range(40)
    )
    paragraphs = "\n".join(_paragraph(line) for line in text.splitlines())
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{name}-市政府门户网站</title>
{meta}
<link rel="stylesheet" href="/style/common.css"><script src="/js/jquery.min.js"></script>
<script>
function doZoom(size) {{ document.getElementById("zoom").style.fontSize = size + "px"; }}
</script>
</head><body>
<div class="header"><div class="logo"><a href="/"><img src="/images/logo.png" alt=""></a></div>
<ul class="nav">{menu}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="../">市办实事</a></div>
<div class="article"><h1>{name}</h1>
<div class="info">发布日期：<span>2024-12-30</span> 字体大小：
<a href="javascript:doZoom(18)">大</a></div>
<div class="TRS_Editor" id="zoom">
{paragraphs}
</div><div id="qr_container">扫一扫在手机打开当前页</div></div>
<div class="footer"><ul>{menu}</ul><p>主办：市政府办公厅</p></div>
<script src="/js/common.js"></script></body></html>"""


def _paragraph(line: str) -> str:
    spans = "".join(
        f'<span lang="EN-US" style="{_STYLE}">{escape(run)}</span>'
        if run.isascii()
        else f'<span style="{_STYLE}">{escape(run)}</span>'
        for run in _RUN.findall(line)
    )
    return f'<p class="MsoNormal" style="text-indent:32pt;line-height:150%">　　{spans}</p>'
