"""The page to decide on in Chromium: seen where it is, copied, nothing asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.site.pages.decision import decision_page
from tests.site.browser import CONTRAST, Tab, browser, needs_chromium
from tests.site.held import held_town, hostile_case

pytestmark = [needs_chromium, pytest.mark.xdist_group("decision")]

KINDS = ("prose", "either", "table", "whole", "unread", "hostile")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    with held_town(tmp_path_factory.mktemp("held")) as town:
        cases = {kind: town[kind] for kind in KINDS[:-1]}
    cases["hostile"] = hostile_case(cases["prose"])
    for kind, case in cases.items():
        (folder / f"{kind}.html").write_text(decision_page(case), "utf-8")
    return {kind: folder / f"{kind}.html" for kind in KINDS}


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_asked_for_nothing_fails_and_nothing_is_wider_than_the_window(
    tab: Tab, pages: dict[str, Path], kind: str, width: int
) -> None:
    tab.complaints.clear()
    tab.requests.clear()
    tab.open(pages[kind], width)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    assert tab.run(CONTRAST) >= 4.5
    assert tab.requests == [pages[kind].as_uri()]
    assert tab.complaints == []


@pytest.mark.parametrize("kind", ["prose", "either", "table"])
def test_the_words_are_in_sight_beside_both_readings(
    tab: Tab, pages: dict[str, Path], kind: str
) -> None:
    tab.open(pages[kind], 1440, 600)
    for selector in (".figure.here mark", ".waits.here", ".readings dl"):
        assert tab.run(
            f"(() => {{ const r = document.querySelector('{selector}').getBoundingClientRect();"
            " return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; })()"
        ), selector


def test_a_command_is_copied_with_the_reason_and_value_that_are_filled_in(
    tab: Tab, pages: dict[str, Path]
) -> None:
    tab.open(pages["prose"])
    number = tab.run("document.querySelector('.decision .number b').innerText").removeprefix("no. ")
    for field, text in (("reason", "It's a misprint"), ("value", "23352")):
        tab.run(
            f"(() => {{ const f = document.querySelector('[data-fills={field}]');"
            f' f.value = "{text}"; f.dispatchEvent(new Event("input")); }})()'
        )
    tab.click(".command:nth-of-type(4) button")
    copied = tab.clipboard()
    assert copied == f"etl quarantine amend {number} --value 23352 --reason 'It'\\''s a misprint'"
    assert "Copied" in tab.run("document.querySelector('.command:nth-of-type(4) button').innerText")


def test_without_script_the_commands_stand_there_to_be_selected(pages: dict[str, Path]) -> None:
    with browser(script=False) as tab:
        tab.open(pages["either"])
        assert tab.run("document.querySelectorAll('.command button').length") == 0
        assert not tab.run("document.querySelector('.fields').getClientRects().length")
        code = "document.querySelector('.command code')"
        assert tab.run(f"getComputedStyle({code}).userSelect") == "all"
        assert tab.run(f"{code}.innerText").startswith("etl quarantine release ")
