"""From the archive alone: another warehouse that says the same as the first."""

import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, FromClause, Table, select

from etl.errors import WarehouseError
from etl.pipeline.restore import read_notes, require_empty, restore
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit import Steps
from etl.portal.archive.archive import Archive
from etl.quality.check_results import CheckResult
from etl.quality.suite import Suite
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import (
    document,
    fact,
    indicator,
    quarantine,
    restatement,
    snapshot,
)
from etl.warehouse.schema.tables import (
    reading as read_content,
)
from tests.town import NOVEMBER, OCTOBER, SAMPLE, SUITES, Town, outcomes, page

DECEMBER = NOVEMBER.replace("23352", "24100").replace("116.7", "120.5")


def restored(archive: Archive, into: Engine, suites: Sequence[Suite] = SUITES) -> RunReport:
    retrievals = read_notes(archive).by_portal[SAMPLE.name]
    return restore(SAMPLE, retrievals, Tools(archive, into, suites))


def attributed(statements: Table) -> FromClause:
    """Statements with their indicator, and the page and content that makes them."""
    return (
        statements.join(indicator, indicator.c.id == statements.c.indicator_id)
        .join(read_content, read_content.c.id == statements.c.reading_id)
        .join(snapshot, snapshot.c.id == read_content.c.snapshot_id)
        .join(document, document.c.id == snapshot.c.document_id)
    )


