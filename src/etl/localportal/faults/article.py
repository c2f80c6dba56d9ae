"""What stands in an article: typography, residue, layouts, and what editors do to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from etl.localportal.faults.model import Fault, rewritten
from etl.localportal.samples import SamplePage, Samples

_BODY = re.compile(
    r'(<div class="trs_editor_view[^>]*>)(.*)(</div>\n<div id="div_div">)', re.DOTALL
)
_PARAGRAPH = re.compile(r"<p style[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ITEM = re.compile(r"(?P<number>\d+)\.(?P<text>.*?)(?:（责任单位：(?P<agency>[^）]*)）)?$")
_ADDRESS = re.compile(r"/t(\d{8})_(\d+)\.shtml")
_NUMERAL = re.compile(r"\d{4,}(?!年)")
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_PROGRESS = "进展情况："
_UPGRADING = "页面正在升级，内容将在升级完成之后陆续恢复，敬请谅解。"


def _body(write: Callable[[Sequence[str]], str]) -> Callable[[str], str]:
    """A page with another body, written from the paragraphs of the old one."""

    def change(html: str) -> str:
        found = _BODY.search(html)
        if found is None:
            return html
        texts = [_TAG.sub("", inner).strip() for inner in _PARAGRAPH.findall(found[2])]
        return f"{html[: found.start()]}{found[1]}\n{write(texts)}\n{found[3]}{html[found.end() :]}"

    return change


def _each(write: Callable[[str], str]) -> Callable[[str], str]:
    """A page with each paragraph's text changed."""
    return _body(lambda texts: "\n".join(f"<p>{write(text)}</p>" for text in texts))


def _word_spans(text: str) -> str:
    def split(found: re.Match[str]) -> str:
        spans = (f'<span lang="EN-US" style="font-size:16pt">{c}</span>' for c in found[0])
        return "".join(spans)

    spread = re.sub(r"\d", split, text)
    return f'<!--[if supportFields]>1<![endif]--><span class="MsoNormal">{spread}</span><o:p></o:p>'


