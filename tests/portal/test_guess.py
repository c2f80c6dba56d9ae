"""``etl portal guess``: from a page of a listing to a YAML that works."""

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from bs4 import BeautifulSoup
from rich.cells import cell_len

from etl import resources
from etl.localportal.local_portal import LocalPortal
from etl.onboarding.bulletin_titles import bare, read_titles
from etl.onboarding.guess_city import guess_place
from etl.onboarding.guess_portal import guess_listing, guess_portal
from etl.onboarding.guess_title_pattern import guess_pattern
from etl.onboarding.guessed_yaml import guessed_yaml
from etl.portal.listing.adapters import READERS
from etl.portal.model import load_portal
from tests.terminal import Answer, Terminal

Etl = Callable[..., Answer]

LISTINGS = sorted(Path(__file__).with_name("listings").glob("*.yaml"))
TODAY = date(2026, 11, 28)


@pytest.fixture
def portals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of portals of its own."""
    folder = tmp_path / "portals"
    folder.mkdir()
    real = resources.folder
    monkeypatch.setattr(
        resources, "folder", lambda name: folder if name == "portals" else real(name)
    )
    monkeypatch.setenv("ETL_PAUSE_SECONDS", "0")
    return folder


@pytest.fixture
def etl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Etl:
    return Terminal(tmp_path, monkeypatch, capsys).etl


@pytest.mark.parametrize("family", ["trs", "hanweb"])
def test_the_yaml_guessed_from_a_portal_fetches_every_bulletin_without_an_edit(
    family: str, portals: Path, etl: Etl, site: LocalPortal
) -> None:
    site.faults = () if family == "trs" else (family,)
    told = etl("portal", "guess", site.listing, "--name", "town", "--city", "某市")
    assert (told.status, told.err) == (0, "")
    assert max(map(cell_len, told.out.splitlines()[:-3])) <= 80
    assert load_portal("town", portals).adapter == family
    seen = etl("portal", "check", "town", "--live")
    assert (seen.status, seen.err) == (0, "")
    assert "12 of 25 rows would be fetched." in seen.out
    again = etl("portal", "guess", site.listing, "--name", "town")
    assert again.status == 1
    assert "is not overwritten" in again.err


def test_new_files_are_written_to_ones_own_folder_and_say_what_they_stand_before(
    portals: Path, etl: Etl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setenv("ETL_PORTALS_DIR", str(own))
    (portals / "b.yaml").write_text("city: 某市", "utf-8")
    saved = tmp_path / "page.html"
    saved.write_text("<ul><li><a href='a/1.html'>2024年民生实事进展情况</a> 2024-04-09</li></ul>")
    url = "http://www.town.example/ms/"
    for name, told in (
        ("a", etl("portal", "guess", saved, "--url", url, "--name", "a")),
        ("b", etl("portal", "new", "b", "--city", "某市", "--listing", url, "--saved", saved)),
    ):
        assert told.status == 0
        assert f"{own / name}.yaml is written" in told.out
        assert f"etl portal check {name} --listing {saved}" in told.out
        assert (f"{portals / 'b.yaml'} is read no more" in told.out) == (name == "b")
    assert [path.name for path in portals.iterdir()] == ["b.yaml"]


@pytest.mark.parametrize("case", LISTINGS, ids=[case.stem for case in LISTINGS])
def test_the_yaml_guessed_from_a_recorded_listing_reads_it_as_recorded(case: Path) -> None:
    expected = yaml.safe_load(case.read_text("utf-8"))
    [saved] = [path for path in case.parent.glob(f"{case.stem}.*") if path != case]
    text, url = saved.read_text("utf-8"), expected["listing"]
    _, portal = guessed_yaml(guess_portal(text, guess_listing(text, url), (), TODAY))
    assert portal.adapter == expected["adapter"]
    page = READERS[portal.adapter](text, url, portal)
    told = [
        {name: getattr(row, name) for name in want}
        for row, want in zip(page.rows, expected["rows"], strict=True)
    ]
    assert told == expected["rows"]
    assert [a.url for a in page.following] == [urljoin(url, one) for one in expected["following"]]
    speaks = [row.title for row in page.rows if re.search("(进展|推进)情况", row.title)]
    taken = [row.title for row in page.rows if portal.is_bulletin(row.title)]
    assert taken == [title for title in speaks if "一图读懂" not in title]


def test_a_pattern_takes_a_citys_bulletins_and_leaves_all_news() -> None:
    with Path(__file__).with_name("titles.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    news = [bare(row["title"]) for row in rows if row["bulletin"] == "no"]
    for city in {row["portal"] for row in rows}:
        own = [bare(r["title"]) for r in rows if r["portal"] == city and r["bulletin"] == "yes"]
        guess = guess_pattern(read_titles([*own, *news]))
        assert guess is not None
        assert [title for title in own if not re.search(guess.pattern, title)] == []
        assert [title for title in news if re.search(guess.pattern, title)] == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("六安市1至9月份民生工程实施进度通报", "bulletin"),
        ("2019年县政府工作报告三季度完成情况通报", "bulletin"),
        ("全市一季度重点工作进展情况公布", "bulletin"),
        ("关于做好2018年政府工作报告主要目标任务和为民办实事的通知", "other"),
        ("牛镇镇召开2021年度民生工程推进会", "other"),
        ("区人大代表票决出区本级2025年10大民生实事项目", "other"),
        ("“四大行动计划”进展如何", "other"),
        ("前三季度我市民生实事加快推进", "doubtful"),
    ],
)
def test_titles_of_cities_that_nobody_has_added_are_told_apart(title: str, kind: str) -> None:
    assert read_titles([title])[0].kind == kind


def test_titles_without_promises_count_where_the_listing_repeats_them() -> None:
    monthly = ["2024年碧水行动1-3月进展情况", "2024年碧水行动1-4月进展情况"]
    assert [one.kind for one in read_titles(monthly)] == ["bulletin", "bulletin"]
    assert read_titles(monthly[:1])[0].kind == "doubtful"


@pytest.mark.parametrize(
    ("page", "host", "said"),
    [
        (
            "<p>灌云县人民政府办公室主办 苏ICP备06034732号 苏公网安备 32072302010045号"
            " 网站标识码：3207230037</p>",
            "www.guanyun.gov.cn",
            ("灌云县", "320723", "guanyun", False),
        ),
        (
            '<meta name="SiteName" content="江苏省南通市崇川区人民政府"><p>苏ICP备1号</p>',
            "www.chongchuan.gov.cn",
            ("南通崇川", None, "chongchuan", True),
        ),
        (
            '<meta name="SiteName" content="绍兴市人民政府"><meta name="SiteIDCode" '
            'content="3306000001"><p>鲁ICP备1号</p>',
            "www.sx.gov.cn",
            ("绍兴", "330600", "shaoxing", True),
        ),
        (
            "<title>民生实事_恩施土家族苗族自治州人民政府</title><p>鄂公网安备: 42280102000123号",
            "www.enshi.gov.cn",
            ("恩施", "422800", "enshi", True),
        ),
        ("<p>", "www.town.example", ("某市", None, "example", True)),
    ],
)
def test_whose_portal_it_is_is_read_from_its_foot_and_records(
    page: str, host: str, said: tuple[str, str | None, str, bool]
) -> None:
    place = guess_place(BeautifulSoup(page, "lxml"), f"http://{host}/")
    assert (place.city, place.code, place.name, bool(place.code_unsure)) == said


HOME = '<ul><li><a href="/zwgk/msss/">民生实事进展</a></li><li><a href="/rs/">人事</a></li></ul>'
CATALOGUE = """<a href="/x.html">x</a><script>window._CONFIG = {SID: '755001', TREE: [
{"id": 9, "name": "民生实事", "post_count": 12}]}</script>"""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (HOME, "which may be 「民生实事进展」 http://www.town.example/zwgk/msss/"),
        (CATALOGUE, "is listed at http://www.town.example/gkmlpt/api/all/9?page=1&sid=755001"),
        ("<p>", "open it in a browser"),
    ],
)
def test_a_page_that_is_no_listing_says_where_it_may_be(
    page: str, said: str, portals: Path, etl: Etl, tmp_path: Path
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(page, "utf-8")
    assert etl("portal", "guess", saved).status == 2
    told = etl("portal", "guess", saved, "--url", "www.town.example")
    assert (told.status, told.out) == (1, "")
    assert "give it as the browser shows it" in told.err
    told = etl("portal", "guess", saved, "--url", "http://www.town.example/")
    assert (told.status, told.out) == (1, "")
    assert said in told.err
    assert list(portals.iterdir()) == []


def test_what_is_not_certain_is_marked_with_how_to_check_it(
    portals: Path, etl: Etl, tmp_path: Path
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(
        "<meta name='SiteName' content='示例政务网&#8232;legacy_tls: true'>"
        "<ul class='list'><li><a href='a/1.html'>2024年民生实事一季度进展情况</a> 2024-04-09</li>"
        "<li><a href='a/2.html'>上半年民生实事扎实推进</a> 2024-07-09</li></ul>",
        "utf-8",
    )
    told = etl("portal", "guess", saved, "--url", "http://www.town.example/ms/", "--name", "town")
    assert told.status == 0
    written = (portals / "town.yaml").read_text("utf-8")
    marked = re.findall(r"(?m)^ *# CHECK (\w+): ", written)
    assert sorted(marked) == ["city", "date", "pages", "place_code", "row", "title_pattern"]
    assert "is 「上半年民生实事扎实推进」 a bulletin (1 in doubt)?" in told.out
    assert "6 fields are marked CHECK" in told.out
    assert not load_portal("town", portals).legacy_tls
    assert etl("portal", "check", "town", "--listing", saved).status == 0