def said(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything that does not depend on when it was recorded or which run did."""
    figure = [indicator.c[name] for name in ("label", "stage", "breakdown", "unit")]
    words = ("period_end", "measure", "value", "qualifier", "evidence", "span_start", "span_end")
    version = [fact.c[name] for name in (*words, "published_at", "revision", "reason")]
    page_of = [document.c.key, snapshot.c.sha256]
    content = [snapshot.c[name] for name in ("retrieved_at", "content_type", "archive_path")]
    loaded = [read_content.c[name] for name in ("title", "published_at", "period_end", "score")]
    questions = {
        "versions": select(*figure, *version, *page_of).select_from(attributed(fact)),
        "restatements": select(
            *figure, *(restatement.c[name] for name in words), *page_of
        ).select_from(attributed(restatement)),
        "pages": select(document.c.key, document.c.url, document.c.title),
        "contents": select(*page_of, *content).join_from(document, snapshot),
        "readings": select(*loaded, *page_of)
        .join_from(read_content, snapshot)
        .join(document, document.c.id == snapshot.c.document_id),
        "held back": select(quarantine.c.title, quarantine.c.reason, *page_of)
        .join_from(quarantine, snapshot)
        .join(document),
    }
    with read_only(engine) as connection:
        assert violations(connection) == []
        return {
            name: sorted((tuple(row) for row in connection.execute(question)), key=repr)
            for name, question in questions.items()
        }


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Town]:
    """A town that saw a killed run, a page that is no bulletin, one that was held back and
    mended, another encoding of a text, a page saved by hand, a late bulletin, corrections."""

    def killed(*_: object) -> tuple[tuple[CheckResult, ...], ...]:
        raise KeyboardInterrupt

    def correction(day: str, old: str, new: str) -> dict[str, Any]:
        return {"day": day, "replacements": [{"old": old, "new": new}]}

    folder = tmp_path_factory.mktemp("lived")
    shutil.copy(sqlite_template, folder / "warehouse.sqlite")
    october = page(
        10,
        10,
        OCTOBER,
        corrections=[
            correction("2025-02-26", "21286个，占年计划的106.4％", "21268个，占年计划的106.3％"),
            correction("2025-03-28", "54处，占年计划的90％", "57处，占年计划的95％"),
        ],
    )
    november = page(11, 11, NOVEMBER)
    gap = DECEMBER.replace("2.建设", "3.建设")
    mended = correction("2025-02-20", "3.建设", "2.建设")
    december = page(12, 12, gap, corrections=[mended]) | {"published": "2025-01-20 10:00:00"}
    notice = page(13, 11, "会议听取了各责任单位的汇报。") | {"published": "2025-01-21 10:00:00"}
    september = OCTOBER.replace("21286", "19000").replace("106.4", "95")
    saved = folder / "saved.txt"
    saved.write_text(f"2024年市办实事1-9月具体进展情况\n{september}", "utf-8")
    with open_warehouse(f"sqlite:///{folder / 'warehouse.sqlite'}", create=False) as engine:
        town = Town(folder, engine)
        town.archive = Archive(f"memory://{uuid.uuid4()}")
        town.publish(november)
        with pytest.raises(KeyboardInterrupt):
            town.visit(steps=Steps(check=killed))
        town.publish(november, december, notice)
        otherwise = town.visit(faults=("gb18030-called-gb2312",) * 3)
        assert outcomes(otherwise) == ["new", "quarantined", "quarantined"]
        assert town.load(saved, date(2024, 10, 20)).outcome == "new"
        town.publish(october, november, december, notice)
        late = town.visit(date(2025, 3, 20))
        assert outcomes(late) == ["new", "unchanged", "revised", "quarantined"]
        assert outcomes(town.visit(date(2025, 4, 20)))[:2] == ["revised", "unchanged"]
        yield town


def test_a_warehouse_restored_from_the_archive_says_the_same_as_of_the_same_times(
    lived: Town, detail_engine: Engine
) -> None:
    began = datetime.now(UTC)
    restored(lived.archive, detail_engine)
    was, now = said(lived.engine), said(detail_engine)
    assert all(was.values())
    assert now == was
    versions = select(fact.c.recorded_from).order_by(fact.c.recorded_from)
    with read_only(lived.engine) as one, read_only(detail_engine) as other:
        pairs = list(zip(one.scalars(versions), other.scalars(versions), strict=True))
    assert all(again <= then < began for then, again in pairs)


def test_notes_of_before_are_restored_without_visits_and_rows(
    tmp_path: Path, sqlite_engine: Engine
) -> None:
    correction = {"old": "21286个，占年计划的106.4％", "new": "21268个，占年计划的106.3％"}
    corrected = {"day": "2025-02-26", "replacements": [correction]}
    town = Town(tmp_path, sqlite_engine)
    town.publish(page(10, 10, OCTOBER, corrections=[corrected]))
    town.visit()
    town.visit(date(2025, 3, 20))
    for name in town.archive.notes():
        fields = json.loads(town.archive.store.read(name))
        later = ("got_at", "visit", "title", "listed", "published", "attached_to", "gone", "sum")
        for field in (*later, "missing"):
            del fields[field]
        town.archive.store.write(name, json.dumps(fields).encode())
    with open_warehouse(f"sqlite:///{tmp_path}/again.sqlite", create=True) as again:
        restored(town.archive, again, suites=())
        assert said(again) == said(sqlite_engine)


def test_a_page_that_was_withdrawn_is_withdrawn_again_and_comes_back(
    tmp_path: Path, sqlite_engine: Engine
) -> None:
    town = Town(tmp_path, sqlite_engine, suites=())
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    town.visit()
    # Listed and not to be had, it is not withdrawn however often that is seen.
    for day in (1, 2, 3):
        town.visit(date(2025, 2, day), faults=("gone",))
    for day in (4, 5, 6):
        report = town.visit(date(2025, 2, day), faults=("vanished",))
    assert report.outcomes["withdrawn"] == 1
    with open_warehouse(f"sqlite:///{tmp_path}/withdrawn.sqlite", create=True) as again:
        restored(town.archive, again, suites=())
        assert said(again) == said(sqlite_engine)
    town.visit(date(2025, 2, 9))
    assert town.parking()[-1].value is not None
    with open_warehouse(f"sqlite:///{tmp_path}/back.sqlite", create=True) as again:
        restored(town.archive, again, suites=())
        assert said(again) == said(sqlite_engine)


def test_nothing_is_restored_into_a_warehouse_that_has_the_portal(lived: Town) -> None:
    with pytest.raises(WarehouseError, match="already has pages of sample"):
        require_empty(lived.engine, ["sample", "elsewhere"])
    require_empty(lived.engine, ["elsewhere"])
