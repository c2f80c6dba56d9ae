"""The files that a page hands out, however it links to them."""

import pytest

from etl.portal.page.attachment_links import attachments

PAGE = "http://www.town.example/bss/202401/t20240102_7.shtml"
HOSTS = frozenset({"www.town.example"})
HERE = "http://www.town.example"


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ('<a href="./P0.xlsx">表</a>', ["/bss/202401/P0.xlsx"]),
        ('<a href="/m/downfile.jsp?classid=0&filename=a.xlsx">表</a>',
         ["/m/downfile.jsp?classid=0&filename=a.xlsx"]),
        ('<a href="/m/downloadfile.jsp?id=55">附件：进展情况表.docx</a>',
         ["/m/downloadfile.jsp?id=55"]),
        ('<a href="/m/down.jsp?filename=a.xlsx">1</a><a href="/m/down.jsp?filename=b.xlsx">2</a>',
         ["/m/down.jsp?filename=a.xlsx", "/m/down.jsp?filename=b.xlsx"]),
        ('<iframe src="/pdfjs/web/viewer.html?file=/u/a.pdf"></iframe>', ["/u/a.pdf"]),
        ('<embed src="/u/a.pdf">', ["/u/a.pdf"]),
        (r'<script>var files = [{"name":"表","url":"\/u\/1.xlsx"}]</script>', ["/u/1.xlsx"]),
        ('<a href="http://[x/a.pdf">坏</a><a href="http://e.example/a.pdf">别处</a>', []),
        ('<a href="/zcfg/t1_2.html">关于印发方案的通知.pdf解读</a>', []),
    ],
)  # fmt: skip
def test_a_file_is_found_by_any_link_to_it(markup: str, urls: list[str]) -> None:
    found = attachments(f"<html>{markup}".encode(), "text/html", PAGE, HOSTS)
    assert [entry.url for entry in found] == [HERE + url for url in urls]
    assert len({entry.key for entry in found}) == len(urls)
