"""The page of evidence in Chromium: what is seen, reached by keyboard, and asked for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl import resources
from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise_document
from etl.document.extract import extract
from etl.site.pages.explained_bulletin import explained_page
from tests.site.browser import CONTRAST, Tab, browser, needs_chromium
from tests.site.hostile import HOSTILE, hostile

pytestmark = [needs_chromium, pytest.mark.xdist_group("page")]

NOVEMBER = (resources.folder("samples") / "2024" / "11.txt").read_text("utf-8")
WIDE = (
    "<h1>各县2024年1-11月民生实事进度</h1><table><tr><th>县</th>"
    + "".join(f"<th>指标{n}计划(个)</th><th>指标{n}完成(个)</th>" for n in "甲乙丙丁戊己")
    + "</tr>"
    + "".join(
        f"<tr><td>{county}县</td>{''.join('<td>5120</td><td>4096</td>' for _ in range(6))}</tr>"
        for county in ("东江", "西岭", "北泽")
    )
    + "</table><script>alert(1)</script>"
)


def written(raw: str, path: Path) -> Path:
    document = extract(raw.encode())
    bulletin = read(document, published=date(2024, 12, 30))
    _, grids = normalise_document(document)
    path.write_text(explained_page(bulletin, grids), "utf-8")
    return path


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {
        "prose": written(NOVEMBER, folder / "prose.html"),
        "wide": written(WIDE, folder / "wide.html"),
        "hostile": hostile_page(folder / "hostile.html"),
    }


def hostile_page(path: Path) -> Path:
    path.write_text(explained_page(hostile(), (), source=HOSTILE), "utf-8")
    return path


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as opened:
        yield opened


def shown_card(tab: Tab) -> str | None:
    """The words of the card that is in sight, if one is."""
    found = tab.run(
        "(() => { const c = [...document.querySelectorAll('.card')].find((c) => {"
        " const r = c.getBoundingClientRect(); return r.height > 0 && r.top >= 0"
        " && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth; });"
        " return c ? c.innerText : null; })()"
    )
    return None if found is None else str(found)


@pytest.mark.parametrize("kind", ["prose", "wide", "hostile"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_asked_for_nothing_fails_and_nothing_is_wider_than_the_window(
    tab: Tab, pages: dict[str, Path], kind: str, width: int
) -> None:
    tab.complaints.clear()
    tab.requests.clear()
    tab.open(pages[kind], width)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    tab.point("article a.figure")
    assert shown_card(tab)
    assert tab.requests == [pages[kind].as_uri()]
    assert tab.complaints == []


def test_the_keyboard_reaches_a_figure_and_goes_on_to_its_promise(
    tab: Tab, pages: dict[str, Path]
) -> None:
    tab.open(pages["prose"])
    link = "document.querySelector('article a.figure.m-actual[href^=\"#f\"]')"
    tab.run(f"{link}.previousElementSibling?.focus()")
    for _ in range(60):
        tab.press("Tab")
        if tab.run(f"document.activeElement === {link}"):
            break
    card = shown_card(tab)
    assert card is not None
    assert "城镇新增就业" in card
    assert "366,100 人" in card
    tab.press("Enter")
    assert tab.run("document.querySelector(':target mark').innerText") == "不少于35万人"
    tab.press("Escape")
    assert shown_card(tab) is None


def test_a_finger_shows_a_figure_first_and_goes_on_to_its_promise_then(
    tab: Tab, pages: dict[str, Path]
) -> None:
    tab.open(pages["prose"], 390)
    figure = 'article a.figure.m-actual[href^="#f"]'
    tab.tap(figure)
    assert "366,100 人" in (shown_card(tab) or "")
    assert tab.run("location.hash") == ""
    tab.tap(figure)
    assert tab.run("document.querySelector(':target mark').innerText") == "不少于35万人"


def test_every_word_can_be_told_from_its_ground(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["prose"])
    assert tab.run(CONTRAST) >= 4.5


def test_other_numerals_are_named_on_demand(tab: Tab, pages: dict[str, Path]) -> None:
    tab.open(pages["prose"])
    seen = "document.querySelector('.taken').getClientRects().length > 0"
    assert not tab.run(seen)
    tab.run("document.querySelector('#numerals').click()")
    assert tab.run(seen)


@pytest.mark.parametrize("script", [True, False])
def test_the_page_does_without_script_and_lights_up_the_promise_with_it(
    pages: dict[str, Path], script: bool
) -> None:
    with browser(script=script) as tab:
        tab.open(pages["prose"])
        tab.point('article a.figure[href^="#f"]')
        assert shown_card(tab)
        assert tab.run("document.querySelectorAll('.lit').length") == script
