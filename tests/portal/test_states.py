"""Each bad day is told apart, because the operator's next step differs."""

import pytest

from etl.errors import (
    Challenge,
    ForeignHost,
    Gone,
    PortalError,
    RateLimited,
    Refused,
    ServerTrouble,
    TimedOut,
    TooLarge,
)
from etl.portal.http.client import Client
from tests.portal.bad_days import PAGE, Answer, BadDay, portal_at
from tests.portal.conftest import QUICK

MISSING = "<html><title>提示</title><p>您访问的页面不存在或已被删除</p></html>".encode()
SHELL = b"<html><script>location.reload()</script></html>"


@pytest.mark.parametrize(
    ("answer", "kind", "asked"),
    [
        (Answer(403), Refused, 1),
        (Answer(406), Refused, 1),
        (Answer(404), Gone, 1),
        (Answer(410), Gone, 1),
        (Answer(200, MISSING), Gone, 1),
        (Answer(302, b"", {"Location": "/index.shtml"}), Gone, 1),
        (Answer(412, SHELL), Challenge, 1),
        (Answer(418, b"blocked"), Challenge, 1),
        (Answer(521, SHELL), Challenge, 1),
        (Answer(200, SHELL), Challenge, 1),
        (Answer(429, headers={"Retry-After": "3600"}), RateLimited, 1),
        (Answer(503), ServerTrouble, 3),
        (Answer(200, PAGE * 2000), TooLarge, 1),
        (Answer(302, b"", {"Location": "http://elsewhere.example/"}), ForeignHost, 1),
    ],
)
def test_each_failure_has_its_type_and_only_what_may_pass_is_asked_again(
    day: BadDay, hasty: Client, answer: Answer, kind: type[PortalError], asked: int
) -> None:
    day.answers["/a/t20240102_7.shtml"] = answer
    day.answers["/index.shtml"] = Answer()
    url = f"{day.url}/a/t20240102_7.shtml"
    with pytest.raises(PortalError) as told:
        hasty.get(url)
    assert type(told.value) is kind
    assert told.value.advice in str(told.value)
    assert day.paths.count("/a/t20240102_7.shtml") == asked


def test_every_state_has_a_name_of_its_own() -> None:
    def all_of(kind: type[PortalError]) -> list[type[PortalError]]:
        return [kind, *(below for child in kind.__subclasses__() for below in all_of(child))]

    states = [kind.state for kind in all_of(PortalError)]
    assert len(set(states)) == len(states)


def test_a_bulletin_that_speaks_of_what_is_missing_is_no_missing_page(
    day: BadDay, hasty: Client
) -> None:
    long = "<p>全市新增停车泊位一批，相关页面不存在的问题已整改。</p>" * 20
    day.answers["/a"] = Answer(body=f"<html>{long}</html>".encode())
    assert hasty.get(f"{day.url}/a").raw


def test_a_page_that_drips_does_not_outlast_its_deadline(day: BadDay) -> None:
    limits = type(QUICK)(connect_seconds=1, read_seconds=1, total_seconds=0.5, retries=0)
    day.answers["/slow"] = Answer(drip_seconds=0.1)
    with (
        Client(portal_at(day.url), contact="", pause_seconds=0, limits=limits) as client,
        pytest.raises(TimedOut, match="not complete"),
    ):
        client.get(f"{day.url}/slow")


def test_a_page_that_never_begins_times_out(day: BadDay) -> None:
    limits = type(QUICK)(connect_seconds=1, read_seconds=0.3, total_seconds=1, retries=0)
    day.answers["/slow"] = Answer(wait_seconds=1)
    with (
        Client(portal_at(day.url), contact="", pause_seconds=0, limits=limits) as client,
        pytest.raises(TimedOut, match="in time"),
    ):
        client.get(f"{day.url}/slow")
