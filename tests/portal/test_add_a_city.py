"""docs/add-a-city.md, followed to the letter against the local portal."""

import re
import shlex
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from etl import resources
from etl.localportal.local_portal import LocalPortal
from etl.portal.model import load_portal, read_portal
from tests.terminal import Answer, Terminal

Etl = Callable[..., Answer]

DOCUMENT = Path(__file__).parents[2] / "docs" / "add-a-city.md"
TEXT = DOCUMENT.read_text("utf-8")
LISTING = "http://www.town.example/zwgk/bss/"
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
]
[YAML] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def portals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of portals of its own, and a working directory beside it."""
    folder = tmp_path / "portals"
    folder.mkdir()
    real = resources.folder
    monkeypatch.setattr(
        resources, "folder", lambda name: folder if name == "portals" else real(name)
    )
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def etl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Etl:
    return Terminal(tmp_path, monkeypatch, capsys).etl


def test_the_document_leads_from_a_saved_page_to_every_bulletin(
    portals: Path, etl: Etl, site: LocalPortal
) -> None:
    with urllib.request.urlopen(site.listing) as page:  # noqa: S310 - our own portal
        Path("listing.html").write_bytes(page.read())
    new, check_saved, check_live, parse, *_ = (
        [word.replace(LISTING, site.listing) for word in words] for words in COMMANDS
    )
    assert etl(*new).status == 0
    written = portals / "town.yaml"
    assert load_portal("town", portals).adapter == "trs"
    seen = etl(*check_saved)
    assert seen.status == 0
    assert "of 8 rows would be fetched." in seen.out
    # The file as the document leaves it; this portal is on this machine.
    written.write_text(YAML.replace(LISTING, site.listing) + "local: true\n", "utf-8")
    seen = etl(*check_live)
    assert (seen.status, seen.err) == (0, "")
    assert "12 of 25 rows would be fetched." in seen.out
    assert "2024-11-30" in seen.out
    assert etl(*parse).status == 0


def test_the_documents_yaml_and_commands_are_what_the_program_takes(etl: Etl) -> None:
    assert not read_portal("town", YAML, "add-a-city.md").verified
    for words in COMMANDS:
        command = words[:2] if words[0] == "portal" else words[:1]
        told = etl(*command, "--help")
        assert told.status == 0
        assert all(word in told.out for word in words if word.startswith("--")), words


def test_the_adapter_is_guessed_from_the_portal_itself_where_asked_for(
    portals: Path, etl: Etl, site: LocalPortal
) -> None:
    new = ("portal", "new", "town", "--city", "某市", "--listing", site.listing)
    assert etl(*new).status == 0
    assert load_portal("town", portals).adapter == "css"
    (portals / "town.yaml").unlink()
    assert etl(*new, "--live").status == 0
    assert load_portal("town", portals).adapter == "trs"


def test_a_new_portal_is_never_written_over_and_a_wrong_one_not_at_all(
    portals: Path, etl: Etl
) -> None:
    new = (
        "portal",
        "new",
        "town",
        "--city",
        "某市",
        "--listing",
        "http://www.town.example/col/col7/",
    )
    assert etl(*new).status == 0
    assert load_portal("town", portals).adapter == "hanweb"
    (portals / "town.yaml").write_text("mine", "utf-8")
    told = etl(*new)
    assert (told.status, told.out) == (1, "")
    assert "is not overwritten" in told.err
    assert (portals / "town.yaml").read_text("utf-8") == "mine"
    for wrong in (
        ("portal", "new", "Town", *new[3:]),
        ("portal", "new", "burg", *new[3:6], "www.town.example"),
        ("portal", "new", "burg", *new[3:], "--title-pattern", "(("),
    ):
        assert etl(*wrong).status == 1
    assert [path.name for path in portals.iterdir()] == ["town.yaml"]


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        (YAML.replace("adapter: trs", "adapter: hanwen"), "town.yaml:4: adapter: Input should be"),
        (YAML.replace("^", "(("), "town.yaml:6: title_pattern: it is no regular expression"),
        (YAML.replace("370200", "370005"), "town.yaml:2: place_code: 370005 is no place's code"),
        (
            YAML + "population: {people: 0, year: 2020, source: 第七次全国人口普查}\n",
            "town.yaml:9: population.people: Input should be greater than 0",
        ),
        (YAML.replace("Asia", "Asien"), "town.yaml:7: timezone: there is no zone"),
        (
            YAML.replace("adapter: trs", "adapter: css"),
            "town.yaml: the adapter css needs selectors",
        ),
        (YAML + "colour: red\n", "town.yaml:9: colour: Extra inputs"),
        (YAML.replace("city: 某市", "city: '某市"), "town.yaml:6: it is not YAML"),
        ("- 某市", "town.yaml:1: it is not a mapping"),
        (YAML.replace("city: 某市\n", ""), "town.yaml: city: Field required"),
    ],
)
def test_a_wrong_yaml_is_said_with_file_line_and_field(
    yaml: str, said: str, portals: Path, etl: Etl
) -> None:
    (portals / "town.yaml").write_text(yaml, "utf-8")
    told = etl("portal", "check", "town")
    assert (told.status, told.out) == (1, "")
    assert said in told.err


SAVED = """<ul>
<li><a href="./t20241230_1.shtml">2024年市办实事1-11月具体进展情况</a><span>2024-12-30</span></li>
<li><a href="./t20241229_2.shtml">2024年市办实事1—11月进展情况</a><span>2024-12-29</span></li>
<li><a href="./t20241228_3.shtml">2024年市办实事重点项目进展情况</a></li>
<li><a href="https://mp.weixin.example/s/x">2024年市办实事一季度进展情况</a><span>2024-4-9</span></li>
<li><a href="./t20240101_5.shtml">2024年市办实事1-8月具体进展…</a><span>2024-09-01</span></li>
<li><a href="./t20240101_6.shtml">放假通知</a><span>2024-01-01</span></li></ul>"""
FINDINGS = (
    "No day was found beside 「2024年市办实事重点项目进展情况」",
    "No period is named in 「2024年市办实事重点项目进展情况」",
    "Not fetched, being an attachment or on another host: 「2024年市办实事一季度进展情况」",
    "Titles are cut short and have no title attribute: 「2024年市办实事1-8月具体进展…」",
    "Not matched though they speak of progress: 「2024年市办实事1-8月具体进展…」",
    "More than one title is read as 2024-11-30",
)


def test_what_looks_wrong_about_a_listing_is_said(portals: Path, etl: Etl) -> None:
    (portals / "town.yaml").write_text(YAML, "utf-8")
    Path("listing.html").write_text(SAVED, "utf-8")
    told = etl("portal", "check", "town", "--listing", "listing.html", "--format=csv")
    assert told.status == 0
    header, first, *_ = told.out.splitlines()
    assert header == "matched,title,period,published,external,closed,url"
    assert first.startswith(
        "True,2024年市办实事1-11月具体进展情况,2024-11-30,2024-12-30,,False,http"
    )
    assert "3 of 6 rows would be fetched." in told.err
    for finding in FINDINGS:
        assert finding in told.err


def test_a_listing_of_which_nothing_would_be_fetched_is_an_error(portals: Path, etl: Etl) -> None:
    (portals / "town.yaml").write_text(YAML.replace("市办实事", "民生实事"), "utf-8")
    Path("listing.html").write_text(SAVED, "utf-8")
    told = etl("portal", "check", "town", "--listing", "listing.html")
    assert told.status == 1
    assert "would fetch nothing: No title matches title_pattern" in told.err


def test_a_run_of_a_portal_that_is_not_verified_says_so(
    portals: Path, etl: Etl, monkeypatch: pytest.MonkeyPatch
) -> None:
    (portals / "town.yaml").write_text(YAML, "utf-8")
    # The run ends at the database, before anything is asked for.
    monkeypatch.setenv("ETL_DATABASE_URL", "sqlite:////nowhere/warehouse.sqlite")
    assert "town.yaml has not been verified" in etl("run", "town").err
    (portals / "town.yaml").write_text(YAML.replace("verified: false", "verified: true"), "utf-8")
    assert "verified" not in etl("run", "town").err


def test_the_portals_there_are_are_listed_with_whether_they_have_been_run_live(etl: Etl) -> None:
    out = etl("portal", "list", "--format", "csv").out
    assert "qingdao,青岛,trs,False,http://www.qingdao.gov.cn/zwgk/xxgk/bgt/ywfl/bss/" in out
    assert "sample,青岛（示例）,trs,True," in out
