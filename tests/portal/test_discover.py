"""Finding the bulletins in a portal's listing."""

from datetime import date

import pytest

from etl.errors import UnexpectedPage
from etl.localportal.local_portal import LocalPortal
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import discover
from tests.portal.bad_days import Answer, BadDay


def test_the_sample_portal_lists_a_bulletin_for_each_month(client: Client) -> None:
    found = discover(client.portal, client).entries
    months = ["1月", *(f"1-{month}月" for month in range(2, 13))]
    assert [entry.title for entry in found] == [
        f"2024年市办实事{month}具体进展情况" for month in months
    ]
    assert found[6].key == "9024007"
    assert found[6].published == date(2024, 8, 23)


def test_a_bulletin_is_found_once_it_is_published(site: LocalPortal, client: Client) -> None:
    site.as_of = date(2024, 8, 22)
    assert len(discover(client.portal, client).entries) == 6
    site.as_of = date(2024, 8, 23)
    assert len(discover(client.portal, client).entries) == 7


def test_a_listing_without_rows_is_not_taken_for_no_news(day: BadDay, hasty: Client) -> None:
    empty = '<ul></ul><a href="/index.shtml">返回首页，查看本市政务公开的其他栏目</a>'
    day.answers["/bss/"] = Answer(body=empty.encode())
    with pytest.raises(UnexpectedPage, match="lists nothing"):
        discover(hasty.portal, hasty)


def test_a_listing_without_bulletins_points_at_the_title_pattern(
    day: BadDay, hasty: Client
) -> None:
    row = '<li><a href="./202401/t20240102_7.shtml">放假通知</a><span>2024-01-02</span></li>'
    day.answers["/bss/"] = Answer(body=row.encode())
    with pytest.raises(UnexpectedPage, match=r"title_pattern in portals/town\.yaml"):
        discover(hasty.portal, hasty)


def test_a_bulletin_behind_a_link_to_a_file_or_to_another_host_is_recorded_apart(
    day: BadDay, hasty: Client
) -> None:
    row = '<li><a href="{0}">{1}</a><span>2024-01-02</span></li>'
    rows = (
        row.format("./202401/t20240102_7.shtml", "2023年进展情况"),
        row.format("./202401/P020240102.xlsx", "2022年进展情况.xlsx"),
        row.format("https://mp.weixin.example/s/x", "2021年进展情况"),
        row.format("https://mp.weixin.example/s/y", "招聘启事"),
    )
    day.answers["/bss/"] = Answer(body="".join(rows).encode())
    found = discover(hasty.portal, hasty)
    assert [entry.title for entry in found.entries] == ["2023年进展情况"]
    assert [entry.external for entry in found.external] == ["other host", "attachment"]
    assert day.paths == ["/bss/"]
