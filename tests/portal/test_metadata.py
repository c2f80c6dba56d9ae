"""What a page says of itself."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from etl.portal.page.metadata import PageMetadata, read_metadata

ZONE = ZoneInfo("Asia/Shanghai")


def read(html: str, *, listed: date | None = None) -> PageMetadata:
    return read_metadata(html.encode(), "text/html; charset=utf-8", ZONE, listed=listed)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2022-04-17 14:46:00", datetime(2022, 4, 17, 6, 46, tzinfo=UTC)),
        ("2026-07-01 14:27", datetime(2026, 7, 1, 6, 27, tzinfo=UTC)),
        ("2026-9-8 10:00", datetime(2026, 9, 8, 2, 0, tzinfo=UTC)),
        ("2024年12月30日 16：20", datetime(2024, 12, 30, 8, 20, tzinfo=UTC)),
        ("2024-12-30T16:20:00+08:00", datetime(2024, 12, 30, 8, 20, tzinfo=UTC)),
        ("2024-12-30T16:20:05", datetime(2024, 12, 30, 8, 20, 5, tzinfo=UTC)),
        # A day alone is its last second: it is not known to have been there earlier.
        ("2023-12-13", datetime(2023, 12, 13, 15, 59, 59, tzinfo=UTC)),
        ("2026.09.19", datetime(2026, 9, 19, 15, 59, 59, tzinfo=UTC)),
        ("2026/09/19", datetime(2026, 9, 19, 15, 59, 59, tzinfo=UTC)),
        ("2026-13-45", None),
        ("", None),
    ],
)
def test_every_form_of_pubdate_is_understood(said: str, meant: datetime | None) -> None:
    assert read(f"<meta name='PubDate' content='{said}'>").published_at == meant


def test_pubdate_outweighs_the_visible_day_and_that_the_listing() -> None:
    meta = '<meta name="pubdate" content="2024-12-30 16:20">'
    visible = "<div>发布日期 : <span>2024-12-29</span> 来源 : 市政府办公厅 字体大小</div>"
    day = date(2024, 12, 28)
    moments = [
        read(html, listed=day).published_at for html in (meta + visible, visible, "<p>正文</p>")
    ]
    assert moments == [
        datetime(2024, 12, 30, 8, 20, tzinfo=UTC),
        datetime(2024, 12, 29, 15, 59, 59, tzinfo=UTC),
        datetime(2024, 12, 28, 15, 59, 59, tzinfo=UTC),
    ]


def test_the_title_is_the_meta_tag_then_the_heading_then_the_windows() -> None:
    window = "<title>丙_青岛政务网</title>"
    heading = "<h1>乙\n</h1>"
    meta = '<meta name="ArticleTitle" content="甲">'
    assert [read(html).title for html in (window + heading + meta, window + heading, window)] == [
        "甲",
        "乙",
        "丙",
    ]


def test_a_source_that_names_nobody_is_none() -> None:
    meta = '<meta name="ContentSource" content="{}">'
    assert read(meta.format("市政府办公厅")).source == "市政府办公厅"
    assert read(meta.format("本站")).source is None
    assert read(meta.format("") + "<p>来源：市统计局</p>").source == "市统计局"


def test_plain_text_has_its_first_line_for_a_title_and_its_head_for_a_day() -> None:
    text = "\n某市重点工作进展情况\n发布日期 : 2021-04-09 来源 : 市政府办公厅 打印\n1.…"
    said = read_metadata(text.encode(), "text/plain", ZONE)
    assert said == PageMetadata(
        title="某市重点工作进展情况",
        published_at=datetime(2021, 4, 9, 15, 59, 59, tzinfo=UTC),
        source="市政府办公厅",
        url=None,
    )


DAY = datetime(2026, 9, 5, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "published", "source"),
    [
        ("<p>来源：<span></span> 2026-09-05</p>", None, None),
        ("<p>来源：<span></span> 发布日期：2026-09-05</p>", DAY, None),
        ("<p>发布日期： 有效期至：2031-12-31</p>", None, None),
        ("<p>发文日期：2026-01-01 发布日期：2026-09-05</p>", DAY, None),
        ("<p>发文日期：2026-09-05</p>", DAY, None),
        ("<p>公开日期：2026-09-05 发布机构：市统计局</p>", DAY, "市统计局"),
        ("<p>时间：2026-09-05 发文机关：市政府办公厅</p>", DAY, "市政府办公厅"),
        ("<meta name=publishdate content=2026-09-05>", DAY, None),
        ("<p>2026-09-05　来源：海川发布　责任编辑：何某</p>", DAY, "海川发布"),
        ("<p>来源：市政府督查室 | 2026-09-05 | 编辑：王某</p>", DAY, "市政府督查室"),
        ("<h1>为民实事进展情况</h1><p>清河街道办事处</p><p>2026-09-05</p>今年以来", DAY, None),
        ("<h1>为民实事进展情况</h1><p>2026-09-05，市政府召开会议。</p>", None, None),
        ("<h1>为民实事进展情况</h1><p>有3项。市政府办公室 2026-09-05</p>", None, None),
        ("<meta name=PubDate content='0001-01-01T00:00:00+14:00'>", None, None),
    ],
)
def test_day_and_office_are_found_by_their_labels_or_places(
    html: str, published: datetime | None, source: str | None
) -> None:
    said = read(html)
    assert (said.published_at, said.source) == (published, source)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<h1>某市人民政府</h1><h1>2026年1-8月进展情况</h1>", "2026年1-8月进展情况"),
        ("<title>1-8月进展情况-某市人民政府</title><h1>某市人民政府</h1>", "1-8月进展情况"),
        ("<h1>2024年1-8月市政府实事进展情况</h1>", "2024年1-8月市政府实事进展情况"),
        ("<title>2024年1-8月政务公开</title>", "2024年1-8月政务公开"),
        ("<h1>某市人民政府</h1>", None),
    ],
)  # fmt: skip
def test_a_banner_is_no_title_and_a_hyphen_of_months_no_end(html: str, title: str | None) -> None:
    assert read(html).title == title


@pytest.mark.parametrize(
    "charset",
    ["hex", "zip", "base64", "rot13", "undefined", "utf-8\0", "utf-16", "utf-7", "x" * 99],
)
def test_a_charset_that_no_page_has_is_not_believed(charset: str) -> None:
    page = f"<meta charset={charset.strip(chr(0))}><h1>进展情况</h1>".encode()
    for header in ("", f"text/html; charset={charset}"):
        assert read_metadata(page, header, ZONE).title == "进展情况"
