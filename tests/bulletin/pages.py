"""One bulletin in the pages of many templates (templates/*.html, one file each).

A template's first line says how its editor writes a body: ``<!-- body: word -->``. ``@TITLE@`` and
``@BODY@`` are the bulletin's; everything else is the page's own.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

Table = list[list[str]]
Body = list[str | Table]

FOLDER = Path(__file__).with_name("templates")
TITLE = "海川市2031年1-9月民生实事进展情况"

PROSE: Body = [
    "根据市政府工作安排，现将2031年1-9月民生实事进展情况公布如下。",
    "一、改善居住条件",
    "1.改造老旧小区120个，加装电梯260部。（责任单位：市住房城乡建设局）",
    "进展情况：截至9月底，已改造老旧小区96个，占年计划的80%；加装电梯273部，占年计划的105%。",
    "2.新增停车泊位1.2万个。（责任单位：市城管局）",
    "进展情况：新增停车泊位12360个，占年计划的103%，同比增长8.4%。",
    "二、办好教育养老",
    "3.新建幼儿园15所，新增学位5400个。（责任单位：市教育局）",
    "进展情况：已建成幼儿园9所，占年计划的60%；新增学位3240个，占年计划的60%。",
    "4.新增养老床位3500张。（责任单位：市民政局）",
    "进展情况：新增养老床位3290张，占年计划的94%。",
    "资金来源：市级财政投入3.5亿元。",
]
GOALS: Body = [
    "现将2031年1-9月民生实事进展情况公布如下。",
    [
        ["序号", "实事项目", "责任单位", "年度目标", "完成情况", "完成率"],
        ["1", "改造老旧小区", "市住房城乡建设局", "120个", "96个", "80%"],
        ["2", "新增停车泊位", "市城管局", "12000个", "12360个", "103%"],
        ["3", "新建幼儿园", "市教育局", "15所", "9所", "60%"],
        ["4", "新增养老床位", "市民政局", "3500张", "3290张", "94%"],
    ],
]
MONEY: Body = [
    "（截至2031年9月30日）",
    "单位：万元",
    [
        ["序号", "项目名称", "年度计划投资", "累计完成投资", "形象进度"],
        ["1", "城东污水处理厂扩建", "8200", "6970", "土建完工，设备安装完成40%"],
        ["2", "中心医院门诊楼", "15600", "12480", "主体封顶"],
        ["3", "老旧管网改造", "4300", "4515", "已改造86公里"],
    ],
    "注：累计完成投资为2031年1月至9月数。",
]
BULLETINS: Mapping[str, Body] = {"prose": PROSE, "goals": GOALS, "money": MONEY}


def _paragraphs(
    text: Callable[[str], str], row: Callable[[list[str]], str]
) -> Callable[[Body], str]:
    def write(body: Body) -> str:
        return "\n".join(
            text(block)
            if isinstance(block, str)
            else f"<table border=1>{''.join(map(row, block))}</table>"
            for block in body
        )

    return write


def _row(cell: Callable[[str], str]) -> Callable[[list[str]], str]:
    return lambda cells: f"<tr>{''.join(f'<td>{cell(words)}</td>' for words in cells)}</tr>\n"


def _runs(text: str) -> str:
    """A span for each run of one script, and for each digit."""
    return "".join(
        f'<span style="font-family:仿宋">{escape(run)}</span>'
        for run in re.findall(r"\d|[.%a-zA-Z]+|[^\d.%a-zA-Z]+", text)
    )


def _word(text: str) -> str:
    return (
        '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0">'
        f'<a name="OLE1"></a>{_runs(text)}<o:p></o:p></p>'
    )


def _lines(body: Body) -> str:
    """One element with breaks, the rows of a table in one of their own."""
    return "".join(
        f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(block)}<br>\n<br>\n"
        if isinstance(block, str)
        else f"<table>{''.join(map(_row(escape), block))}</table>"
        for block in body
    )


def _printed(body: Body) -> str:
    """A line of a printed page in a division of its own, broken in the middle of sentences."""
    return "\n".join(
        "".join(
            f'<div style="position:absolute">{escape(block[at : at + 32])}</div>'
            for at in range(0, len(block), 32)
        )
        if isinstance(block, str)
        else f"<table>{''.join(map(_row(escape), block))}</table>"
        for block in body
    )


def _sheet(body: Body) -> str:
    """All of it in one table, as a spreadsheet saves itself."""
    width = max(
        (len(row) for block in body if not isinstance(block, str) for row in block), default=1
    )
    rows = "".join(
        f"<tr height=20><td colspan={width} class=xl66>{escape(block)}</td></tr>\n"
        if isinstance(block, str)
        else "".join(map(_row(escape), block))
        for block in body
    )
    return f"<table border=0 style='table-layout:fixed'><col width=64 span={width}>{rows}</table>"


WRITERS: Mapping[str, Callable[[Body], str]] = {
    "p": _paragraphs(lambda text: f"<p>　　{escape(text)}</p>", _row(escape)),
    "div": _paragraphs(lambda text: f"<div>{escape(text)}</div>", _row(escape)),
    "sections": _paragraphs(
        lambda text: (
            f'<section><section><span style="letter-spacing:1px">{escape(text)}</span>'
            "</section></section>"
        ),
        _row(lambda words: f"<section><span>{escape(words)}</span></section>"),
    ),
    "runs": _paragraphs(lambda text: f"<p>{_runs(text)}</p>", _row(_runs)),
    "word": _paragraphs(_word, _row(_word)),
    "font": _paragraphs(
        lambda text: f"<P align=left><FONT face=宋体 size=3>　　{escape(text)}</FONT></P>",
        _row(lambda words: f"<DIV align=center><FONT size=2>{escape(words)}</FONT></DIV>"),
    ),
    "br": _lines,
    "printed": _printed,
    "sheet": _sheet,
    "cards": _paragraphs(
        lambda text: f'<div class="row"><div class="card"><p>{escape(text)}</p></div></div>',
        _row(escape),
    ),
}


def templates() -> Mapping[str, str]:
    """Each template by its name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.html"))}


def page(template: str, body: Body) -> bytes:
    """A bulletin's page."""
    first = re.match(r"<!-- body: (\w+) -->\n", template)
    assert first is not None, "a template begins with the way its body is written"
    written = WRITERS[first[1]](body)
    markup = template[first.end() :].replace("@TITLE@", escape(TITLE))
    return markup.replace("@BODY@", written).encode()
