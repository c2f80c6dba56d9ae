"""``etl explore``: a real Datasette over HTTP says what SQL says."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from etl.errors import ExploreError
from etl.explore import serve
from etl.explore.datasette_metadata import metadata
from etl.warehouse.readers_file import write_readers_file
from etl.warehouse.schema.views import load_views
from tests.site.two_years import two_years

needs_datasette = pytest.mark.skipif(
    find_spec("datasette") is None, reason="the extra [explore] is not installed"
)
_LONGEST_SECONDS = 60
SERVE = "import sys; from pathlib import Path; from etl.explore.serve import explore; "


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explore")
    with two_years(folder) as town:
        write_readers_file(town.engine, folder / "views.sqlite")
    return folder / "views.sqlite"


@pytest.fixture(scope="module")
def address(file: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = SERVE + "explore(Path(sys.argv[1]), int(sys.argv[2]), show=False)"
    process = subprocess.Popen([sys.executable, "-c", run, file, str(port)])
    base = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + _LONGEST_SECONDS
        while True:
            try:
                asked(base, "/-/versions.json")
                break
            except urllib.error.URLError:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)
        yield base
    finally:
        # As somebody does who ends it: its child gets the signal from the same terminal.
        for child in psutil.Process(process.pid).children():
            child.terminate()
        process.wait(20)


def asked(base: str, path: str) -> Any:
    with urllib.request.urlopen(base + path, timeout=20) as answer:  # noqa: S310 - our own
        return json.load(answer)


@needs_datasette
@pytest.mark.parametrize("value", ["0", "1"])
def test_a_filter_finds_what_sql_finds(address: str, file: Path, value: str) -> None:
    found = asked(address, f"/views/pledge_scorecard.json?on_track={value}&_shape=array")
    with sqlite3.connect(file) as connection:
        query = f"SELECT COUNT(*) FROM pledge_scorecard WHERE on_track = {value}"  # noqa: S608
        [[expected]] = connection.execute(query)
    assert len(found) == expected > 0


@needs_datasette
def test_a_view_is_shown_with_what_it_means_and_counts(address: str) -> None:
    with urllib.request.urlopen(address + "/views/pledge_scorecard", timeout=20) as answer:  # noqa: S310
        page = answer.read().decode()
    for words in ("One row for each target of a pledge", "the city as its people write it"):
        assert words in page
    facets = asked(address, "/views/pledge_scorecard.json")["facet_results"]
    assert {"city", "plan_year", "status"} <= set(facets)


def test_every_column_of_every_view_is_described() -> None:
    tables = metadata("views")["databases"]["views"]["tables"]
    for view in load_views():
        assert tables[view.name]["columns"] == view.columns
        assert set(tables[view.name]["facets"]) <= set(view.columns)
        assert tables[view.name].get("sort_desc", "portal") in view.columns


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    with pytest.raises(ExploreError, match=r"pledge-etl\[explore\]"):
        serve.require()
