"""A listing of each CMS family, from a real server to rows."""

import json
from datetime import date

import pytest
from pydantic import HttpUrl

from etl.errors import Gone, LayoutChanged, SettingsError
from etl.portal.discover import Discovered, discover
from etl.portal.fetch import Client
from etl.portal.model import Selectors
from tests.portal.bad_days import Answer, BadDay, portal_at
from tests.portal.conftest import QUICK


def found(day: BadDay, adapter: str, path: str, selectors: Selectors | None = None) -> Discovered:
    update = {"adapter": adapter, "listing": HttpUrl(day.url + path), "selectors": selectors}
    portal = portal_at(day.url).model_copy(update=update)
    with Client(portal, contact="", pause_seconds=0, limits=QUICK) as client:
        return discover(portal, client)


def keys(listed: Discovered) -> list[str]:
    return [entry.key for entry in listed.entries]


def record(number: int) -> str:
    title = f"2022年重点工作{number}月进展情况"
    return (
        f'<record><![CDATA[<li><a href="/art/2022/{number}/6/art_1_{number}.html" '
        f'title="{title}">{title[:6]}…</a><b>2022-{number:02}-06</b></li>]]></record>'
    )


def store(*records: str, following: str = "", total: int = 2) -> bytes:
    link = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    xml = f"<datastore>{link}<totalrecord>{total}</totalrecord>"
    xml += f"<recordset>{''.join(records)}</recordset></datastore>"
    return (
        f'<html><p>栏目</p><script type="text/xml">{xml}</script><a href="/">返</a></html>'.encode()
    )


def test_hanwebs_rows_are_in_the_page_and_behind_its_next_group(day: BadDay) -> None:
    proxy = "/module/web/jpage/dataproxy.jsp?page=2&columnid=7"
    day.answers["/col/col7/index.html"] = Answer(body=store(record(5), following=proxy))
    day.answers[proxy] = Answer(body=store(record(4)))
    listed = found(day, "hanweb", "/col/col7/index.html")
    assert [(e.key, e.published) for e in listed.entries] == [
        ("4", date(2022, 4, 6)),
        ("5", date(2022, 5, 6)),
    ]
    assert listed.entries[0].title == "2022年重点工作4月进展情况"
    assert listed.failed == ()


def test_hanwebs_rows_that_are_counted_and_not_shown_are_missed(day: BadDay) -> None:
    day.answers["/col/"] = Answer(body=store(record(5), total=128))
    listed = found(day, "hanweb", "/col/")
    assert keys(listed) == ["5"]
    assert [type(error) for error in listed.failed] == [LayoutChanged]


def test_a_column_without_a_store_is_no_hanweb_column(day: BadDay) -> None:
    day.answers["/col/"] = Answer()
    with pytest.raises(LayoutChanged, match="no <datastore>"):
        found(day, "hanweb", "/col/")


def test_gkmlpts_categories_are_read_page_by_page(day: BadDay) -> None:
    def articles(*numbers: int) -> Answer:
        rows = [
            {"title": f"{n}月进展情况", "url": f"/gkmlpt/content/3/3/post_{n}.html", "date": when}
            for n, when in zip(numbers, (1654041600, "2022-05-01 10:00:00"), strict=False)
        ]
        return Answer(body=json.dumps({"articles": rows}).encode())

    day.answers["/gkmlpt/api/all/9?page=1&sid=7"] = articles(6, 5)
    day.answers["/gkmlpt/api/all/9?page=2&sid=7"] = articles(6, 5)
    listed = found(day, "gkmlpt", "/gkmlpt/api/all/9?page=1&sid=7")
    assert [(e.key, e.published) for e in listed.entries] == [
        ("5", date(2022, 5, 1)),
        ("6", date(2022, 6, 1)),
    ]
    assert len(day.paths) == 2


SELECTORS = Selectors(row="ul.doc li", link="a", date="span", next="a.next")
ROW = '<ul class="doc"><li><a href="/public/1/{0}.html">{0}月进展情况</a><span>2023-0{0}-09</span>'


def test_any_other_listing_is_read_by_selectors(day: BadDay) -> None:
    day.answers["/c/1"] = Answer(
        body=(ROW.format(5) + '</ul><a class="next" href="/c/2">').encode()
    )
    day.answers["/c/2"] = Answer(body=ROW.format(4).encode())
    listed = found(day, "css", "/c/1", SELECTORS)
    assert [e.published for e in listed.entries] == [date(2023, 4, 9), date(2023, 5, 9)]


def test_selectors_that_find_nothing_mean_a_new_layout(day: BadDay) -> None:
    day.answers["/c/1"] = Answer()
    with pytest.raises(LayoutChanged, match="nothing at"):
        found(day, "css", "/c/1", SELECTORS)


def test_selectors_must_be_given(day: BadDay) -> None:
    with pytest.raises(SettingsError, match="selectors"):
        found(day, "css", "/c/1")


def test_rows_written_by_a_script_are_rows(day: BadDay) -> None:
    row = (
        "<p>市办实事栏目公开的全部信息如下，请点击标题查看各期通报的具体内容，谢谢关注和支持本市政务公开工作。</p>"
        '<script>var url = "./202602/t20260214_7.shtml"; var title = "1月进展情况";'
        "var day = '2026-02-14'; document.writeln(title);</script>"
    )
    day.answers["/bss/"] = Answer(body=row.encode())
    [entry] = found(day, "trs", "/bss/").entries
    assert (entry.key, entry.title, entry.published) == ("7", "1月进展情况", date(2026, 2, 14))


def test_a_page_of_the_listing_that_is_lost_does_not_lose_the_others(day: BadDay) -> None:
    row = '<li><a href="./t2024010{0}_{0}.shtml">{0}月进展情况</a><span>2024-01-0{0}</span></li>'
    pager = '<script>createPageHTML(3, 0, "index", "shtml");</script>'
    day.answers["/bss/"] = Answer(body=(row.format(3) + pager).encode())
    day.answers["/bss/index_2.shtml"] = Answer(body=row.format(1).encode())
    listed = found(day, "trs", "/bss/")
    assert keys(listed) == ["1", "3"]
    assert [type(error) for error in listed.failed] == [Gone]
