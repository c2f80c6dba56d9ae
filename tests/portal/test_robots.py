"""robots.txt by RFC 9309, whatever is in it."""

import pytest

from etl.errors import ClosedByRobots
from etl.onboarding.listing_preview import closed_rows
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.http.robots import Robots
from etl.portal.listing.read_listing import walk
from etl.portal.model import Portal
from tests.portal.bad_days import Answer, BadDay, portal_at

LONG = "9" * 5000


@pytest.mark.parametrize(
    ("rules", "closed"),
    [
        ("User-agent: *\nDisallow: /a", True),
        ("User-agent: *\nDisallow: /\nAllow: /a", False),
        ("User-agent: *\nDisallow: /*.shtml$", True),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: Pledge-ETL\nDisallow: /b", False),
        ("User-agent: other\nUser-agent: pledge-etl\nDisallow: /a", True),
        ("User-agent: contact\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /a", True),
        (f"User-agent: *\nCrawl-delay: {LONG}\nRequest-rate: {LONG}/{LONG}\nDisallow: /a", True),
        ("User-agent: *\nCrawl-delay: ²\nDisallow: http://[\nDisallow: //[", False),
        ("User-agent: *\nDisallow: " + "*a" * 5000 + "$", False),
        ("<html><body>找不到页面</body></html>", False),
        ("\x00\x85\u2028", False),
    ],
)
def test_its_rules_are_obeyed_and_nothing_in_it_is_an_accident(rules: str, closed: bool) -> None:
    robots = Robots(rules)
    assert robots.allows("http://good.example/a.shtml") is not closed
    assert 0 <= robots.delay < float("inf")


def test_a_redirect_of_it_is_followed_on_the_portals_own_hosts(day: BadDay, hasty: Client) -> None:
    day.answers["/robots.txt"] = Answer(301, b"", {"Location": "/r.txt"})
    day.answers["/r.txt"] = Answer(body=b"User-agent: *\nDisallow: /a")
    with pytest.raises(ClosedByRobots):
        hasty.get(f"{day.url}/a")


@pytest.mark.parametrize("location", ["http://elsewhere.example/", "/robots.txt", "//["])
def test_one_that_leads_nowhere_is_missing(day: BadDay, hasty: Client, location: str) -> None:
    day.answers["/robots.txt"] = Answer(301, b"", {"Location": location})
    day.answers["/a"] = Answer()
    assert hasty.get(f"{day.url}/a").url == f"{day.url}/a"


def test_a_pause_of_a_day_is_cut_and_said(day: BadDay, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("etl.portal.http.client.is_loopback", lambda _url: False)
    monkeypatch.setattr("etl.portal.http.client.time.sleep", slept.append)
    day.answers["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 86400\n")
    day.answers["/bss/"] = Answer(body="<li><a href='./t1_1.html'>情况</a></li>".encode())
    limits = Limits(crawl_delay_seconds=3)
    with Client(portal_at(day.url), contact="", pause_seconds=0, limits=limits) as client:
        listing = walk(client.portal, client)
    assert 2 < max(slept) <= 3
    assert "asks for 86400 seconds between two requests; 3 are kept" in listing.notes[0]


def test_the_rows_that_it_closes_are_told_before_a_run(day: BadDay, hasty: Client) -> None:
    day.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /bss/t2")
    rows = "".join(f"<li><a href='./t{n}_{n}.html'>{n}月进展情况</a></li>" for n in (1, 2))
    day.answers["/bss/"] = Answer(body=rows.encode())
    portal: Portal = hasty.portal
    listing = walk(portal, hasty)
    assert closed_rows(listing, hasty) == (frozenset({f"{day.url}/bss/t2_2.html"}), ())
    assert day.paths == ["/bss/"]
