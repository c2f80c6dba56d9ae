"""Fetching a page: good manners, and each bad day told apart."""

import gzip
import socket
import time

import pytest

from etl.errors import Moved, Refused, TooLarge, Unreachable
from etl.portal.http.client import Client
from etl.portal.http.fetched_page import Known
from tests.portal.bad_days import PAGE, Answer, Asked, BadDay, portal_at
from tests.portal.conftest import QUICK

SHELL = b"<html><head><script>document.cookie='x=1';location.reload()</script></head></html>"


def test_a_page_comes_with_its_bytes_its_type_and_its_clock(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(headers={"ETag": '"1"', "X-Trace": "77"})
    page = hasty.get(f"{day.url}/a")
    assert page.raw == PAGE
    assert page.headers["etag"] == '"1"'
    assert "x-trace" not in page.headers
    assert page.retrieved_at.utcoffset() is not None


def test_it_says_who_it_is_and_whom_to_write_to(day: BadDay) -> None:
    day.answers["/a"] = Answer()
    with Client(portal_at(day.url), contact="数据处 d@example.org", pause_seconds=0) as client:
        client.get(f"{day.url}/a")
    agent = day.asked[-1].headers["user-agent"]
    assert agent.startswith("pledge-etl/")
    assert "d@example.org" in agent


def test_a_page_that_has_not_changed_is_not_sent_again(day: BadDay, hasty: Client) -> None:
    def answer(asked: Asked) -> Answer:
        return Answer(304, b"") if asked.headers.get("if-none-match") == '"1"' else Answer()

    day.answers["/a"] = answer
    assert hasty.get_if_changed(f"{day.url}/a", Known(etag='"1"')) is None
    changed = hasty.get_if_changed(f"{day.url}/a", Known(etag='"0"'))
    assert changed is not None
    assert changed.raw == PAGE


def test_trouble_that_passes_is_waited_out(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = [Answer(500), Answer(503), Answer()]
    assert hasty.get(f"{day.url}/a").raw == PAGE
    assert day.paths == ["/a"] * 3


def test_trouble_that_stays_is_refused_with_its_status(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(500)
    with pytest.raises(Refused, match="HTTP 500"):
        hasty.get(f"{day.url}/a")
    assert day.paths == ["/a"] * 3


def test_a_portal_that_asks_to_wait_is_given_the_time(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = [Answer(429, headers={"Retry-After": "1"}), Answer()]
    started = time.monotonic()
    assert hasty.get(f"{day.url}/a").raw == PAGE
    assert time.monotonic() - started >= 1


def test_a_portal_that_asks_to_wait_long_is_left_alone(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(429, headers={"Retry-After": "3600"})
    with pytest.raises(Refused, match="asks to wait 3600"):
        hasty.get(f"{day.url}/a")
    assert day.paths == ["/a"]


def test_a_page_that_is_gone_is_asked_for_once(day: BadDay, hasty: Client) -> None:
    with pytest.raises(Refused, match=r"HTTP 404.*gone"):
        hasty.get(f"{day.url}/nowhere")
    assert day.paths == ["/nowhere"]


@pytest.mark.parametrize(
    "answer", [Answer(412, SHELL), Answer(418, b"blocked"), Answer(521, SHELL), Answer(200, SHELL)]
)
def test_a_challenge_is_reported_and_not_worked_around(
    day: BadDay, hasty: Client, answer: Answer
) -> None:
    day.answers["/a"] = answer
    with pytest.raises(Refused, match=f"challenge.*HTTP {answer.status}"):
        hasty.get(f"{day.url}/a")
    assert day.paths == ["/a"]


def test_a_redirect_within_the_portal_is_followed(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(302, b"", {"Location": "/b"})
    day.answers["/b"] = Answer()
    assert hasty.get(f"{day.url}/a").url == f"{day.url}/b"


def test_a_redirect_off_the_portal_is_not(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(302, b"", {"Location": "http://elsewhere.example/a"})
    with pytest.raises(Refused, match=r"redirects to http://elsewhere\.example/a"):
        hasty.get(f"{day.url}/a")


def test_redirects_in_a_circle_end(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(302, b"", {"Location": "/a"})
    with pytest.raises(Moved, match="redirects more than"):
        hasty.get(f"{day.url}/a")


def test_a_page_too_large_is_not_read_to_its_end(day: BadDay, hasty: Client) -> None:
    # 10 MB of nothing, sent in 10 kB.
    body = gzip.compress(bytes(10_000_000))
    day.answers["/a"] = Answer(body=body, headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="larger than 100,000 bytes"):
        hasty.get(f"{day.url}/a")


def test_an_answer_that_breaks_off_is_not_taken_for_a_page(day: BadDay, hasty: Client) -> None:
    day.answers["/a"] = Answer(length=len(PAGE) + 100)
    with pytest.raises(Unreachable, match="broke off"):
        hasty.get(f"{day.url}/a")


def test_a_portal_that_is_down_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with (
            Client(portal_at(url), contact="", pause_seconds=0, limits=QUICK) as client,
            pytest.raises(Unreachable, match="does not answer"),
        ):
            client.get(f"{url}/a")


def test_what_robots_txt_closes_is_not_asked_for(day: BadDay, hasty: Client) -> None:
    day.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /closed/")
    day.answers["/closed/a"] = day.answers["/open/a"] = Answer()
    assert hasty.get(f"{day.url}/open/a").raw == PAGE
    with pytest.raises(Refused, match=r"robots\.txt"):
        hasty.get(f"{day.url}/closed/a")
    assert day.paths == ["/open/a"]


def test_a_forbidden_robots_txt_closes_everything(day: BadDay, hasty: Client) -> None:
    day.answers["/robots.txt"] = Answer(403)
    with pytest.raises(Refused, match=r"robots\.txt"):
        hasty.get(f"{day.url}/a")


def test_a_failing_robots_txt_postpones_everything(day: BadDay, hasty: Client) -> None:
    day.answers["/robots.txt"] = Answer(503)
    with pytest.raises(Refused, match="run again later"):
        hasty.get(f"{day.url}/a")
    assert day.paths == []


def test_a_portal_on_this_machine_is_asked_without_pause(client: Client) -> None:
    started = time.monotonic()
    for _ in range(3):
        client.get(str(client.portal.listing))
    assert time.monotonic() - started < 4
