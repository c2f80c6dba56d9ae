"""The site: what its pages say is what the views say, and only what changed is written."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import update

from etl.errors import SettingsError, WarehouseDamaged
from etl.portal.region_codes import Population
from etl.report.bilingual_names import Name
from etl.site.build import rebuilt
from etl.site.page_addresses import indicator_page
from etl.site.pages.concept import City, Compared, ConceptLine
from etl.site.promise_status import STATUSES, Status, is_current, promises
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.loading.assign_concepts import Counted
from etl.warehouse.queries import site_queries
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import (
    agency,
    document,
    fact,
    indicator,
    pledge,
    portal,
    quarantine,
)
from etl.warehouse.schema.tables import reading as readings
from tests.site.held import WHOLE
from tests.site.hostile import HOSTILE
from tests.site.two_years import NOW, build, month, pages, two_years
from tests.terminal import Terminal
from tests.town import NOVEMBER, Town

# One worker makes the site of conftest.py for all that look at it.
pytestmark = pytest.mark.xdist_group("site")

PARKING = indicator_page("sample", "新增停车泊位", None, None)
ATOM = "{http://www.w3.org/2005/Atom}"


def soup(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address).read_text("utf-8"), "lxml")


def words(page: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


def test_a_figure_of_an_indicators_page_is_that_of_the_view(town: Town, site: Path) -> None:
    page = soup(site, PARKING)
    with read_only(town.engine) as connection:
        rows = [
            row
            for row in rows_of(connection, "current_fact")
            if row["indicator"] == "新增停车泊位" and row["measure"] == "actual"
        ]
    assert len(rows) == 6
    for row in rows:
        shown_row = f"#d{row['period_end']:%Y%m%d}"
        assert f"{row['value']:,.0f} 个" in " ".join(words(page, shown_row)), row


def test_a_promise_stands_as_the_scorecard_says(town: Town) -> None:
    with read_only(town.engine) as connection:
        rows = rows_of(connection, "pledge_scorecard")
        months = rows_of(connection, "promise_month", "sample")
        versions = site_queries.versions(connection, "sample")
    found = promises((version for version in versions if is_current(version)), months)
    ours = {
        (line.target.period_end.year, line.target.indicator): line
        for promise in found
        for line in promise.lines
    }
    assert len(ours) == len(rows) == 8
    for row in rows:
        line = ours[row["plan_year"], row["indicator"]]
        latest = line.latest
        assert line.target.value == row["target"]
        assert (latest and latest.period_end) == row["period_end"]
        assert (latest and latest.actual) == row["actual"]
        assert (latest and latest.computed_share) == row["computed_share"]
        assert (latest and latest.printed_share) == row["printed_share"]
        assert (line.status, line.since, line.counts) == (
            row["status"],
            row["since"],
            row["counts"],
        )


def test_a_year_counts_what_the_scorecard_counts(town: Town, site: Path) -> None:
    with read_only(town.engine) as connection:
        rows = rows_of(connection, "pledge_scorecard")
    for year in (2023, 2024):
        counted = [row["status"] for row in rows if row["counts"] and row["plan_year"] == year]
        told = words(soup(site, f"sample/{year}.html"), ".filter label b")
        assert told == [str(len(counted)), *(str(counted.count(status)) for status in STATUSES)]


@pytest.mark.parametrize(
    ("year", "stand"),
    [
        ("2023", ("late", "late", "unknown", "unknown")),
        ("2024", ("kept", "on_track", *2 * ("unknown",))),
    ],
)
def test_a_city_shows_each_promise_who_answers_for_it_and_since_when(
    site: Path, year: str, stand: tuple[Status, ...]
) -> None:
    page = soup(site, f"sample/{year}.html")
    found = [
        next(status for status in STATUSES if status in target["class"])
        for target in page.select(".target")
    ]
    assert tuple(found) == stand
    [first, *_] = page.select(".pledge")
    assert "市公安局、市交通局" in " ".join(words(first, ".units"))
    since = {"2023": "since 2023-06", "2024": "since 2024-11"}[year]
    assert since in words(first, ".since")[0]


def test_a_correction_is_shown_with_before_and_after_wherever_the_figure_is(site: Path) -> None:
    page = soup(site, PARKING)
    assert words(page, "#d20240630 del") == ["11,400 个", "57%"]
    assert words(page, "#d20240630 ins") == ["11,000 个", "55%"]
    assert len(page.select("svg circle.old")) == 1
    listed = words(soup(site, "corrections.html"), "tbody tr")
    assert len(listed) == 2
    assert "2025-02-20" in listed[0]
    assert any("11,400 个 11,000 个 −400 个" in one for one in listed)
    notices = [
        page for page in site.glob("sample/b-*.html") if 'class="notice"' in page.read_text()
    ]
    assert len(notices) == 2


def test_other_years_stand_beside_the_same_months(site: Path) -> None:
    rows = words(soup(site, PARKING), "section[aria-labelledby=across] tbody tr")
    assert rows == [
        "6 11,000 个 9,000 个",
        "10 19,000 个",
        "11 20,900 个 16,500 个",
        "12 18,000 个",
    ]


def test_every_figure_of_a_bulletin_is_marked_in_its_words_and_leads_to_its_indicator(
    site: Path,
) -> None:
    paths = list(site.glob("sample/b-*.html"))
    # June of 2024 was said twice.
    assert len(paths) == 7
    for path in paths:
        page = soup(site, f"sample/{path.name}")
        marked = {n for mark in page.select("a.fig[data-f]") for n in str(mark["data-f"]).split()}
        assert marked
        assert marked == {
            str(row["id"]).removeprefix("r") for row in page.select(".figures tr[id]")
        }
        waits = page.select("a.fig.doubtful")
        if "before" in " ".join(words(page, ".notice")):
            # Nobody is asked about what a page says no longer.
            assert waits == []
            continue
        assert [mark.get_text() for mark in waits] == ["22座"]
        assert str(waits[0]["href"]).startswith("#r")
        assert page.select_one(".source a[href^=http]")


def test_a_concept_is_counted_for_each_10000_inhabitants(site: Path) -> None:
    page = soup(site, "concepts/parking-spaces.html")
    # 20,900 of 2024 and 18,000 of 2023, among 10,071,722 people.
    assert words(page, "tbody .people") == ["20.8", "17.9"]
    assert "10,071,722 (2020, 第七次全国人口普查 )" in " ".join(words(page, ".note"))


@pytest.mark.parametrize(
    ("done", "unit", "said"),
    [
        ("24718", "个", "24.5"),
        ("380400", "人", "378"),
        ("98765432", "平方米", "98,062"),
        ("28", "条", "0.0278"),
        ("80.1", "%", ""),
        ("600", "元/人·月", ""),
        ("3000", "元", ""),
        (None, "个", ""),
    ],
)
def test_only_what_more_people_have_more_of_is_divided_by_them(
    done: str | None, unit: str, said: str
) -> None:
    people = Population(people=10_071_722, year=2020, source="第七次全国人口普查")
    line = ConceptLine(
        Counted("k", "名", "name", "题", "topic"),
        *(2024, 1, "a.html", "指标", "", "", unit, "", ""),
        Decimal(done) if done else None,
        *(None, Decimal(100), "kept", None),
    )
    assert Compared(City(Name("青岛", "Qingdao"), people, (line,)), line).per_10000 == said


def test_a_page_that_somebody_saved_is_shown_by_its_name_and_by_the_day_that_is_known(
    tmp_path: Path,
) -> None:
    with open_warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", create=True) as engine:
        town = Town(tmp_path, engine)
        saved = tmp_path / "十一月.html"
        title = "2024年市办实事1-11月具体进展情况"
        saved.write_text(f"<meta charset=utf-8><h1>{title}</h1><p>{NOVEMBER}</p>", "utf-8")
        town.load(saved, date(2024, 12, 20))
        built = build(town, tmp_path / "site").index.parent
    [bulletin] = (built / "sample").glob("b-*.html")
    page = soup(built, f"sample/{bulletin.name}")
    assert "十一月.html" in " ".join(words(page, ".source"))
    assert words(page, ".facts dd")[1] == "2024-12-20"
    for file in built.rglob("*.*"):
        assert str(tmp_path) not in file.read_text("utf-8"), file


def test_a_promise_without_an_item_or_without_words_is_called_by_what_it_counts(
    tmp_path: Path,
) -> None:
    title = "2024年市办实事1-11月具体进展情况"
    table = (
        "<table><tr><th>序号</th><th>项目</th><th>年度目标(个)</th><th>完成情况(个)</th></tr>"
        "<tr><td>1</td><td>新增停车泊位</td><td>20000</td><td>23352</td></tr></table>"
    )
    prose = "<p>截至11月底，全市新增停车泊位23352个，占年计划2万个的116.7％。</p>"
    for name, text, heading in (
        ("prose", prose, "新增停车泊位"),
        ("table", table, "1 新增停车泊位"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        with open_warehouse(f"sqlite:///{folder / 'w.sqlite'}", create=True) as engine:
            town = Town(folder, engine)
            saved = folder / "page.html"
            saved.write_text(f"<meta charset=utf-8><h1>{title}</h1>{text}", "utf-8")
            town.load(saved, date(2024, 12, 20))
            page = soup(build(town, folder / "site").index.parent, "sample/2024.html")
        assert words(page, ".pledge h2") == [heading]
        assert ("1 pledge with" in words(page, ".lead")[0]) == (name == "table")


def test_the_feeds_tell_the_corrections(site: Path) -> None:
    feed = ET.parse(site / "corrections.atom").getroot()  # noqa: S314 - our own file
    entries = feed.findall(f"{ATOM}entry")
    told = json.loads((site / "corrections.json").read_text("utf-8"))
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        one["id"] for one in told["items"]
    ]
    [actual] = [one for one in told["items"] if one["_correction"]["measure"] == "actual"]
    assert (actual["_correction"]["before"], actual["_correction"]["after"]) == ("11400", "11000")
    assert feed.findtext(f"{ATOM}updated") == "2025-02-20T15:59:59Z"


def test_quality_says_how_sure_everything_is_and_what_waits(town: Town, site: Path) -> None:
    page = soup(site, "quality.html")
    assert len(page.select("section[aria-labelledby=held] tbody tr")) == 6
    with read_only(town.engine) as connection:
        held_true = len(rows_of(connection, "current_fact"))
    assert f"现行数字 Figures held true {held_true}" in words(page, ".sure td")
    assert words(page, ".held .because") == ["承诺还是进展 doubt: promise or report"] * 6
    assert "原为 11400，现为 11000 个" in words(page, ".checks")[0]
    [flagged, *_] = page.select("section[aria-labelledby=checks] a")
    assert words(soup(site, str(flagged["href"])), "h1") == [flagged.get_text()]


def test_only_what_changed_is_written(tmp_path: Path, warehouse_url: str) -> None:
    with two_years(tmp_path, warehouse_url) as town:
        first = build(town, tmp_path / "site")
        again = build(town, tmp_path / "site")
        assert (again.written, again.removed, again.skipped) == (0, 0, 1)
        gone = next((tmp_path / "site" / "sample").glob("i-*.html"))
        gone.unlink()
        assert build(town, tmp_path / "site").written == 1
        kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
        town.publish(*pages(corrected=True), month(2024, 12, 22000, 61))
        town.visit(date(2025, 2, 21))
        later = build(town, tmp_path / "site")
        assert 0 < later.written < first.written
        old = tmp_path / "site" / "sample" / "2023.html"
        assert old.stat().st_mtime_ns == kept[old]


def test_a_portal_without_words_for_too_long_is_overdue(town: Town, tmp_path: Path) -> None:
    with transaction(town.engine) as connection:
        connection.execute(update(portal).values(name="qingdao"))
    try:
        quiet = build(town, tmp_path / "quiet", datetime(2024, 12, 21, tzinfo=UTC))
        late = build(town, tmp_path / "late", NOW)
        dead = build(town, tmp_path / "dead", datetime(2031, 8, 1, tzinfo=UTC))
    finally:
        with transaction(town.engine) as connection:
            connection.execute(update(portal).values(name="sample"))
    assert "overdue" not in quiet.index.read_text("utf-8")
    for built in (late, dead):
        assert "2024-11-30" in " ".join(words(soup(built.index.parent, "index.html"), ".notice li"))


def test_a_bulletin_held_on_a_later_day_has_appeared_and_one_of_the_same_day_is_not_the_next(
    tmp_path: Path,
) -> None:
    with two_years(tmp_path) as town:
        for day, is_late in ((20, True), (21, False)):
            file = tmp_path / f"{day}.txt"
            file.write_text(f"{WHOLE}\n{day}", encoding="utf-8")
            assert town.load(file, date(2024, 12, day)).outcome == "quarantined"
            with transaction(town.engine) as connection:
                connection.execute(update(portal).values(name="qingdao"))
            index = build(town, tmp_path / "site").index.read_text("utf-8")
            assert ("overdue" in index) is is_late, day
            with transaction(town.engine) as connection:
                connection.execute(update(portal).values(name="sample"))


def test_words_of_a_portal_are_words_and_nothing_else(tmp_path: Path) -> None:
    with two_years(tmp_path) as town:
        with transaction(town.engine) as connection:
            for table, column in (
                (pledge, "text"),
                (indicator, "breakdown"),
                (readings, "title"),
                (document, "url"),
                (agency, "name"),
                (portal, "city"),
                (quarantine, "reason"),
                (fact, "because"),
            ):
                same = table.c[column].concat(str(HOSTILE)) if column == "name" else HOSTILE
                connection.execute(update(table).values({column: same}))
        site = build(town, tmp_path / "site").index.parent
    for path in site.rglob("*.html"):
        page = soup(site, str(path.relative_to(site)))
        assert len(page.find_all("script")) == 1, path
        assert page.find_all("img") == []
        assert page.find_all("style") == []
        assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)
        assert not [a["href"] for a in page.select("[href]") if "script" in str(a["href"])]
    ET.parse(site / "corrections.atom")  # noqa: S314 - our own file
    assert "&lt;script&gt;" in (site / "index.html").read_text("utf-8")


def test_files_of_others_are_left_alone(town: Town, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SettingsError, match="no site of ours"):
        build(town, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_run_is_told_why_there_is_no_site(town: Town, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file stands where the folder should")
    told = rebuilt(town.engine, town.archive, tmp_path / "site", tmp_path)
    assert told.startswith("not built: SettingsError")


def test_a_damaged_warehouse_fails_the_run_and_is_not_a_site_that_was_not_built(
    tmp_path: Path,
) -> None:
    with two_years(tmp_path) as town:
        town.engine.dispose()
        with (tmp_path / "w.sqlite").open("r+b") as file:
            size = file.seek(0, 2)
            file.seek(size // 4)
            file.write(b"\x55" * (size // 2))
        with pytest.raises(WarehouseDamaged, match="restore the last sound backup"):
            rebuilt(town.engine, town.archive, tmp_path / "site", tmp_path)


def test_an_empty_warehouse_has_a_site_that_says_so(tmp_path: Path) -> None:
    with open_warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", create=True) as engine:
        site = build(Town(tmp_path, engine), tmp_path / "site").index.parent
    assert "etl run" in (site / "index.html").read_text("utf-8")
    assert list(site.glob("*/*.html")) == []


def test_the_command_says_where_the_site_is(terminal: Terminal, tmp_path: Path) -> None:
    assert "There is no warehouse" in terminal.etl("site", "build").err
    assert terminal.etl("db", "upgrade").status == 0
    told = terminal.etl("site", "build", "--out", tmp_path / "elsewhere")
    assert told.status == 0
    assert Path(told.out.strip()) == tmp_path / "elsewhere" / "index.html"
    assert "files written" in told.err


def test_the_dictionary_is_in_both_languages(site: Path) -> None:
    page = soup(site, "about.html").select_one("section[aria-labelledby=dictionary]")
    assert page
    meanings = page.select("summary, tbody td")
    assert len(meanings) > 300
    for meaning in meanings:
        spoken = [str(one["lang"]) for one in meaning.select("[lang]") if one.get_text()]
        assert spoken == ["zh", "en"], meaning.get_text()


def test_the_metadata_describe_what_the_site_shows(site: Path) -> None:
    described = json.loads((site / "dataset.jsonld").read_text("utf-8"))
    assert described["temporalCoverage"] == "2023-06-30/2024-12-31"
    assert [place["name"] for place in described["spatialCoverage"]] == ["青岛（示例）"]
    assert all((site / file["contentUrl"]).is_file() for file in described["distribution"])
    assert "dataset.jsonld" in {a["href"] for a in soup(site, "about.html").select("a[href]")}
