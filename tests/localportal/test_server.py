"""The local portal: looks like a real one, and has a clock."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests

from etl import resources
from etl.errors import SettingsError
from etl.localportal.local_portal import LocalPortal
from etl.localportal.samples import load_samples
from etl.localportal.server import serve

JULY = "202408/t20240823_9024007.shtml"
NUMERAL = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def site() -> Iterator[LocalPortal]:
    with serve(resources.folder("samples"), date(2025, 1, 31)) as portal:
        yield portal


def test_the_listing_runs_over_pages_that_a_script_counts(site: LocalPortal) -> None:
    first = requests.get(site.listing, timeout=5)
    pages = re.search(r'createPageHTML\((\d+), 0, "index", "shtml"', first.text)
    assert pages is not None
    last = int(pages[1]) - 1
    assert last >= 2
    assert requests.get(f"{site.listing}index_{last}.shtml", timeout=5).ok
    assert requests.get(f"{site.listing}index_{last + 1}.shtml", timeout=5).status_code == 404


def test_an_article_carries_the_standard_tags_and_the_usual_chrome(site: LocalPortal) -> None:
    html = requests.get(site.listing + JULY, timeout=5).text
    assert '<meta name="ArticleTitle" content="2024年市办实事1-7月具体进展情况">' in html
    assert "<meta name='PubDate' content='2024-08-23 15:45'>" in html
    for mark in (
        "发布日期 : ",
        "扫一扫在手机打开当前页",
        "<p style=",
        ">　　1.",
        "％",
        "trs_editor_view",
    ):
        assert mark in html


def test_an_unchanged_page_is_not_sent_twice(site: LocalPortal) -> None:
    url = site.listing + JULY
    first = requests.get(url, timeout=5)
    for known in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = requests.get(url, headers=known, timeout=5)
        assert (again.status_code, again.content) == (304, b"")
    other = requests.get(url, headers={"If-None-Match": '"other"'}, timeout=5)
    assert other.content == first.content


def test_what_is_not_published_yet_is_not_there(site: LocalPortal) -> None:
    url = site.listing + "202502/t20250211_9024115.shtml"
    try:
        assert requests.get(url, timeout=5).status_code == 404
        site.as_of = date(2025, 2, 11)
        assert requests.get(url, timeout=5).ok
    finally:
        site.as_of = date(2025, 1, 31)


def test_a_correction_changes_three_figures_and_nothing_else(site: LocalPortal) -> None:
    samples = site.samples
    (july,) = (page for page in samples.pages if page.path == JULY)
    before, after = (samples.text_of(july, day) for day in samples.visits)
    assert NUMERAL.sub("#", before) == NUMERAL.sub("#", after)
    changed = zip(NUMERAL.findall(before), NUMERAL.findall(after), strict=True)
    assert [(old, new) for old, new in changed if old != new] == [
        ("15480", "14580"),
        ("77.4", "72.9"),
        ("912", "921"),
    ]


def test_pages_are_the_same_wherever_they_are_served(site: LocalPortal) -> None:
    with serve(resources.folder("samples"), site.as_of) as other:
        assert other.url != site.url
        there = requests.get(other.listing + JULY, timeout=5).content
    assert there == requests.get(site.listing + JULY, timeout=5).content


def test_the_portal_says_what_programs_may_read(site: LocalPortal) -> None:
    assert "User-agent: *" in requests.get(f"{site.url}/robots.txt", timeout=5).text
    assert requests.get(f"{site.url}/nowhere", timeout=5).status_code == 404


def test_a_port_that_is_taken_is_told_in_one_sentence(site: LocalPortal) -> None:
    port = int(site.url.rpartition(":")[2])
    with (
        pytest.raises(SettingsError, match=f"Port {port} cannot be served"),
        serve(resources.folder("samples"), site.as_of, port),
    ):
        pass


def test_a_wrong_manifest_is_told_with_its_place(tmp_path: Path) -> None:
    manifest = (resources.folder("samples") / "portal.yaml").read_text("utf-8")
    (tmp_path / "portal.yaml").write_text(manifest.replace("rows: 8", "rows: none"), "utf-8")
    with pytest.raises(SettingsError, match=r"portal\.yaml: rows: .*integer"):
        load_samples(tmp_path)


def test_a_correction_of_words_that_are_not_there_is_told(tmp_path: Path) -> None:
    manifest = (resources.folder("samples") / "portal.yaml").read_text("utf-8")
    shutil.copytree(resources.folder("samples"), tmp_path, dirs_exist_ok=True)
    (tmp_path / "portal.yaml").write_text(manifest.replace("old: 新增", "old: 没有"), "utf-8")
    with pytest.raises(SettingsError, match="not there exactly once"):
        load_samples(tmp_path)


def test_every_promise_reads_the_same_in_every_month() -> None:
    samples = load_samples(resources.folder("samples"))
    editions = {
        tuple(line for line in samples.text_of(page, date.max).splitlines() if "责任单位" in line)
        for page in samples.pages
        if page.file
    }
    (promises,) = editions
    assert len(promises) == 15


def test_every_share_of_the_samples_follows_from_its_own_figures() -> None:
    """Cut off or rounded: less than one unit of the last printed digit away."""
    share = re.compile(
        r"(?P<value>[\d.]+)(?P<unit>万?)[^\d；，。（）]*，"
        r"占年计划基数（(?P<plan>[\d.]+)(?P<plan_unit>万?)[^\d（）]*）的(?P<printed>[\d.]+)％"
    )
    samples = load_samples(resources.folder("samples"))
    checked = 0
    for page in samples.pages:
        for found in share.finditer(samples.text_of(page, date.max)):
            value = float(found["value"]) * (10_000 if found["unit"] else 1)
            plan = float(found["plan"]) * (10_000 if found["plan_unit"] else 1)
            unit = 10 ** -len(found["printed"].partition(".")[2])
            assert abs(100 * value / plan - float(found["printed"])) < unit, found[0]
            checked += 1
    assert checked >= 100
