"""The archive read again: what differs is shown, then loaded, and nothing earlier is lost."""

import gc
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from etl import resources
from etl.bulletin.model import Bulletin, Fact
from etl.bulletin.read import read as read_bulletin
from etl.document.extract import Document, extract
from etl.errors import SettingsError, WarehouseError
from etl.indicators.decisions import Decisions
from etl.indicators.identify import identify
from etl.indicators.wording_register import Register
from etl.pipeline import reparse
from etl.pipeline.reparse import Reparse, load_reparse, plan_reparse
from etl.pipeline.run_report import RunReport
from etl.pipeline.steps import reread_contents
from etl.pipeline.steps.reread_contents import Grammar
from etl.portal.archive.archive import Archive
from etl.portal.archive.file_names import path_of
from etl.portal.model import Portal, Snapshot
from etl.quality.suite import Suite, load_suites
from etl.quality.verdicts import settle
from etl.report.reparse import difference_rows
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.quarantine import record_unreadable
from etl.warehouse.journal.run_records import open_run, record_snapshot
from etl.warehouse.loading.load import load_edition
from etl.warehouse.model import Edition
from etl.warehouse.queries.figures_as_of import Figure, known_as_published, known_as_recorded
from etl.warehouse.queries.known_of_portal import known_indicators
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema.open_and_upgrade import upgrade
from tests.proofs import few_or_many, repeated
from tests.warehouse.editions import portal as portal_called
from tests.warehouse.older import go_back

SAMPLES = resources.folder("samples") / "2024"
SUITES = load_suites(resources.folder("expectations"))
NOW = datetime(2025, 6, 1, tzinfo=UTC)
DUE = date(2024, 11, 30)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
serial = itertools.count()
# Every test reads the same few pages again and again, and to the same effect.
read = cache(read_bulletin)
PRESENT = Grammar(reread_contents.PRESENT.version, read)

Facts = dict[tuple[str, str | None, str | None, date, str], Decimal]


def read_as_before(document: Document, *, published: date | None) -> Bulletin:
    """An older grammar: overlooks finished work, takes 万 for nothing, 托位总数 for 托位."""
    said = read(document, published=published)
    return replace(said, facts=tuple(_as_before(f) for f in said.facts if not _overlooked(f)))


def _overlooked(fact: Fact) -> bool:
    return fact.part == "progress" and fact.stage == "完工"


def _as_before(fact: Fact) -> Fact:
    value = fact.value / 10000 if fact.text.endswith("万人") else fact.value
    return replace(fact, value=value, indicator=fact.indicator.replace("托位总数", "托位"))


OLDER = Grammar("0", read_as_before)


@dataclass(frozen=True)
class Page:
    """A page of a portal: its text, and when it was published."""

    key: str
    title: str
    text: str
    published: datetime

    @property
    def raw(self) -> bytes:
        return f"{self.title}\n{self.text}".encode()

    def said(self, grammar: Grammar = PRESENT) -> Bulletin:
        return grammar.read(extract(self.raw, "text/plain"), published=self.published.date())