def _broken(text: str) -> str:
    """A break before the first long number, another after its clause."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=\d{3,}[\u4e00-\u9fff])", "<br/>", text, count=1)
    return text.replace("，", "，</p><p>", 1)


def _with_chrome(texts: Sequence[str]) -> str:
    lines = (
        *(
            "字体大小：[大 中 小]",
            "浏览次数：<script>document.write(1024)</script>",
            "【打印】【关闭】",
        ),
        *texts,
        *("扫一扫在手机打开当前页", "责任编辑：办公室", "分享到："),
    )
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _twice(texts: Sequence[str]) -> str:
    inner = "\n".join(f"<p>{text}</p>" for text in texts)
    return f'<div class="pc">{inner}</div>\n<div class="mobile">{inner}</div>'


def _styled(texts: Sequence[str]) -> str:
    inner = "\n".join(f"<p>{text}</p>" for text in texts)
    return f"<style>.MsoNormal {{ margin: 12pt 0 }} @page {{ size: 595pt 841pt }}</style>{inner}"


def _table(texts: Sequence[str]) -> str:
    """The items as rows, under a category that spans them all."""
    rows: list[list[str]] = []
    for text in texts:
        item = _ITEM.match(text)
        if text.startswith(_PROGRESS) and rows:
            rows[-1].append(text.removeprefix(_PROGRESS))
        elif item:
            rows.append([item["number"], item["text"], item["agency"] or ""])
    heads = "".join(f"<th>{name}</th>" for name in ("类别", "序号", "事项", "责任单位", "进展情况"))
    lines = [f"<tr>{heads}</tr>"]
    for place, row in enumerate(rows):
        category = f'<td rowspan="{len(rows)}">民生实事</td>' if place == 0 else ""
        lines.append(f"<tr>{category}{''.join(f'<td>{cell}</td>' for cell in row)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _two_levels(texts: Sequence[str]) -> str:
    """A heading before the first item and one before the middle one."""
    items = [place for place, text in enumerate(texts) if _ITEM.match(text)]
    heads = dict(zip((items[0], items[len(items) // 2]), ("城市建设", "民生改善"), strict=True))
    lines = []
    for place, text in enumerate(texts):
        if place in heads:
            lines.append(f"<p>{'一二'[list(heads).index(place)]}、{heads[place]}</p>")
        lines.append(f"<p>{text}</p>")
    return "\n".join(lines)


def _edited(text: str) -> str:
    """One figure of the first report of progress is another."""
    start = text.find(_PROGRESS)
    return text[:start] + _NUMERAL.sub(lambda found: str(int(found[0]) - 1), text[start:], count=1)


def _edit_silently(html: str) -> str:
    # The figures before 进展情况 are promises.
    start = html.find("trs_editor_view")
    return html[:start] + _edited(html[start:].replace("<strong>", "").replace("</strong>", ""))


def _postpone(html: str) -> str:
    def later(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + timedelta(days=3)).isoformat()

    head, mark, body = html.partition("trs_editor_view")
    return re.sub(r"\d{4}-\d\d-\d\d", later, head) + mark + body


def _on_twelve_hours(html: str) -> str:
    def printed(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) % 12:02}:"

    return re.sub(r"(content='\d{4}-\d\d-\d\d )(\d\d):", printed, html)


def _without_meta(html: str) -> str:
    return re.sub(r"<meta name=[^>]*>", "", html)


def _attach(html: str) -> str:
    """Nothing but a link to the file that the portal has of each page."""
    found = _ADDRESS.search(html)
    file = f"P0{found[1]}{int(found[2]):012}.docx" if found else ""
    link = f'<a href="./{file}" title="附件：进展情况表" appendix="true">附件：进展情况表.docx</a>'
    return _body(lambda _: f"<p>详见附件，请下载后查看。</p>\n<p>{link}</p>")(html)


def _with(samples: Samples, page: SamplePage, **update: object) -> Samples:
    changed = page.model_copy(update=update)
    pages = tuple(changed if one.number == page.number else one for one in samples.pages)
    return samples.model_copy(update={"pages": pages})


def _reposted(samples: Samples, page: SamplePage) -> Samples:
    """The corrected text as a page of its own, two days later."""
    later = page.model_copy(
        update={
            "number": page.number + 50_000,
            "published": page.published + timedelta(days=2),
            "text": _edited(samples.text_of(page, date.max)),
            "file": None,
            "corrections": (),
        }
    )
    return samples.model_copy(update={"pages": (*samples.pages, later)})


def _without(samples: Samples, page: SamplePage) -> Samples:
    pages = tuple(one for one in samples.pages if one.number != page.number)
    return samples.model_copy(update={"pages": pages})


def _page(about: str, change: Callable[[str], str]) -> Fault:
    return Fault(about, "article", rewritten(change))


def _pages(about: str, change: Callable[[Samples, SamplePage], Samples]) -> Fault:
    return Fault(about, "article", change=change)


FAULTS: Mapping[str, Fault] = {
    "full-width": _page(
        "full-width digits and punctuation", _each(lambda text: text.translate(_WIDE))
    ),
    "ideographic-spaces": _page(
        "indents and gaps of U+3000", _each(lambda text: "　　" + text.replace("。", "。　"))
    ),
    "nbsp": _page(
        "indents and gaps of &nbsp;",
        _each(lambda text: "&nbsp;" * 4 + text.replace("，", "，&nbsp;")),
    ),
    "zero-width": _page("U+200B between any two characters", _each("\u200b".join)),
    "word-spans": _page("each digit in a span of its own, as Word pastes it", _each(_word_spans)),
    "broken-lines": _page("<br> and <p> in the middle of sentences", _each(_broken)),
    "chrome-in-body": _page("font sizes, print and QR code within the body", _body(_with_chrome)),
    "style-in-body": _page("a style sheet within the body", _body(_styled)),
    "mobile-copy": _page("the text twice, for desktop and for mobile", _body(_twice)),
    "table": _page("a table with a cell that spans rows", _body(_table)),
    "two-levels": _page("items below headings", _body(_two_levels)),
    "attachment-only": _page("the text is in a .docx and not in the page", _attach),
    "without-body": _page("no container and no text", lambda html: _BODY.sub("", html)),
    "without-items": _page(
        "a body without items",
        _body(lambda _: f"<p>{_UPGRADING}</p>"),
    ),
    "multi-page": _pages("the body over three pages", lambda s, page: _with(s, page, parts=3)),
    "silent-edit": _page("one figure changed at the same address", _edit_silently),
    "pubdate-changed": _page("the date of publication changed and nothing else", _postpone),
    "reposted": _pages("a correction under a new number, beside the old page", _reposted),
    "migrated": _pages(
        "a new address, whose date is not that of publication",
        lambda s, page: _with(s, page, address=f"203001/t20300115_{page.number}.shtml"),
    ),
    "undated-address": _pages(
        "an address without a date (tnull)",
        lambda s, page: _with(s, page, address=f"tnull_{page.number}.shtml"),
    ),
    "twelve-hours": _page("PubDate by a clock of twelve hours", _on_twelve_hours),
    "without-meta": _page("no meta tags", _without_meta),
    "unlisted": _pages(
        "no row leads to the page any more", lambda s, page: _with(s, page, listed=False)
    ),
    "vanished": _pages("neither the page nor its row is there any more", _without),
}
"""Faults of what stands in an article, or of where it stands."""
