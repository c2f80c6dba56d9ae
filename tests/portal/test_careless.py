"""Listings that are careless or hostile: one link or number never fails a run."""

import json
import time
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from etl.errors import Defect, EtlError, LayoutChanged
from etl.portal.http.client import Client
from etl.portal.listing.adapters import READERS
from etl.portal.listing.adapters.rows import MOST_FOLLOWING
from etl.portal.listing.model import ListingPage
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Portal
from tests.portal.bad_days import Answer, BadDay

LISTING = "http://www.town.example/bss/"
LONG = "9" * 5000
SELECTORS = {"row": "li", "date": "span", "pages": "?pageIndex={number}"}
RECORD = '<record><![CDATA[<a href="/art/2022/5/6/art_1_5.html">情况</a>]]></record>'
CALL = "$('#9').jpage({%s,proxyUrl:'/p.jsp',ajaxParam:{a:1}});"


def read(adapter: str, text: str) -> ListingPage:
    described = {"name": "town", "city": "某市", "title_pattern": "情况", "listing": LISTING}
    portal = Portal.model_validate({**described, "adapter": adapter, "selectors": SELECTORS})
    return READERS[portal.adapter](text, LISTING, portal)


BROKEN = ("http://[填写网址]/", "//[", "http://x:99999/", "http://a℀b/", r"http://e\@w/", "\x01:")


def test_a_broken_link_costs_no_other_row_and_a_bulletin_behind_one_is_told(
    day: BadDay, hasty: Client
) -> None:
    rows = "".join(f'<li><a href="{href}">友情链接</a></li>' for href in BROKEN)
    rows += '<li><a href="./t20240102_7.shtml">2023年进展情况</a><span>2024-01-02</span></li>'
    rows += '<li><a href="http://[填写网址]/">2022年进展情况</a><span>2023-01-02</span></li>'
    day.answers["/bss/"] = Answer(body=rows.encode())
    found = discover(hasty.portal, hasty)
    assert [entry.title for entry in found.entries] == ["2023年进展情况"]
    assert [(entry.title, entry.external) for entry in found.external] == [
        ("2022年进展情况", "bad address")
    ]


@pytest.mark.parametrize("number", ["1000000000", LONG, "0", "00012", "²"])
@pytest.mark.parametrize(
    ("adapter", "text"),
    [
        ("trs", '<script>createPageHTML({}, 0, "index", "shtml")</script>'),
        ("trs", '<script>$(".p").pagination("setPage",1,{})</script>'),
        ("trs", '<a href="index_{}.shtml">尾页</a>'),
        ("css", "<script>pageCount: {}</script>"),
        ("hanweb", RECORD + CALL % "totalRecord:{},perPage:{},groupSize:1"),
        ("hanweb", RECORD + CALL % "totalRecord:99999,perPage:0,groupSize:{}"),
    ],
)
def test_a_pager_is_bounded_before_it_is_followed(adapter: str, text: str, number: str) -> None:
    assert len(read(adapter, text.replace("{}", number)).following) <= MOST_FOLLOWING


DAY = date(2023, 12, 30)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({"date": 1703905200}, DAY),
        ({"date": 1703905200000}, DAY),
        ({"date": "1703905200000"}, DAY),
        ({"date": 0, "created_at": "2023-12-30 11:00"}, DAY),
        ({"date": 10**20}, None),
        ({"date": -1}, None),
        ({"date": LONG}, None),
        ({"date": None}, None),
    ],
)
def test_clocks_of_gkmlpt_are_read_whatever_they_count(
    said: dict[str, Any], day: date | None
) -> None:
    articles = [{"title": "情况", "url": "/post_1.html", **said}]
    [row] = read("gkmlpt", json.dumps({"articles": articles})).rows
    assert row.published == day


def test_one_odd_article_of_gkmlpt_loses_no_other() -> None:
    odd = '{"title": "甲", "url": null}, {"title": 3}, [], {"title": "\\ud800", "url": "/\\ud800"},'
    text = f'{{"articles": [{odd} {{"title": "情况", "url": "/post_1.html", "id": {LONG}}}]}}'
    rows = read("gkmlpt", text).rows
    assert [(row.title, row.external) for row in rows] == [("", "bad address"), ("情况", "")]
    for hopeless in ("[" * 100_000, '{"articles": 7}', ""):
        with pytest.raises(LayoutChanged):
            read("gkmlpt", hopeless)


def test_a_pager_of_plain_links_is_followed_and_is_no_row() -> None:
    row = '<li><a href="./202401/t20240102_7.shtml">情况</a></li>'
    pager = "".join(f'<a href="index_{n}.shtml">{n + 1}</a>' for n in (1, 2, 4))
    page = read("trs", row + pager)
    assert [one.key for one in page.rows] == ["7"]
    assert [ask.url for ask in page.following] == [f"{LISTING}index_{n}.shtml" for n in range(1, 5)]


def test_a_row_in_folders_of_a_day_is_one_and_completes_a_short_day() -> None:
    rows = (
        '<li><a href="/doc/2024/5/24/123.html">情况一</a><i>05-24</i></li>'
        '<li><a href="/doc/2024/05/03/">情况二</a></li><li><a href="/2024/">年鉴</a></li>'
    )
    found = read("trs", rows).rows
    assert [(row.title, row.published) for row in found] == [
        ("情况一", date(2024, 5, 24)),
        ("情况二", None),
    ]


@pytest.mark.parametrize(
    ("adapter", "before", "piece"),
    [
        ("hanweb", "", "<record><![CDATA["),
        ("hanweb", "", ".jpage({"),
        ("hanweb", "var InitData1 = [", '"\\"'),
        ("hanweb", ".jpage({ajaxParam:{", "a"),
        ("trs", "", "<script>"),
        ("trs", '<script>document.write("', "\\"),
        ("trs", "<table><tr>", '<td><a href="./t1_1.html">情况</a>01-02</td>'),
        ("trs", "", "<font><a href=x>"),
        ("trs", "", "<table><tr><td>"),
        ("trs", "<li><a href=t_1.html>x</a>2024-1-1", " "),
        ("css", "", "<li><a href=x>情况</a>"),
    ],
)
def test_twice_the_listing_is_no_more_than_about_twice_the_work(
    adapter: str, before: str, piece: str
) -> None:
    def work(size: int) -> float:
        text = before + piece * (size // len(piece))
        began = time.process_time()
        with suppress(EtlError):
            read(adapter, text)
        return time.process_time() - began

    # Four times the work of the square would be sixteen.
    assert work(80_000) < 9 * work(20_000) + 0.3


@pytest.mark.parametrize("adapter", ["trs", "hanweb"])
def test_a_row_that_never_closes_is_a_row(adapter: str) -> None:
    row = '<a href=x><li><a href="./t20240102_7.html">2024年进展情况</a>2024-01-02'
    assert [one.url.rpartition("/")[2] for one in read(adapter, row * 150).rows] == [
        "t20240102_7.html"
    ]


def test_a_defect_of_an_adapter_is_the_pages_own(
    day: BadDay, hasty: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> ListingPage:
        raise KeyError("x")

    monkeypatch.setitem(READERS, "trs", broken)
    day.answers["/bss/"] = Answer()
    with pytest.raises(Defect, match="KeyError"):
        discover(hasty.portal, hasty)
