"""Finding the bulletins in a portal's listing."""

from datetime import date

import pytest

from etl import resources
from etl.errors import SettingsError, UnexpectedPage
from etl.localportal.site import LocalPortal
from etl.portal.adapters.trs import read_listing
from etl.portal.discover import discover
from etl.portal.fetch import Client
from etl.portal.model import Entry, load_portal
from tests.portal.bad_days import Answer, BadDay

HERE = "http://www.town.example/zwgk/bss/"
HOSTS = frozenset({"www.town.example"})


def rows(html: str) -> list[Entry]:
    return list(read_listing(html, HERE, HOSTS).entries)


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


def test_an_unknown_adapter_is_a_matter_of_settings(hasty: Client) -> None:
    portal = hasty.portal.model_copy(update={"adapter": "hanwen"})
    with pytest.raises(SettingsError, match=r"'hanwen' \(known: css, gkmlpt, hanweb, trs\)"):
        discover(portal, hasty)


def test_a_listing_ends_where_a_page_repeats(day: BadDay, hasty: Client) -> None:
    row = (
        '<li><a href="./202401/t20240102_7.shtml">一季度进展情况</a></li>'
        '<script>createPageHTML(9, 0, "index", "shtml");</script>'
    )
    day.answers["/bss/"] = day.answers["/bss/index_1.shtml"] = Answer(body=row.encode())
    assert len(discover(hasty.portal, hasty).entries) == 1
    assert day.paths == ["/bss/", "/bss/index_1.shtml"]


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ('createPageHTML(3, 0, "index", "html")', ["index_1.html", "index_2.html"]),
        ("createPageHTML(2, 1, 'index', 'shtml');", ["index_1.shtml"]),
        ("createPageHTML('page_div',3, 1,'fg','shtml',89)", ["fg_1.shtml", "fg_2.shtml"]),
        ('createPageHTML(2, 1,"index", "shtml",  "black2",621)', ["index_1.shtml"]),
        ('pageControl(2, 2, "index", "shtml", 10, \'pages-nav\')', ["index_1.shtml"]),
        ('createPageHTML(2, 0, "list", "html")', ["list_1.html"]),
        ('createPageHTML(1, 0, "index", "html")', []),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){", []),
    ],
)
def test_every_variant_of_the_pager_is_understood(pager: str, following: list[str]) -> None:
    page = read_listing(f"<script>{pager}</script>", HERE, HOSTS)
    assert list(page.following) == [HERE + name for name in following]


def test_the_full_title_is_preferred_to_the_visible_one() -> None:
    (entry,) = rows(
        "<li><a href='../x/202412/t20241230_876.shtml' title='2024年 1-11月进展情况'>2024年…</a>"
        "<span>2024-12-30</span></li>"
    )
    assert entry == Entry(
        key="876",
        url="http://www.town.example/zwgk/x/202412/t20241230_876.shtml",
        title="2024年 1-11月进展情况",
        published=date(2024, 12, 30),
    )


def test_a_day_inside_the_link_is_no_part_of_the_title() -> None:
    (entry,) = rows(
        '<li><a href="./202412/t20241230_1.shtml"><b>1-11月进展情况</b>'
        "<span>[2024/12/30]</span></a></li>"
    )
    assert (entry.title, entry.published) == ("1-11月进展情况", date(2024, 12, 30))


def test_a_day_is_never_borrowed_from_a_neighbour() -> None:
    undated, dated = rows(
        '<ul><li><a href="./t20240101_1.shtml">甲</a></li>'
        '<li class="line">2024-05-05</li>'
        '<li><a href="./t20240102_2.shtml">乙</a><i>2024.1.2</i></li></ul>'
    )
    assert (undated.published, dated.published) == (None, date(2024, 1, 2))


def test_the_number_is_the_identity_whatever_the_rest_of_the_address() -> None:
    moved = rows('<li><a href="/new/202301/t20230103_88.shtml">甲</a></li>')
    undated = rows('<li><a href="/old/tnull_88.html">甲</a></li>')
    assert moved[0].key == undated[0].key == "88"


def test_rows_to_attachments_and_other_hosts_are_left_out() -> None:
    assert (
        rows(
            '<li><a href="./202609/P020260911338555.xlsx">附表</a><span>2026-09-11</span></li>'
            '<li><a href="http://mp.weixin.example/s_1.html">转载</a><span>2026-09-11</span></li>'
            '<li><a href="/zwgk/index.shtml">政务公开</a></li>'
        )
        == []
    )


def test_the_same_document_listed_twice_is_one_row() -> None:
    row = '<li><a href="./t20240101_1.shtml">置顶</a><span>2024-01-01</span></li>'
    assert len(rows(row + row)) == 1


TITLES = [
    ("2024年市办实事1-11月具体进展情况", True),
    ("2022年市办实事一季度进展情况", True),
    ("2017年政府工作报告公开挂牌督办事项上半年进展情况", True),
    ("2017年政府工作报告公开挂牌督办事项三季度进展情况", True),
    ("市人民政府关于公布2023年16件实事的通知", False),
    ("2020年市办实事进展顺利,18项已经提前完成", False),
    ("2022年16件市办实事总体进展良好", False),
    ("36项市办实事全部完成", False),
    ("2026年市办实事发布:10件33项", False),
]


@pytest.mark.parametrize(("title", "bulletin"), TITLES)
def test_qingdaos_bulletins_are_told_from_its_news(title: str, bulletin: bool) -> None:
    assert load_portal("qingdao", resources.folder("portals")).is_bulletin(title) is bulletin
