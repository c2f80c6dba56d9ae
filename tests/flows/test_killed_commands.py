"""Whatever a command that writes was at when it was killed, the warehouse is sound, and the same
command run to its end makes of it what it would have made undisturbed.

``ETL_TEST_KILLS=50`` kills each command so often on each database, in place of a few times.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
import yaml
from sqlalchemy import Engine, make_url

from etl.bulletin.model import Bulletin
from etl.document.extract import Document
from etl.flows.local import prefect_stack
from etl.indicators.decision_writer import write_decision
from etl.localportal.server import serve
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.read_page import read_dated
from etl.pipeline.visit import visit
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.model import load_portal
from etl.settings import Settings
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.conftest import copy_database, drop_database
from tests.flows.forked_commands import Commands, commands
from tests.sample_portal import write_samples
from tests.test_restore import said
from tests.town import NOVEMBER, OCTOBER, SUITES, page

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

KILLS = int(os.environ.get("ETL_TEST_KILLS", "3"))
TOWN = "town"
DAY = date(2025, 1, 31)
SEPTEMBER = OCTOBER.replace("21286", "19000").replace("106.4", "95")
PAGES = (page(9, 9, SEPTEMBER), page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
RENAME = {
    "rename": "新增停车泊位",
    "to": "停车泊位",
    "by": "li",
    "at": "2025-02-01T09:00:00+08:00",
    "why": "as the plan calls them",
}


def read_as_before(document: Document, published: date | None) -> Bulletin:
    """An older grammar, which took parks for car parks."""
    told = read_dated(document, published)
    facts = (replace(f, indicator=f.indicator.replace("口袋公园", "公园")) for f in told.facts)
    return replace(told, facts=tuple(facts))


@dataclass(frozen=True)
class Place:
    """A town's archive, warehouse and YAML, which can be put back to what they were."""

    folder: Path
    url: str
    server: str
    """Of PostgreSQL; empty for SQLite."""

    @property
    def archive(self) -> Path:
        return self.folder / "data" / "archive"

    @property
    def portals(self) -> Path:
        return self.folder / "portals"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ETL_DATA_DIR": str(self.folder / "data"),
            "ETL_DATABASE_URL": self.url,
            "ETL_PORTALS_DIR": str(self.portals),
        }

    def lived(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have the portal visited once, by a grammar of before."""
        of = load_portal(TOWN, self.portals)
        monkeypatch.setattr("etl.pipeline.steps.read_page.read_dated", read_as_before)
        with self.open() as engine, Client(of, contact="", pause_seconds=0) as client:
            run_id = open_run(engine, of, "monthly", datetime.now(UTC))
            tools = Tools(Archive(self.archive), engine, SUITES)
            done = visit(Look(of), client, tools, run_id)
        assert [one.outcome for one in done.pages] == ["new"] * len(PAGES)
        monkeypatch.undo()

    @contextmanager
    def open(self) -> Iterator[Engine]:
        with open_warehouse(self.url, create=False) as engine:
            yield engine

    def keep(self, name: str) -> None:
        """Remember the warehouse as it is."""
        if self.server:
            copy_database(self.server, self._database, f"{self._database}{name}")
        else:
            shutil.copy(self._database, self.folder / name)

    def put_back(self, name: str) -> None:
        """Make the warehouse what it was."""
        if self.server:
            copy_database(self.server, f"{self._database}{name}", self._database)
            return
        for left in Path(self._database).parent.glob("warehouse.sqlite*"):
            left.unlink()
        shutil.copy(self.folder / name, self._database)

    def forget(self, *names: str) -> None:
        for name in names if self.server else ():
            drop_database(self.server, f"{self._database}{name}")

    def said(self) -> dict[str, list[tuple[object, ...]]]:
        """What the warehouse, which must be sound, says, whenever it was got."""
        with self.open() as engine:
            # Once this one may write, PostgreSQL has noticed who is gone.
            with transaction(engine, portal=TOWN):
                pass
            told = said(engine)
        return {**told, "contents": [(*row[:2], *row[3:]) for row in told["contents"]]}

    @property
    def _database(self) -> str:
        return str(make_url(self.url).database)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, warehouse_url: str) -> Iterator[Place]:
    """A town of three bulletins that is served, with an empty archive and warehouse."""
    on_server = warehouse_url.startswith("postgresql")
    server = request.getfixturevalue("postgresql") if on_server else ""
    town = Place(tmp_path, warehouse_url, server)
    write_samples(tmp_path / "samples", PAGES)
    town.portals.mkdir()
    with serve(tmp_path / "samples", DAY) as site:
        described = {
            "city": "某市",
            "listing": f"{site.url}/bss/",
            "adapter": "trs",
            "title_pattern": "进展情况$",
            "local": True,
            "verified": True,
        }
        text = yaml.safe_dump(described, allow_unicode=True)
        (town.portals / f"{TOWN}.yaml").write_text(text, "utf-8")
        town.keep("empty")
        yield town
    town.forget("empty", "before")


def timed(etl: Commands, words: Sequence[str]) -> float:
    """Run a command to its end; the seconds that it took."""
    began = time.monotonic()
    etl.run(*words)
    return time.monotonic() - began


COMMANDS = {
    "run": ("run", TOWN),
    "load": ("load", "saved.txt", "--portal", TOWN, "--published", "2024-12-20"),
    "reparse": ("reparse", TOWN, "--yes"),
    "rebuild": ("indicators", "rebuild", TOWN, "--yes"),
    "restore": ("archive", "restore"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_instant_is_completed_by_the_next(
    name: str,
    place: Place,
    prefect: Settings,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    saved = place.folder / "saved.txt"
    saved.write_text(f"2024年市办实事1-11月具体进展情况\n{NOVEMBER}", "utf-8")
    words = [str(saved) if word == saved.name else word for word in COMMANDS[name]]
    from_nothing = name in ("run", "load")
    if not from_nothing:
        place.lived(monkeypatch)
    if name == "rebuild":
        write_decision(place.portals / f"{TOWN}.yaml", RENAME)
    if name == "restore":
        place.put_back("empty")
    place.keep("before")
    chance = Random(15)  # noqa: S311 - repeatable
    at_work = 0
    api = {"PREFECT_API_URL": f"{prefect_stack.address(prefect)}/api"}
    with commands({**place.environment, **api}, place.folder / "log") as etl:
        before = place.said()
        window = timed(etl, words)
        undisturbed = place.said()
        assert undisturbed != before
        for _ in range(KILLS):
            place.put_back("before")
            if from_nothing:
                shutil.rmtree(place.archive)
            at_work += etl.kill(chance.uniform(0, window), *words)
            place.said()
            if name == "restore":
                # It is of an empty warehouse only, and says so.
                place.put_back("empty")
            # As long as it takes on this machine now, so that kills fall into its every part.
            window = timed(etl, words)
            assert place.said() == undisturbed
    record_property("killed at work", f"{at_work} of {KILLS}")
    assert at_work
