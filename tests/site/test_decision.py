"""The page to decide on: what waits, both readings, what was known, and what to do."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from etl.pipeline.decision_cases import Case
from etl.site.pages.decision import decision_page
from tests.site.held import Waiting, held_town, hostile_case
from tests.site.hostile import HOSTILE


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    with held_town(tmp_path_factory.mktemp("held")) as town:
        yield town


def soup(case: Case) -> BeautifulSoup:
    return BeautifulSoup(decision_page(case), "lxml")


def words(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


@pytest.mark.parametrize(
    ("kind", "figure", "readings"),
    [
        ("prose", "23552个", ["读作 Read as 实际 actual"]),
        ("table", "23999个", ["读作 Read as 实际 actual"]),
        (
            "either",
            "22座",
            ["读作 Read as 实际 actual", "也可能是 It may be instead 承诺 promise"],
        ),
    ],
)
def test_what_waits_is_marked_in_the_bulletin_with_what_it_may_be(
    waits: Waiting, kind: str, figure: str, readings: list[str]
) -> None:
    page = soup(waits[kind])
    assert words(page, "article a.figure.here mark") == [figure]
    assert page.select_one("article #held") is not None
    assert words(page, ".readings dl div:not(.none)") == readings
    [badge] = words(page, "article .waits.here")
    number = waits.numbers[kind]
    assert badge.startswith(f"待定 {number} 实际 actual")
    assert ("承诺" in badge) == (kind == "either")
    in_table = page.select_one("article table .waits.here") is not None
    assert in_table == (kind == "table")


def test_the_doubt_is_told_in_plain_words_beside_the_arithmetic(waits: Waiting) -> None:
    said = " ".join(words(soup(waits["prose"]), ".doubts li"))
    assert "三者之中有一个印错或读错" in said
    assert "misprinted or misread" in said
    assert "23,552 ÷ 20,000 = 117.76%" in said
    assert "不拢" not in " ".join(words(soup(waits["either"]), ".doubts li"))


def test_what_was_known_before_stands_beside_what_waits(waits: Waiting) -> None:
    page = soup(waits["prose"])
    rows = words(page, ".known tbody tr")
    assert rows[0] == "2024-10-31 21,286 个 106.4%"
    assert "23,552 个" in rows[1]
    assert words(page, ".known .here") == [f"23,552 个 待定 {waits.numbers['prose']}"]


def test_the_others_that_wait_in_the_bulletin_are_listed_and_found_in_it(waits: Waiting) -> None:
    page = soup(waits["prose"])
    places = [str(link["href"]) for link in page.select(".others a")]
    assert len(places) == 3
    assert all(page.select_one(f'article [id="{place[1:]}"]') for place in places)


def test_the_commands_decide_on_this_one_or_on_all_like_it(waits: Waiting) -> None:
    number = waits.numbers["prose"]
    assert words(soup(waits["prose"]), ".command code") == [
        f'etl quarantine release {number} --reason "…"',
        f'etl quarantine reject {number} --reason "…"',
        f'etl quarantine amend {number} --value 23552 --reason "…"',
        f'etl quarantine release --all-like {number} --reason "…"',
        f'etl quarantine reject --all-like {number} --reason "…"',
    ]


def test_a_bulletin_held_whole_has_its_failures_first_and_what_was_known(waits: Waiting) -> None:
    page = soup(waits["whole"])
    number = waits.numbers["whole"]
    critical = [f.expectation for f in waits["whole"].failures if f.severity == "critical"]
    assert critical
    assert words(page, ".failures li code")[: len(critical)] == critical
    assert words(page, ".command code") == [
        f'etl quarantine release {number} --reason "…"',
        f'etl quarantine reject {number} --reason "…"',
    ]
    assert len(page.select("article a.figure")) > 4
    assert page.select("article .waits") == []


def test_a_page_that_cannot_be_read_says_why_and_where_its_bytes_are(waits: Waiting) -> None:
    page = soup(waits["unread"])
    said = " ".join(words(page, ".panel"))
    assert "states no figure of any pledge" in said
    assert waits["unread"].held.archive_path in said
    assert page.article is None
    [command] = words(page, ".command code")
    assert "quarantine reject" in command


def test_what_the_grammar_reads_otherwise_by_now_is_said_and_still_marked(waits: Waiting) -> None:
    case = waits["prose"]
    assert case.page.bulletin
    assert words(soup(case), ".changed") == []
    facts = tuple(
        replace(f, measure="target", part="target") if f.value == Decimal(23552) else f
        for f in case.page.bulletin.facts
    )
    bulletin = replace(case.page.bulletin, facts=facts)
    page = soup(replace(case, page=replace(case.page, bulletin=bulletin)))
    [said] = words(page, ".changed")
    assert "reads the words otherwise: 承诺 promise 新增停车泊位 23,552 个" in said
    assert words(page, "article a.figure.here mark") == ["23552个"]
    moved = replace(bulletin, text=f"新{bulletin.text}")
    page = soup(replace(case, page=replace(case.page, bulletin=moved)))
    [said] = words(page, ".changed")
    assert "do not stand where they stood" in said


def test_words_of_a_portal_are_words_and_nothing_else(waits: Waiting) -> None:
    page = soup(hostile_case(waits["prose"]))
    assert len(page.find_all("script")) == 1
    assert page.find_all("img") == []
    assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)
    assert page.h1
    assert HOSTILE in page.h1.get_text("")
    addresses = [str(link["href"]) for link in page.select("[href]")]
    assert all(address.startswith("#") or address == "data:," for address in addresses)
    assert all(HOSTILE not in command for command in words(page, ".command code"))
