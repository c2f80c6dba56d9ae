"""The page of evidence: each figure where it stands, and nothing hostile let through."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from etl import resources
from etl.bulletin.model import Bulletin, Measure
from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise_document
from etl.document.extract import extract
from etl.report.bilingual_names import MEASURES
from etl.site.pages.explained_bulletin import explained_page
from etl.site.render import asset
from tests import bulletins
from tests.bulletins import parking
from tests.site.hostile import HOSTILE, hostile
from tests.terminal import Terminal

NOVEMBER = resources.folder("samples") / "2024" / "11.txt"
TITLE = "2024年民生实事1-11月进展情况"
PROSE = (
    f"{TITLE}\n1.新增停车泊位2万个。(责任单位:市公安局)\n进展情况:新增停车泊位23352个,占年计划的116.7%。\n"
    "2.新建公园4处。(责任单位:市园林局)\n进展情况:已建成公园3处,占年计划的60%。\n"
)
TABLE = (
    f"<h1>{TITLE}</h1><table><tr><th>序号</th><th>项目</th><th>年度目标</th><th>完成情况</th></tr>"
    "<tr><td>1</td><td>新增停车泊位</td><td>20000个</td><td>已新增23352个<br>占年计划的116.7%</td></tr>"
    "<tr><td>2</td><td>新建公园</td><td>4处</td><td>已建成3处</td></tr></table>"
)
FLATTENED = (
    f"{TITLE}\n序号|项目|年度目标|完成情况\n"
    "1|新增停车泊位|20000个|已新增23352个\n2|新建公园|4处|已建成3处\n"
)


def page(raw: str | bytes, source: str = "") -> tuple[Bulletin, BeautifulSoup]:
    """A text or page as read, and its evidence."""
    document = extract(raw.encode() if isinstance(raw, str) else raw)
    bulletin = read(document, published=date(2024, 12, 30))
    _, grids = normalise_document(document)
    return bulletin, soup(explained_page(bulletin, grids, source=source))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def marked(evidence: BeautifulSoup) -> dict[int, str]:
    """The highlighted words of each figure, by its number."""
    words: dict[int, str] = {}
    for figure in evidence.select("article a.figure"):
        mark = figure.find("mark")
        assert isinstance(mark, Tag)
        for number in map(int, str(figure["data-figures"]).split()):
            words[number] = words.get(number, "") + mark.get_text("")
    return words


def card(evidence: BeautifulSoup, number: int) -> str:
    found = evidence.select_one(f"#f{number} .card")
    assert found is not None
    return found.get_text(" ")


def addresses(evidence: BeautifulSoup) -> Iterator[str]:
    for tag in evidence.find_all(True):
        for name, value in tag.attrs.items():
            if name in ("href", "src", "action", "srcset", "data", "poster"):
                yield str(value)


@pytest.mark.parametrize(
    "raw",
    [PROSE, TABLE, FLATTENED, NOVEMBER.read_text("utf-8")],
    ids=["prose", "table", "flattened table", "a whole bulletin"],
)
def test_every_figure_is_highlighted_where_it_stands_and_told_of_beside(raw: str) -> None:
    bulletin, evidence = page(raw)
    words = marked(evidence)
    assert words == {
        number: fact.text.replace("\n", "") for number, fact in enumerate(bulletin.facts, 1)
    }
    ids = Counter(str(tag["id"]) for tag in evidence.find_all(id=True))
    for number in words:
        assert (ids[f"f{number}"], ids[f"row-{number}"]) == (1, 1)


NUMBER_ALONE = (
    f"{TITLE}\n1\n新建停车泊位2万个\n进展情况:新增23352个。\n"
    "2\n新建公园4处\n进展情况:已建成公园3处。\n"
)


@pytest.mark.parametrize("raw", [PROSE, TABLE, FLATTENED, NUMBER_ALONE])
def test_links_within_the_page_lead_somewhere(raw: str) -> None:
    _, evidence = page(raw)
    ids = {str(tag["id"]) for tag in evidence.find_all(id=True)}
    inner = {a[1:] for a in addresses(evidence) if a.startswith("#")}
    assert {"p1", "p2"} <= inner <= ids


@pytest.mark.parametrize("raw", [TABLE, FLATTENED])
def test_a_table_stands_as_a_table(raw: str) -> None:
    _, evidence = page(raw)
    rows = evidence.select("article table tr")
    assert [len(row.find_all(["td", "th"])) for row in rows] == [4, 4, 4]
    assert [cell.get_text("") for cell in rows[0].find_all("th")] == [
        "序号",
        "项目",
        "年度目标",
        "完成情况",
    ]


def test_a_table_restored_from_text_says_so_and_why_it_may_be_wrong() -> None:
    assert page(TABLE)[1].select(".restored") == []
    document = extract(FLATTENED.encode())
    bulletin = read(document, published=None)
    _, grids = normalise_document(document)
    doubted = [replace(grid, doubt="a flattened table could have other columns") for grid in grids]
    note = soup(explained_page(bulletin, doubted)).select_one("article .restored .why")
    assert note is not None
    assert "could have other columns" in note.get_text("")


def test_a_figure_says_what_it_is_and_leads_to_the_promise_that_it_measures() -> None:
    bulletin, evidence = page(PROSE)
    promise, actual, share = (
        next(n for n, f in enumerate(bulletin.facts, 1) if f.measure == measure)
        for measure in ("target", "actual", "pct_of_target")
    )
    link = evidence.select_one(f"#f{actual}")
    assert link is not None
    assert link["href"] == f"#f{promise}"
    said = card(evidence, actual)
    for words in ("新增停车泊位", "实际", "actual", "23,352 个", "2024-11-30", "proved"):
        assert words in said
    assert "share agrees" in said
    assert "23,352 ÷ 20,000 = 116.76%" in card(evidence, share)


def test_a_doubtful_figure_shows_its_reason_without_being_pointed_at() -> None:
    bulletin, evidence = page(PROSE)
    number = next(n for n, f in enumerate(bulletin.facts, 1) if f.value == Decimal(60))
    assert bulletin.facts[number - 1].certainty == "doubtful"
    figure = evidence.select_one(f"a.figure.doubtful#f{number}")
    assert figure is not None
    reason = figure.find_next_sibling("small")
    assert reason is not None
    assert "share disagrees" in reason.get_text("")
    assert evidence.select_one(f'.check a[href="#f{number}"]') is not None


@pytest.mark.parametrize("kind", ["abandoned", "damaged", "unexplained"])
def test_a_numeral_that_nobody_has_read_is_loud(kind: str) -> None:
    bulletin = bulletins.bulletin(parking(), unexplained=("512",))
    lost = replace(bulletin.numerals[-1], kind=kind)
    evidence = soup(explained_page(replace(bulletin, numerals=(lost,)), ()))
    loud = evidence.select_one(f"article strong.lost#n{lost.start}")
    assert loud is not None
    assert loud.get_text("").startswith("512")
    assert evidence.select_one(f'.check a[href="#n{lost.start}"]') is not None


def test_every_other_numeral_says_what_it_was_taken_for() -> None:
    bulletin, evidence = page(NOVEMBER.read_text("utf-8"))
    others = [n for n in bulletin.numerals if n.kind != "fact"]
    assert len(evidence.select("section.numerals tbody tr")) == len(others)
    shown = {tag.next for tag in evidence.select("article .numeral")}
    assert {n.text for n in others if n.kind == "date"} <= shown


def test_the_score_the_dating_and_what_was_assumed_stand_above() -> None:
    bulletin, evidence = page(PROSE)
    head = evidence.header
    assert head is not None
    assert str(bulletin.score.value) in head.get_text(" ")
    assert "assumed" not in head.get_text(" ")
    assumed = replace(bulletin, dating=replace(bulletin.dating, year_assumed=True))
    above = soup(explained_page(assumed, ())).header
    assert above is not None
    assert "assumed" in above.get_text(" ")
    nowhere = replace(bulletin.dating, plan_year=None, period_end=None)
    undated = soup(explained_page(replace(bulletin, dating=nowhere), ())).header
    assert undated is not None
    assert "not said" in undated.get_text(" ")


def test_words_of_a_portal_are_words_and_nothing_else() -> None:
    bad = hostile()
    evidence = soup(explained_page(bad, (), source=HOSTILE))
    ours = soup(explained_page(bulletins.bulletin(parking()), ()))
    assert len(evidence.find_all("script")) == len(ours.find_all("script")) == 1
    assert evidence.find_all("img") == []
    assert not any(name.startswith("on") for tag in evidence.find_all(True) for name in tag.attrs)
    assert HOSTILE in str(evidence.h1 and evidence.h1.get_text(""))
    assert not any("//" in address for address in addresses(evidence))


def test_characters_that_do_not_print_are_shown_and_break_nothing(tmp_path: Path) -> None:
    bulletin = replace(bulletins.bulletin(parking()), title="a\0b\x1bc\u202ed\udc80e\u2028f")
    html = explained_page(bulletin, ())
    (tmp_path / "page.html").write_text(html, "utf-8")
    assert "a␀b␛c�d�e f" in html


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("http://www.example.gov.cn/a?b=1&c=2", ["http://www.example.gov.cn/a?b=1&c=2"]),
        ("november.txt", []),
        ("javascript:alert(1)", []),
    ],
)
def test_the_source_is_the_only_address(source: str, links: list[str]) -> None:
    _, evidence = page(PROSE, source)
    own = [a for a in addresses(evidence) if not a.startswith("#") and a != "data:,"]
    assert own == links
    assert source in evidence.get_text(" ")


def test_measures_differ_by_more_than_colour() -> None:
    style = asset("evidence.css")
    signs = dict(re.findall(r'^\.m-(\w+) \{.*--sign: "(.)"; --stroke: \w+;', style, re.MULTILINE))
    assert signs.keys() == MEASURES.keys() == set(get_args(Measure))
    assert len(set(signs.values())) == len(signs)


def test_the_command_writes_the_page_and_says_where(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert terminal.etl("parse", NOVEMBER, "--explain").out == "11.txt.explained.html\n"
    assert str(NOVEMBER.parent) not in (tmp_path / "11.txt.explained.html").read_text("utf-8")
    answer = terminal.etl("parse", NOVEMBER, "--explain", "--output", tmp_path / "page.html")
    assert (answer.status, answer.err, answer.out.strip()) == (0, "", str(tmp_path / "page.html"))
    assert "城镇新增就业" in (tmp_path / "page.html").read_text("utf-8")
    refused = terminal.etl(
        "parse", NOVEMBER, "--explain", "--output", tmp_path / "no" / "page.html"
    )
    assert refused.status == 1
    assert "cannot be written" in refused.err
    assert terminal.etl("parse", NOVEMBER, "--open").status == 2