class Town:
    """A portal with an archive and its part of a warehouse."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.engine = engine
        self.archive = Archive(folder)
        self.portal = portal_called(f"town{next(serial)}")
        self.clock = NOW
        self.run_id = open_run(engine, self.portal, "test", NOW)

    def snapshot(self, page: Page) -> Snapshot:
        sha256 = self.archive.put(page.raw)
        return Snapshot(
            portal=self.portal.name,
            key=page.key,
            url=f"http://localhost/{page.key}.html",
            sha256=sha256,
            size=len(page.raw),
            content_type="text/plain",
            retrieved_at=page.published,
            headers={"etag": sha256[:8]},
            archive_path=path_of(sha256),
        )

    def load(self, page: Page, grammar: Grammar = PRESENT) -> None:
        """As a run does: identified by what is known until then."""
        said = page.said(grammar)
        self.clock += timedelta(minutes=1)
        with read_only(self.engine) as connection:
            known = known_indicators(connection, self.portal.name)
        edition = Edition(
            snapshot=self.snapshot(page),
            title=page.title,
            published_at=page.published,
            bulletin=said,
            indicators=identify(said, known, self.portal.decisions),
            checks=(),
            parser_version=grammar.version,
            held=settle(said, ()).held,
        )
        load_edition(self.engine, edition, self.run_id, self.clock)

    def decide(self, *entries: dict[str, Any]) -> None:
        self.portal = decided(self.portal, *entries)

    def plan(self, since: date | None = None) -> Reparse:
        return plan_reparse(self.portal, self.archive, self.engine, since, grammar=PRESENT)

    def reparse(self, suites: Iterable[Suite] = ()) -> RunReport:
        return load_reparse(self.plan(), self.engine, tuple(suites), self.run_id)

    def held(self, at: datetime = FAR) -> list[Figure]:
        with read_only(self.engine) as connection:
            assert violations(connection) == []
            return known_as_recorded(connection, at, self.portal.name)

    def published(self, by: datetime, recorded_by: datetime = FAR) -> list[Figure]:
        with read_only(self.engine) as connection:
            return known_as_published(connection, by, self.portal.name, recorded_by)


def decided(portal: Portal, *entries: dict[str, Any]) -> Portal:
    said = {"by": "li", "at": NOW, "why": "as the office explained"}
    decisions = Decisions.model_validate([{**said, **entry} for entry in entries])
    return portal.model_copy(update={"decisions": decisions})


def months(*numbers: int) -> list[Page]:
    return [
        Page(
            key=f"2024-{month:02}",
            title=f"2024年市办实事1-{month}月具体进展情况",
            text=(SAMPLES / f"{month:02}.txt").read_text("utf-8"),
            published=datetime(2024, month + 1, 20, tzinfo=UTC),
        )
        for month in numbers
    ]


@pytest.fixture
def town(tmp_path: Path, detail_engine: Engine) -> Town:
    return Town(tmp_path / "archive", detail_engine)


def facts(figures: Iterable[Figure]) -> Facts:
    return {
        (f.indicator, f.stage, f.breakdown, f.period_end, f.measure): f.value
        for f in figures
        if f.value is not None
    }


def model(pages: Iterable[Page], grammar: Grammar) -> Facts:
    """What pages say that were never changed: of several, the one published last."""
    register, held = Register(Decisions()), Facts()
    for page in pages:
        said = page.said(grammar)
        own: Facts = {}
        for fact, of in zip(said.facts, register.enter(said), strict=True):
            key = of.label, of.stage, of.breakdown, fact.last_day, fact.measure
            if fact.certainty != "doubtful":
                own.setdefault(key, fact.value)
        held |= own
    return held


def test_what_was_known_before_and_after_a_better_grammar_is_what_each_reads(
    tmp_path: Path, engine: Engine
) -> None:
    town = Town(tmp_path / "archive", engine)
    pages = months(9, 10, 11)
    for page in pages:
        town.load(page, OLDER)
    before = town.held()[0].recorded_from + timedelta(hours=1)
    plan = town.plan()
    assert {difference.kind for difference in plan.differences} == {"added", "removed", "changed"}
    texts = "".join(page.said().text for page in pages)
    assert all(difference.evidence in texts for difference in plan.differences)
    assert facts(town.held()) == model(pages, OLDER)
    report = town.reparse(SUITES)
    assert report.outcomes == {"revised": 3}
    assert facts(town.held()) == model(pages, PRESENT)
    assert facts(town.held(before)) == model(pages, OLDER)
    november = pages[-1].published - timedelta(days=1)
    assert facts(town.published(november)) == model(pages[:-1], PRESENT)
    assert facts(town.published(november, before)) == model(pages[:-1], OLDER)
    assert {f.published_at for f in town.held()} <= {page.published for page in pages}
    reasons = {f.reason for f in town.held() if f.stage == "完工" and f.measure == "actual"}
    assert reasons == {"reparse"}
    assert list(town.plan().differences) == []
    assert town.reparse(SUITES).versions == 0


def test_only_what_was_published_since_a_day_is_read_again(town: Town) -> None:
    october, november = months(10, 11)
    for page in (october, november):
        town.load(page, OLDER)
    since = town.plan(date(2024, 12, 1))
    assert [again.reading.snapshot.key for again in since.readings] == ["2024-11"]
    load_reparse(since, town.engine, SUITES, town.run_id)
    assert facts(town.published(october.published)) == model([october], OLDER)
    assert {again.reading.snapshot.key for again in town.plan().readings} == {"2024-10"}


def test_a_content_that_could_not_be_read_is_loaded_once_it_can(town: Town) -> None:
    [page] = months(11)
    snapshot = town.snapshot(page)
    record_snapshot(town.engine, snapshot, page.title)
    record_unreadable(town.engine, snapshot, "no figure", town.run_id, NOW, page.title)
    assert town.reparse(SUITES).outcomes == {"new": 1}
    assert {f.reason for f in town.held()} == {"first"}


def test_a_reading_that_fails_the_gates_is_held_back_and_the_earlier_one_stays(
    town: Town,
) -> None:
    [page] = months(11)
    gap = replace(page, text=page.text.replace("\n14.", "\n16."))
    town.load(gap, OLDER)
    before = facts(town.held())
    [page] = months(10)
    never_loaded = replace(page, text=page.text.replace("\n14.", "\n16."))
    record_snapshot(town.engine, town.snapshot(never_loaded), page.title)
    for held_back in town.reparse(SUITES).pages:
        assert held_back.outcome == "quarantined"
        assert "no_pledge_is_missing" in held_back.problem
    assert facts(town.held()) == before


def test_a_decision_moves_the_history_and_keeps_what_was_known(town: Town) -> None:
    for page in months(10, 11):
        town.load(page)
    before, as_it_was = town.clock, facts(town.held())
    town.decide({"rename": "扶持创业", "to": "扶持创业人数"})
    town.reparse()
    moved = {
        ("扶持创业人数" if k[0] == "扶持创业" else k[0], *k[1:]): v for k, v in as_it_was.items()
    }
    assert facts(town.held()) == moved
    assert facts(town.held(before)) == as_it_was
    with read_only(town.engine) as connection:
        catalog = rows_of(connection, "indicator_catalog", town.portal.name)
    assert [row["worded"] for row in catalog if row["indicator"] == "扶持创业人数"] == [
        "扶持创业 (2024-10 to 2024-11)"
    ]


def test_a_decision_about_a_label_that_no_figure_has_is_refused(town: Town) -> None:
    for page in months(11):
        town.load(page)
    town.decide({"merge": "扶持创业者", "into": "扶持创业"})
    with pytest.raises(SettingsError, match="decision 1 speaks of '扶持创业者'"):
        town.plan()


def one_rule_apart(change: Callable[[Fact], Fact], version: str = PRESENT.version) -> Grammar:
    """The present grammar, but for what it makes of the car parks built by November."""

    def read_so(document: Document, *, published: date | None) -> Bulletin:
        said = read(document, published=published)
        facts = tuple(change(fact) if _is_parking(fact) else fact for fact in said.facts)
        return replace(said, facts=facts)

    return Grammar(version, read_so)


def _is_parking(fact: Fact) -> bool:
    built = fact.indicator == "新增停车泊位" and fact.measure == "actual"
    return built and fact.period_end == date(2024, 11, 30)


@pytest.mark.parametrize("version", ["0", PRESENT.version])
@pytest.mark.parametrize(
    ("before", "versions"),
    [
        pytest.param(lambda fact: replace(fact, value=fact.value / 10), 1, id="value"),
        pytest.param(lambda fact: replace(fact, qualifier=">="), 1, id="qualifier"),
        pytest.param(lambda fact: replace(fact, certainty="doubtful"), 1, id="certainty"),
        pytest.param(lambda fact: replace(fact, indicator="停车泊位"), 0, id="wording"),
    ],
)
def test_one_rule_that_reads_one_figure_otherwise_is_one_difference_and_one_version(
    town: Town, before: Callable[[Fact], Fact], versions: int, version: str
) -> None:
    """Whatever the parsers are called; what words call an indicator is no version of a figure."""
    for page in months(10, 11):
        town.load(page, one_rule_apart(before, version))
    then, known = town.clock, facts(town.held())
    plan = town.plan()
    [difference] = plan.differences
    kind = "changed" if difference.before else "added"
    assert (plan.count, difference.kind, difference.period_end) == (1, kind, DUE)
    [row] = difference_rows(plan)
    assert row["before"] != row["after"]
    report = load_reparse(plan, town.engine, (), town.run_id)
    assert report.versions == versions
    assert report.outcomes == {"revised" if versions else "unchanged": 1}
    assert [f.reason for f in town.held() if f.recorded_from > then] == ["reparse"] * versions
    assert facts(town.held(then)) == known
    assert list(town.plan().differences) == []
    assert town.reparse().versions == 0


def test_what_is_reported_is_what_was_loaded(town: Town) -> None:
    """Of what is planned, a part may be held back, and a part may be no news."""
    [october, november] = months(10, 11)
    gap = replace(november, text=november.text.replace("\n14.", "\n16."))
    for page in (october, gap):
        town.load(page, OLDER)
    plan = town.plan()
    report = load_reparse(plan, town.engine, SUITES, town.run_id)
    assert plan.count > report.versions > 0
    assert report.outcomes == {"revised": 1, "quarantined": 1}
    assert {again.reading.snapshot.key for again in town.plan().readings} == {gap.key}


def test_an_upgraded_warehouse_learns_by_one_reparse_how_sure_its_figures_are(
    town: Town,
) -> None:
    [november] = months(11)
    # Its share says otherwise, so this one waits.
    town.load(replace(november, text=november.text.replace("23352", "23552")))
    known = facts(town.held())
    go_back(town.engine, "0008")
    upgrade(town.engine)
    assert {figure.certainty for figure in town.held()} == {"clear"}
    plan = town.plan()
    assert set(plan.kinds) == {"changed", "held"}
    assert all(one.after and one.after.certainty != "clear" for one in plan.differences)
    assert load_reparse(plan, town.engine, (), town.run_id).versions == plan.kinds["changed"]
    assert facts(town.held()) == known
    assert list(town.plan().differences) == []


def test_a_plan_is_not_loaded_over_what_came_since(town: Town) -> None:
    october, november = months(10, 11)
    town.load(october, OLDER)
    plan = town.plan()
    town.load(november)
    with pytest.raises(WarehouseError, match="run it once more"):
        load_reparse(plan, town.engine, SUITES, town.run_id)
    town.reparse(SUITES)
    assert list(town.plan().differences) == []


@pytest.mark.parametrize("most", few_or_many(4, 30))
def test_a_reparse_killed_at_any_instant_is_completed_by_the_next(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Each batch, here a bulletin, is in whole or not at all."""
    town = Town(tmp_path / "archive", engine)
    monkeypatch.setattr(reparse, "BATCH", 1)
    pages = months(9, 10, 11)
    for page in pages:
        town.load(page, OLDER)
    as_it_was, then = facts(town.held()), town.clock
    plan = town.plan()
    planned = left = differing(plan)
    chance, window = Random(2024), 0.1  # noqa: S311
    kills = 0
    while left and kills < most:
        kills += 1
        town.engine.dispose()
        child = os.fork()
        if child == 0:
            town.engine.dispose(close=False)
            load_reparse(plan, town.engine, (), town.run_id)
            os._exit(0)
        time.sleep(chance.uniform(0, window))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # Once this one may write, PostgreSQL has noticed, too.
        with transaction(town.engine, portal=town.portal.name):
            assert town.held()
        plan = town.plan()
        now = differing(plan)
        assert now.items() <= left.items(), "a bulletin was loaded in part"
        assert list(now) == list(planned)[len(planned) - len(now) :]
        # As long as it takes on this machine, so that kills fall into its every part.
        window *= 0.8 if now != left else 1.3
        left = now
    assert kills > 1
    town.reparse()
    assert differing(town.plan()) == {}
    assert town.reparse().versions == 0
    assert facts(town.held()) == model(pages, PRESENT)
    assert facts(town.held(then)) == as_it_was


