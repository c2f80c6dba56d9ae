"""The site in Chromium: nothing is asked of anyone, both languages, readable on any screen."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.site.browser import CONTRAST, Tab, browser, needs_chromium

# One worker makes the site of conftest.py for all that look at it.
pytestmark = [needs_chromium, pytest.mark.xdist_group("site")]

KINDS = (
    *("index", "year", "indicator", "bulletin"),
    *("concepts", "concept", "corrections", "quality", "about"),
)


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as opened:
        yield opened


def page(site: Path, kind: str) -> Path:
    """A page of a kind; of indicators and bulletins one that was corrected."""
    match kind:
        case "year":
            return site / "sample" / "2024.html"
        case "concept":
            return site / "concepts" / "parking-spaces.html"
        case "indicator":
            return _first(site, "i-*.html", "<del>")
        case "bulletin":
            return _first(site, "b-*.html", 'class="notice"')
    return site / f"{kind}.html"


def _first(site: Path, pattern: str, words: str) -> Path:
    pages = sorted((site / "sample").glob(pattern))
    return next(path for path in pages if words in path.read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_asked_for_nothing_fails_and_nothing_is_wider_than_the_window(
    tab: Tab, site: Path, kind: str, width: int
) -> None:
    tab.complaints.clear()
    tab.requests.clear()
    tab.open(page(site, kind), width)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    assert tab.run(CONTRAST) >= 4.5
    assert {urlsplit(request).scheme for request in tab.requests} == {"file"}
    assert all(str(site) in unquote(request) for request in tab.requests)
    assert tab.complaints == []


def test_every_link_within_leads_to_a_page_and_a_place_that_are_there(site: Path) -> None:
    places: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        places[path] = {str(tag["id"]) for tag in soup.select("[id]")}
        assert len(places[path]) == len(soup.select("[id]")), path
        found = [str(tag.get("href") or tag.get("src")) for tag in soup.select("[href], [src]")]
        links += [(path, link) for link in found if not re.match(r"https?:|data:", link)]
    assert len(links) > 300
    for path, link in links:
        address, _, place = link.partition("#")
        target = (path.parent / address).resolve() if address else path
        assert target.is_file(), (path, link)
        assert not place or place in places[target], (path, link)


def test_the_language_is_chosen_once_for_all_pages(tab: Tab, site: Path) -> None:
    tab.open(page(site, "index"))
    tab.click("label[for=in-en]")
    assert "What governments promised" in tab.run("document.querySelector('h1').innerText")
    tab.open(page(site, "year"))
    assert tab.run("document.documentElement.lang") == "en"
    assert "pledges with" in tab.run("document.querySelector('.lead').innerText")
    tab.click("label[for=in-zh]")
    assert "项实事" in tab.run("document.querySelector('.lead').innerText")
    assert "pledges" not in tab.run("document.querySelector('.lead').innerText")


def test_pointing_at_a_figure_shows_what_it_was_read_as(tab: Tab, site: Path) -> None:
    tab.open(page(site, "bulletin"))
    tab.point("article a.fig.m-actual")
    said = tab.run("document.getElementById('card').innerText")
    for words in ("新增停车泊位", "实际", "已验证"):
        assert words in said
    tab.press("Escape")
    assert tab.run("document.getElementById('card').hidden")


def test_only_the_late_are_seen_when_asked_for(tab: Tab, site: Path) -> None:
    tab.open(page(site, "year"))
    every = tab.run("document.querySelectorAll('.target').length")
    tab.click("label[for=only-kept]")
    seen = "[...document.querySelectorAll('.target')].filter((t) => t.getClientRects().length)"
    assert 0 < tab.run(f"{seen}.length") < every
    assert tab.run(f"{seen}.every((t) => t.classList.contains('kept'))")


def test_without_script_the_language_is_still_switched(site: Path) -> None:
    with browser(script=False) as bare:
        bare.open(page(site, "index"))
        assert "政府承诺了什么" in bare.run("document.querySelector('h1').innerText")
        bare.click("label[for=in-en]")
        assert "What governments promised" in bare.run("document.querySelector('h1').innerText")
