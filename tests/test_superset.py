"""The dashboard for Superset: whatever its charts name is there, in the form that is imported."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.warehouse.schema.views import load_views

PACKAGE = Path(__file__).parents[1] / "deploy" / "superset" / "package.py"
COLUMNS = {view.name: set(view.columns) for view in load_views()}


def package(database: str, folder: Path) -> dict[str, Any]:
    """The files of a package by name, without the folder that holds them."""
    file = folder / "superset.zip"
    subprocess.run([sys.executable, PACKAGE, database, file], check=True, capture_output=True)
    with zipfile.ZipFile(file) as archive:
        return {
            name.partition("/")[2]: yaml.safe_load(archive.read(name))
            for name in archive.namelist()
        }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return package("sqlite:////srv/views.sqlite", tmp_path_factory.mktemp("superset"))


def of(files: dict[str, Any], folder: str) -> dict[str, Any]:
    return {
        name.split("/")[-1].removesuffix(".yaml"): one
        for name, one in files.items()
        if name.startswith(f"{folder}/")
    }


def named(params: dict[str, Any]) -> Iterator[str]:
    """Columns and measures that a chart names."""
    for field in ("groupby", "all_columns", "metrics"):
        yield from params.get(field, ())
    for field in ("metric", "x_axis", "x_axis_sort", "timeseries_limit_metric", "granularity_sqla"):
        if field in params:
            yield params[field]
    for condition in params["adhoc_filters"]:
        yield condition["subject"]


def test_a_data_set_has_the_columns_of_its_view_with_what_they_mean(files: dict[str, Any]) -> None:
    sets = of(files, "datasets")
    assert set(sets) == {"pledge_scorecard", "agency_scorecard", "indicator_month", "correction"}
    for name, one in sets.items():
        own = {c["column_name"] for c in one["columns"] if "expression" not in c}
        assert own == COLUMNS[name]
        assert all(column["description"] for column in one["columns"])
        assert {metric["metric_name"] for metric in one["metrics"]}.isdisjoint(COLUMNS[name])


def test_a_chart_names_what_its_view_has(files: dict[str, Any]) -> None:
    by_key = {one["uuid"]: one for one in of(files, "datasets").values()}
    charts = of(files, "charts")
    assert len(charts) > 10
    for name, chart in charts.items():
        view = by_key[chart["dataset_uuid"]]
        known = {one["column_name"] for one in view["columns"]}
        known |= {one["metric_name"] for one in view["metrics"]}
        assert set(named(chart["params"])) <= known, name


def test_every_chart_stands_once_in_a_row_that_it_fits(files: dict[str, Any]) -> None:
    position = files["dashboards/promises.yaml"]["position"]
    nodes = {key: node for key, node in position.items() if isinstance(node, dict)}
    stand = [node["meta"]["uuid"] for node in nodes.values() if node["type"] == "CHART"]
    assert sorted(stand) == sorted(one["uuid"] for one in of(files, "charts").values())
    rows = [node for node in nodes.values() if node["type"] == "ROW"]
    for row in rows:
        assert sum(nodes[child]["meta"]["width"] for child in row["children"]) == 12
    tabs = [node["meta"]["text"] for node in nodes.values() if node["type"] == "TAB"]
    assert [tab.split()[-1] for tab in tabs] == ["Overview", "City", "Compare", "Corrections"]


def test_no_password_is_in_the_package_and_the_schema_is_that_of_the_views(tmp_path: Path) -> None:
    files = package("postgresql://analyst:s3cret@db.example/etl", tmp_path)
    assert "s3cret" not in (tmp_path / "superset.zip").read_bytes().decode("latin-1")
    address = files["databases/warehouse.yaml"]["sqlalchemy_uri"]
    assert address == "postgresql://analyst:XXXXXXXXXX@db.example/etl"
    assert {one["schema"] for one in of(files, "datasets").values()} == {"public"}


def test_the_same_is_made_again(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        package("sqlite:////srv/views.sqlite", folder)
    assert (first / "superset.zip").read_bytes() == (second / "superset.zip").read_bytes()