def differing(plan: Reparse) -> dict[str, int]:
    """How many figures of which pages are read otherwise."""
    return {again.reading.snapshot.key: len(again.differences) for again in plan.readings}


def test_a_large_archive_is_gone_through_a_batch_at_a_time(
    town: Town, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """No more than a batch of bulletins is kept, and none in the course of a transaction."""
    monkeypatch.setattr(reparse, "BATCH", 2)
    said: WeakSet[Bulletin] = WeakSet()
    most = 0
    for page in months(*range(4, 12)):
        town.load(page, OLDER)

    # What is there already need not be looked through at every reading.
    gc.freeze()
    request.addfinalizer(gc.unfreeze)

    def read_and_count(document: Document, *, published: date | None) -> Bulletin:
        nonlocal most
        assert town.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        bulletin = Watched(**fields_of(read(document, published=published)))
        said.add(bulletin)
        gc.collect()
        most = max(most, len(said))
        return bulletin

    plan = plan_reparse(
        town.portal, town.archive, town.engine, grammar=Grammar("1", read_and_count)
    )
    assert (plan.read, len(plan.readings)) == (8, 8)
    assert most <= 2 + 1
    report = load_reparse(plan, town.engine, (), town.run_id)
    assert report.outcomes == {"revised": 8}
    assert list(town.plan().differences) == []


@dataclass(frozen=True)
class Watched(Bulletin):
    """A bulletin whose end can be watched."""


def fields_of(value: Bulletin) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


LABELS = ("新增停车泊位", "停车泊位", "公共停车泊位", "停车位", "新建公园", "公园建设")
months_of = st.tuples(st.sampled_from([2023, 2024]), st.integers(1, 4))
items = st.dictionaries(
    st.sampled_from(LABELS), st.integers(1, 3).map(str), min_size=1, max_size=4
).map(lambda said: tuple(said.items()))


def composed(year: int, month: int, said: tuple[tuple[str, str], ...]) -> Page:
    text = "\n".join(
        f"{number}.{label}{value}00个。（责任单位：市公安局）\n进展情况：{label}{value}0个。"
        for number, (label, value) in enumerate(said, start=1)
    )
    title = f"{year}年市办实事1-{month}月具体进展情况"
    return Page(f"{year}-{month}", title, text, datetime(year, month + 1, 20, tzinfo=UTC))


@settings(max_examples=repeated(2, 16))
@given(
    pages=st.dictionaries(months_of, items, min_size=1, max_size=5),
    pair=st.permutations(LABELS).map(lambda labels: labels[:2]),
    data=st.data(),
)
def test_a_rebuild_without_decisions_changes_nothing_and_a_split_undoes_a_merge(
    tmp_path: Path,
    detail_engine: Engine,
    pages: dict[tuple[int, int], tuple[tuple[str, str], ...]],
    pair: list[str],
    data: st.DataObject,
) -> None:
    """In whichever order the bulletins came."""
    town = Town(tmp_path / "archive", detail_engine)
    for (year, month), said in data.draw(st.permutations(sorted(pages.items()))):
        town.load(composed(year, month, said))
    assert list(town.plan().differences) == []
    apart = {"split": pair[0], "from": pair[1]}
    used = {label for said in pages.values() for label, _ in said}
    if not used >= set(pair):
        return
    # What was never one already, two labels that a split has parted.
    town.decide(apart)
    town.reparse()
    parted = facts(town.held())
    merged = {"merge": pair[0], "into": pair[1]}
    town.decide(apart, merged)
    town.reparse()
    assert pair[0] not in {label for label, *_ in facts(town.held())}
    town.decide(apart, merged, apart)
    town.reparse()
    assert facts(town.held()) == parted
    assert list(town.plan().differences) == []
