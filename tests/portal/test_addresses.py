"""Addresses from outside: parsed once, and refused where two readers could differ."""

import pytest

from etl.errors import BadAddress, ForeignHost, PortalError
from etl.portal.addresses import address, authority, joined
from etl.portal.http.client import Client
from tests.portal.bad_days import Answer, BadDay, bad_day


@pytest.mark.parametrize(
    "text",
    [
        r"http://evil.example\@good.example/x.shtml",
        r"http://good.example\.evil.example/",
        "http://user@good.example/",
        "http://user:pass@good.example/",
        "http://good.example:abc/",
        "http://good.example:99999/",
        "http://good.example:0/",
        "http://good.example:080/",
        "http://good.example:/",
        "http://good%2eexample/",
        "http://good.example\t.evil.example/",
        "http://good.example/\r\nX: y",
        "http://good.example/\x00",
        "http://good.example/\ud800",
        "http://[填写网址]/",
        "http://a℀b/",
        "http://１２７.0.0.1/",
        "http://-.示例/",
        "//[",
        "http:///x",
        "http://",
        "ftp://good.example/",
        "javascript:void(0)",
        "http://good.example/" + "x" * 5000,
        "",
    ],
)
def test_what_two_readers_could_understand_differently_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address(text)
    assert str(refused.value).isprintable()
    assert authority(text) == ""


@pytest.mark.parametrize(
    ("reference", "wire", "host"),
    [
        ("./202405/t1_2.shtml", "http://good.example/bss/202405/t1_2.shtml", "good.example"),
        (" /附件/进展 1.xlsx#a", "http://good.example/%E9%99%84%E4%BB%B6/%E8%BF%9B%E5%B1%95%201.xlsx",
         "good.example"),
        ("HTTP://GOOD.example:8080", "http://good.example:8080/", "good.example:8080"),
        ("https://政务.example/?a=b", "https://xn--zfr164b.example/?a=b", "xn--zfr164b.example"),
        ("//[::1]:81/x", "http://[::1]:81/x", "[::1]:81"),
        ("?pageIndex=2", "http://good.example/bss/?pageIndex=2", "good.example"),
        ("../a/../b.html", "http://good.example/b.html", "good.example"),
    ],
)  # fmt: skip
def test_what_portals_write_is_an_address(reference: str, wire: str, host: str) -> None:
    found = joined("http://good.example/bss/", reference)
    assert (found.wire, found.authority) == (wire, host)


@pytest.mark.parametrize(
    "location",
    [
        "http://{evil}\\@{good}/x.shtml",
        "http://{good}@{evil}/",
        "http://{good}:abc/",
        "//[",
        "http://{good}:99999/",
        "http://a\u2100b/".encode().decode("latin-1"),
        "http://{good}/\xff",
        "http://[\xe5/",
    ],
)
def test_a_redirect_to_no_address_asks_nobody(day: BadDay, hasty: Client, location: str) -> None:
    with bad_day() as evil:
        good, other = (one.url.removeprefix("http://") for one in (day, evil))
        to = location.replace("{good}", good).replace("{evil}", other)
        day.answers["/a"] = Answer(302, b"", {"Location": to})
        with pytest.raises(BadAddress, match="redirects"):
            hasty.get(f"{day.url}/a")
        assert (day.paths, evil.asked) == (["/a"], [])


def test_a_host_is_checked_as_it_is_connected_to(day: BadDay, hasty: Client) -> None:
    with pytest.raises(ForeignHost):
        hasty.get("http://elsewhere.example/")
    with pytest.raises(PortalError):
        hasty.get_listing(f"{day.url}\\@elsewhere.example/", {})
    assert day.asked == []
