"""A page for each concept: what cities call differently stands together, as the view has it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine

from etl.concepts.catalogue import load_catalogue
from etl.decimals import plain
from etl.portal.archive.archive import Archive
from etl.resources import folder
from etl.site.build import Built, build_site
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.loading.assign_concepts import look_up_all
from etl.warehouse.queries.views_and_status import rows_of
from tests.bulletins import Figure, Item, parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition


@pytest.fixture
def two_cities(sqlite_engine: Engine) -> Engine:
    Loader(sqlite_engine).load(edition(bulletin_of(parking()), day(5)))
    label = "城区公共停车位"
    figures = (Figure("target", label, "500", "个"), Figure("actual", label, "200", "个", target=1))
    said = edition(bulletin_of(Item(1, figures)), day(6), of="shanghai")
    Loader(sqlite_engine, "shanghai").load(said)
    return sqlite_engine


def build(engine: Engine, where: Path) -> Built:
    now = datetime(2025, 1, 10, tzinfo=UTC)
    with read_only(engine) as connection:
        return build_site(connection, Archive(where / "archive"), where / "site", where, now)


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def test_cities_stand_side_by_side_as_the_scorecard_has_them(
    two_cities: Engine, tmp_path: Path
) -> None:
    index = build(two_cities, tmp_path).index
    with read_only(two_cities) as connection:
        scored = rows_of(connection, "pledge_scorecard")
    page = soup(index.parent / "concepts" / "parking-spaces.html")
    shown = [
        [cell.get_text(" ", strip=True) for cell in row.select("td.num")]
        for row in page.select("tbody tr")
    ]
    wanted = sorted(scored, key=lambda row: -row["computed_share"])
    assert shown == [
        [
            f"{plain(row['target'], thousands=',')} 个",
            f"{plain(row['actual'], thousands=',')} 个",
            f"{plain(row['computed_share'])}%",
        ]
        for row in wanted
    ]
    words = [link.get_text(strip=True) for link in page.select("tbody a")]
    assert words == ["新增停车泊位", "城区公共停车位"]
    assert soup(index.parent / "concepts.html").select_one("a[href='concepts/parking-spaces.html']")
    year = soup(index.parent / "qingdao" / "2024.html")
    assert year.select_one("a[href='../concepts/parking-spaces.html']")
    topics = year.select_one("[aria-labelledby=topics] tbody")
    assert topics is not None
    assert "交通出行" in topics.get_text()


def test_another_lookup_makes_the_pages_anew(two_cities: Engine, tmp_path: Path) -> None:
    first = build(two_cities, tmp_path)
    assert build(two_cities, tmp_path).written == 0
    mine = tmp_path / "concepts"
    mine.mkdir()
    for path in folder("concepts").glob("*.yaml"):
        (mine / path.name).write_bytes(path.read_bytes())
    (mine / "transport.yaml").unlink()
    with transaction(two_cities, portal="concepts") as connection:
        look_up_all(connection, load_catalogue(mine), datetime(2025, 1, 11, tzinfo=UTC))
    again = build(two_cities, tmp_path)
    assert again.removed == 1
    assert not (first.index.parent / "concepts" / "parking-spaces.html").exists()
