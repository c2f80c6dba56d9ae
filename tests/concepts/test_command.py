"""``etl concepts`` as typed."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from etl import resources
from etl.report import write_rows
from etl.resources import folder
from etl.settings import Settings
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.bulletins import Figure, Item, parking
from tests.terminal import Terminal
from tests.warehouse.editions import Loader, bulletin_of, day, edition


@pytest.fixture
def concepts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of concepts to write to."""
    mine = tmp_path / "concepts"
    mine.mkdir()
    for path in folder("concepts").glob("*.yaml"):
        (mine / path.name).write_bytes(path.read_bytes())
    known = resources.folder
    monkeypatch.setattr(
        resources, "folder", lambda name: mine if name == "concepts" else known(name)
    )
    return mine


@pytest.fixture
def loaded(terminal: Terminal) -> Terminal:
    visits = Item(2, (Figure("target", "接待", "1234567", "人次"),))
    terminal.data_dir.mkdir()
    with open_warehouse(Settings.load().warehouse_url, create=True) as engine:
        Loader(engine).load(edition(bulletin_of(parking(), visits), day(5)))
    return terminal


def test_from_review_to_decision(loaded: Terminal, concepts: Path) -> None:
    (row,) = json.loads(loaded.etl("concepts", "review", "--format", "json").out)
    assert (row["label"], row["unit"], row["figures"]) == ("接待", "人次", 1)
    said = ("--why", "visitors of sights", "--by", "li")
    decided = loaded.etl("concepts", "decide", "接待", "--concept", "旅游设施和景区", *said)
    assert decided.status == 0, decided.err
    done = loaded.etl("concepts", "assign").out
    assert "2 of 2 indicators have a concept, 1 by decision; 1 changed." in done
    (row,) = json.loads(loaded.etl("concepts", "list", "tourism", "--format", "json").out)
    assert (row["indicator"], row["reason"]) == ("接待", "li: visitors of sights")
    assert "0 undecided" in loaded.etl("concepts", "review").out


def test_what_is_not_there_is_told_with_what_is_alike(loaded: Terminal, concepts: Path) -> None:
    assert "停车泊位" in loaded.etl("concepts", "list", "停车位").err
    unknown = loaded.etl("concepts", "decide", "新增车位", "--none", "--why", "it is")
    assert unknown.status == 1
    assert "similar ones: 新增停车泊位" in unknown.err
    assert loaded.etl("concepts", "decide", "接待", "--why", "it is").status == 2


def test_tables_fit_eighty_columns(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        write_rows, "terminal", lambda: write_rows.Terminal(width=80, highlight=False)
    )
    for words in (("list",), ("list", "停车泊位"), ("review",)):
        out = loaded.etl("concepts", *words).out
        assert max(map(cell_len, out.splitlines())) <= 80
        assert "…" not in out
