"""All the pages of a listing of each family, from a real server to rows."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from pydantic import HttpUrl

from etl.errors import EmptyListing, Gone, LayoutChanged
from etl.portal.http.client import Client
from etl.portal.http.listing_cache import KeptPages
from etl.portal.listing.model import Listing
from etl.portal.listing.pick_bulletins import discover
from etl.portal.listing.read_listing import walk
from etl.portal.model import Family, Selectors
from tests.portal.bad_days import Answer, Asked, BadDay, portal_at
from tests.portal.conftest import QUICK


def client_of(
    day: BadDay,
    adapter: Family,
    path: str,
    selectors: Selectors | None = None,
    kept: KeptPages | None = None,
) -> Client:
    update = {"adapter": adapter, "listing": HttpUrl(day.url + path), "selectors": selectors}
    portal = portal_at(day.url).model_copy(update=update)
    return Client(portal, contact="", pause_seconds=0, limits=QUICK, kept=kept)


def walked(day: BadDay, adapter: Family, path: str, selectors: Selectors | None = None) -> Listing:
    with client_of(day, adapter, path, selectors) as client:
        return walk(client.portal, client)


def keys(listing: Listing) -> list[str]:
    return [row.key for row in listing.rows]


ROW = '<li><a href="./t2024010{0}_{0}.shtml">{0}月进展情况</a><span>2024-01-0{0}</span></li>'
PAGER = '<script>createPageHTML({0}, 0, "index", "shtml");</script>'
STUB = '<html><head><script>window.location.href="/bss/index.shtml"</script></head></html>'
BARE = "<html><body><div class='page'></div>" + "<!-- 栏目模板 -->" * 15 + "</body></html>"


def trs(day: BadDay, *pages: str) -> Listing:
    """What is found where the pages of a TRS listing are these."""
    for number, page in enumerate(pages):
        name = f"index_{number}.shtml" if number else ""
        day.answers[f"/bss/{name}"] = Answer(body=page.encode())
    return walked(day, "trs", "/bss/")


def test_a_page_of_the_listing_that_is_lost_does_not_lose_the_others(day: BadDay) -> None:
    day.answers["/bss/index_2.shtml"] = Answer(body=ROW.format(1).encode())
    listing = trs(day, ROW.format(3) + PAGER.format(3))
    assert keys(listing) == ["3", "1"]
    assert [type(error) for error in listing.failed] == [Gone]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (ROW.format(3) + PAGER.format(9), "brings no further rows"),
        (BARE, "brings no further rows"),
        (STUB, "only leads to /bss/index.shtml"),
    ],
    ids=["the first page again", "a page without rows", "a stub"],
)
def test_a_listing_ends_where_a_page_brings_nothing_and_says_so_without_error(
    second: str, said: str, day: BadDay
) -> None:
    listing = trs(day, ROW.format(3) + PAGER.format(9), second)
    assert (keys(listing), listing.failed) == (["3"], ())
    assert said in listing.notes[0]
    assert day.paths == ["/bss/", "/bss/index_1.shtml"]


def test_rows_that_a_page_shares_with_the_one_before_are_taken_once(day: BadDay) -> None:
    pinned = ROW.format(9)
    listing = trs(
        day, pinned + ROW.format(3) + PAGER.format(2), pinned + ROW.format(3) + ROW.format(2)
    )
    assert keys(listing) == ["9", "3", "2"]


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
    return f'<html><p>栏目</p><script type="text/xml">{xml}</script><a href="/">返</a>'.encode()


def test_hanwebs_rows_are_in_the_page_and_behind_its_next_group(day: BadDay) -> None:
    proxy = "/module/web/jpage/dataproxy.jsp?page=2&columnid=7"
    day.answers["/col/col7/index.html"] = Answer(body=store(record(5), following=proxy))
    day.answers[proxy] = Answer(body=store(record(4)))
    listing = walked(day, "hanweb", "/col/col7/index.html")
    assert [(row.key, row.published) for row in listing.rows] == [
        ("5", date(2022, 5, 6)),
        ("4", date(2022, 4, 6)),
    ]
    assert listing.failed == ()


CALL = (
    "<script>$('#9').jpage({totalRecord:3,perPage:1,groupSize:1,proxyUrl:'/dataproxy.jsp',"
    "ajaxParam:{columnid:9,webname:'某市'}});</script>"
)


def test_hanwebs_proxy_is_asked_as_the_pagers_script_would(day: BadDay) -> None:
    def answer(asked: Asked) -> Answer:
        assert dict(parse_qsl(asked.body)) == {"columnid": "9", "webname": "某市"}
        number = 4 if "startrecord=2" in asked.path else 3
        return Answer(body=store(record(number), total=3))

    day.answers["/col/"] = Answer(body=store(record(5), total=3) + CALL.encode())
    for start in (2, 3):
        path = f"/dataproxy.jsp?startrecord={start}&endrecord={start}&perpage=1"
        day.answers[path] = answer
    listing = walked(day, "hanweb", "/col/")
    assert (keys(listing), listing.failed) == (["5", "4", "3"], ())


def test_hanwebs_rows_that_are_counted_and_not_shown_are_missed(day: BadDay) -> None:
    day.answers["/col/"] = Answer(body=store(record(5), total=128))
    listing = walked(day, "hanweb", "/col/")
    assert keys(listing) == ["5"]
    assert [type(error) for error in listing.failed] == [LayoutChanged]
    assert "counts 128 rows and shows 1" in str(listing.failed[0])


def test_gkmlpts_categories_are_read_page_by_page_to_the_one_that_repeats(day: BadDay) -> None:
    rows = [{"title": f"{n}月进展情况", "url": f"/gkmlpt/post_{n}.html"} for n in (6, 5)]
    for number in (1, 2):
        path = f"/gkmlpt/api/all/9?page={number}&sid=7"
        day.answers[path] = Answer(body=json.dumps({"articles": rows}).encode())
    listing = walked(day, "gkmlpt", "/gkmlpt/api/all/9?page=1&sid=7")
    assert (keys(listing), listing.failed) == (["6", "5"], ())
    assert len(day.paths) == 2


def test_what_is_no_json_of_a_category_is_another_layout(day: BadDay) -> None:
    day.answers["/gkmlpt/api/all/9"] = Answer()
    with pytest.raises(LayoutChanged, match="not a category's JSON"):
        walked(day, "gkmlpt", "/gkmlpt/api/all/9")


LONSUN = '<ul class="doc"><li><a href="/public/1/{0}.html">{0}月进展情况</a></li></ul>'
NUMBERED = Selectors(row="ul.doc li", pages="?pageIndex={number}")


def test_a_listing_that_counts_no_pages_ends_where_there_is_none(day: BadDay) -> None:
    for path, number in {"/c/1": 5, "/c/1?pageIndex=2": 4, "/c/1?pageIndex=3": 3}.items():
        day.answers[path] = Answer(body=LONSUN.format(number).encode())
    listing = walked(day, "css", "/c/1", NUMBERED)
    assert (len(listing.rows), listing.failed) == (3, ())
    assert "HTTP 404" in listing.notes[0]


def test_selectors_that_find_nothing_mean_a_new_layout(day: BadDay) -> None:
    day.answers["/c/1"] = Answer()
    with (
        client_of(day, "css", "/c/1", NUMBERED) as client,
        pytest.raises(LayoutChanged, match=r"nothing at 'ul\.doc li'"),
    ):
        discover(client.portal, client)


def test_a_column_without_a_row_is_never_taken_for_no_news(day: BadDay) -> None:
    day.answers["/col/"] = Answer()
    with (
        client_of(day, "hanweb", "/col/") as client,
        pytest.raises(EmptyListing, match="another adapter than 'hanweb'"),
    ):
        discover(client.portal, client)


def test_a_listing_that_has_not_changed_is_not_sent_again(day: BadDay, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer:
        # The tag stands for the content: under the same one, a new content is not asked for.
        if asked.headers.get("if-none-match") == f'"{tag}"':
            return Answer(304, b"")
        return Answer(body=ROW.format(number).encode(), headers={"ETag": f'"{tag}"'})

    def look() -> list[str]:
        with client_of(day, "trs", "/bss/", kept=KeptPages(tmp_path)) as client:
            return keys(walk(client.portal, client))

    day.answers["/bss/"] = answer
    tag, number = "old", 3
    assert look() == ["3"]
    number = 4
    assert look() == ["3"]
    tag = "new"
    assert look() == ["4"]
    number = 5
    [file] = tmp_path.rglob("*.gz")
    file.write_bytes(file.read_bytes()[:40])
    assert look() == ["5"], "what is kept and damaged is fetched anew"
