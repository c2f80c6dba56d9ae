"""A small city through two years: promises kept, on track, late and unknown, and a correction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl import resources
from etl.site.build import Built, build_site
from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.town import Town, page, read_in_doubt

NOW = datetime(2025, 8, 1, tzinfo=UTC)

YEAR = """1.新增停车泊位20000个。（责任单位：市公安局、市交通局）
进展情况：全市新增停车泊位{parking}个，占年计划的{share}％。
2.建设口袋公园60处。（责任单位：市园林和林业局）
进展情况：建成口袋公园{parks}处。
3.新建公共厕所30座。（责任单位：市城管局）
进展情况：正在开展前期工作，对厕所升级改造22座。
4.扩建学校10所。（责任单位：市教育局）
进展情况：正在推进。"""


def month(year: int, number: int, parking: int, parks: int) -> dict[str, object]:
    share = f"{parking / 200:.1f}"
    text = YEAR.format(parking=parking, share=share, parks=parks)
    one = page(100 * (year - 2000) + number, number, text)
    published = f"{year + number // 12}-{number % 12 + 1:02}-20 10:00:00"
    return {
        **one,
        "title": one["title"].replace("2024年", f"{year}年"),
        "published": published,
    }


def pages(*, corrected: bool = False) -> list[dict[str, object]]:
    old = [month(2023, number, 1500 * number, 4 * number) for number in (6, 11, 12)]
    new = [month(2024, number, 1900 * number, 5 * number + 1) for number in (6, 10, 11)]
    if corrected:
        new[0] = {**month(2024, 6, 11000, 31)}
    return [*old, *new]


@contextmanager
def two_years(folder: Path, url: str | None = None) -> Iterator[Town]:
    """The town, looked at twice; June's bulletin of 2024 was corrected meanwhile."""
    where = url or f"sqlite:///{folder / 'w.sqlite'}"
    with (
        pytest.MonkeyPatch.context() as patch,
        open_warehouse(where, create=True) as engine,
    ):
        patch.setattr("etl.pipeline.steps.read_page.read_dated", read_in_doubt("22座"))
        town = Town(folder, engine)
        for corrected, day in ((False, date(2025, 1, 31)), (True, date(2025, 2, 20))):
            town.publish(*pages(corrected=corrected))
            town.visit(day)
        yield town


def build(town: Town, folder: Path, now: datetime = NOW) -> Built:
    with read_only(town.engine) as connection:
        return build_site(connection, town.archive, folder, resources.folder("portals"), now)
