"""Makes what Superset imports: the dashboard of this folder on a warehouse's views.

    python deploy/superset/package.py sqlite:////srv/pledge-etl/views.sqlite superset.zip

The sources are short: ``charts/`` says what each chart shows of which view, ``datasets.yaml`` by
what is counted, ``dashboard.yaml`` where the charts stand. Columns come from the views' headers
and every key from the names, so that importing again changes what is there and adds nothing:
`superset import-directory --overwrite promise_ledger` of the unpacked zip. (Superset's import of
a dashboard leaves charts alone that are there already.)
"""

import argparse
import sys
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import make_url

from etl.warehouse.schema.views import Kind, View, load_views

_HERE = Path(__file__).parent
_KEYS = uuid.UUID("6f6f3a0e-6c0b-5d0e-9b57-3f1d1a2b7c55")
_FOLDER = "promise_ledger"
_DATABASE = "Promise ledger"
_VERSION = "1.0.0"
# Archives that hold the same are the same.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES: Mapping[Kind, str] = {
    "text": "TEXT",
    "whole": "INTEGER",
    "number": "DOUBLE PRECISION",
    "flag": "BOOLEAN",
    "date": "DATE",
    "instant": "TIMESTAMP",
}


def main() -> None:
    """Write the package."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("database", help="The address that Superset has: postgresql://… or sqlite:…")
    asked.add_argument("file", type=Path, help="The zip to write.")
    options = asked.parse_args()
    write(options.file, options.database)
    sys.stdout.write(f"{options.file}: import it in Superset, under Dashboards\n")


def write(path: Path, database: str) -> None:
    """Write the package for a database."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(database):
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            archive.writestr(zipfile.ZipInfo(f"{_FOLDER}/{name}", _EPOCH), text)


def files(database: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The files of the package, by name.

    Raises:
        KeyError: a chart names a view, or a tab a chart, that there is not.
    """
    described: Mapping[str, Any] = _source("datasets.yaml")
    sources, labels = described["views"], described["columns"]
    charts = {path.stem: _source(f"charts/{path.name}") for path in sorted(_charts())}
    views = {view.name: view for view in load_views()}
    yield "metadata.yaml", {"version": _VERSION, "type": "Dashboard"}
    yield "databases/warehouse.yaml", _database(database)
    schema = "main" if make_url(database).get_backend_name() == "sqlite" else "public"
    for name, source in sources.items():
        yield f"datasets/warehouse/{name}.yaml", _dataset(views[name], source, labels, schema)
    for name, chart in charts.items():
        yield f"charts/{name}.yaml", _chart(name, chart, sources[chart["view"]])
    yield "dashboards/promises.yaml", _dashboard(_source("dashboard.yaml"), charts)


def _charts() -> Iterator[Path]:
    return (_HERE / "charts").glob("*.yaml")


def _source(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text("utf-8"))


def _key(*names: str) -> str:
    return str(uuid.uuid5(_KEYS, "/".join(names)))


def _database(address: str) -> dict[str, Any]:
    # A password is asked for at import, and stands in no file.
    url = make_url(address)
    shown = url.set(password="XXXXXXXXXX") if url.password else url  # noqa: S106
    return {
        "database_name": _DATABASE,
        "sqlalchemy_uri": shown.render_as_string(hide_password=False),
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": _key("database"),
        "version": _VERSION,
    }


def _dataset(
    view: View, source: Mapping[str, Any], labels: Mapping[str, str], schema: str
) -> dict[str, Any]:
    return {
        "table_name": view.name,
        "schema": schema,
        "description": view.comment,
        "main_dttm_col": source["day"],
        "filter_select_enabled": True,
        "columns": [
            {
                "column_name": name,
                "verbose_name": labels.get(name),
                "type": _TYPES[kind],
                "is_dttm": kind in ("date", "instant"),
                "groupby": True,
                "filterable": True,
                "description": view.columns[name],
            }
            for name, kind in view.kinds.items()
        ]
        + [
            {
                "column_name": name,
                "verbose_name": one["label"],
                "type": "TEXT",
                "is_dttm": False,
                "groupby": True,
                "filterable": True,
                "expression": one["sql"],
                "description": one["says"],
            }
            for name, one in source.get("computed", {}).items()
        ],
        "metrics": [
            {
                "metric_name": name,
                "verbose_name": one["label"],
                "expression": one["sql"],
                "d3format": one.get("format"),
            }
            for name, one in source["metrics"].items()
        ],
        "uuid": _key("dataset", view.name),
        "version": _VERSION,
        "database_uuid": _key("database"),
    }


def _chart(name: str, chart: Mapping[str, Any], dataset: Mapping[str, Any]) -> dict[str, Any]:
    params = {
        "viz_type": chart["kind"],
        "granularity_sqla": dataset["day"],
        "time_range": "No filter",
        **chart["params"],
        "adhoc_filters": [
            _condition(column, wanted) for column, wanted in chart.get("where", {}).items()
        ],
    }
    return {
        "slice_name": chart["name"],
        "viz_type": chart["kind"],
        "params": params,
        "uuid": _key("chart", name),
        "version": _VERSION,
        "dataset_uuid": _key("dataset", chart["view"]),
    }


def _condition(column: str, wanted: Any) -> dict[str, Any]:
    """A filter: ``true`` is what a column must be, ``{not: …}`` what it must not."""
    match wanted:
        case {"not": None}:
            how: dict[str, Any] = {"operator": "IS NOT NULL", "operatorId": "IS_NOT_NULL"}
        case {"not": value}:
            how = {"operator": "!=", "operatorId": "NOT_EQUALS", "comparator": value}
        case True:
            how = {"operator": "==", "operatorId": "IS_TRUE", "comparator": True}
        case value:
            how = {"operator": "==", "operatorId": "EQUALS", "comparator": value}
    return {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, **how}


def _dashboard(source: Mapping[str, Any], charts: Mapping[str, Any]) -> dict[str, Any]:
    tabs = {title: f"TAB-{number}" for number, title in enumerate(source["tabs"])}
    return {
        "dashboard_title": source["title"],
        "slug": source["slug"],
        "uuid": _key("dashboard"),
        "version": _VERSION,
        "published": True,
        "position": _position(source["title"], source["tabs"], tabs, charts),
        "metadata": {
            "native_filter_configuration": [_filter(one, tabs) for one in source["filters"]],
            "cross_filters_enabled": True,
            "color_scheme": "supersetColors",
            "label_colors": {
                name: colour
                for chart in charts.values()
                for name, colour in chart["params"].get("label_colors", {}).items()
            },
        },
    }


def _filter(one: Mapping[str, Any], tabs: Mapping[str, str]) -> dict[str, Any]:
    where = [tabs[title] for title in one["tabs"]] if "tabs" in one else ["ROOT_ID"]
    first = one.get("first", False)
    return {
        "id": f"NATIVE_FILTER-{_key('filter', one['name'])}",
        "type": "NATIVE_FILTER",
        "requiredFirst": first,
        "name": one["name"],
        "filterType": "filter_select",
        "targets": [
            {"datasetUuid": _key("dataset", one["view"]), "column": {"name": one["column"]}}
        ],
        "scope": {"rootPath": where, "excluded": []},
        "controlValues": {
            "multiSelect": not first,
            "defaultToFirstItem": first,
            "enableEmptyFilter": first,
        },
        "defaultDataMask": {"filterState": {}, "extraFormData": {}},
        "cascadeParentIds": [],
    }


def _position(
    title: str,
    tabs: Mapping[str, Sequence[Mapping[str, Any]]],
    keys: Mapping[str, str],
    charts: Mapping[str, Any],
) -> dict[str, Any]:
    """Where everything stands, as Superset's grid has it: each node with its children."""
    root = ["ROOT_ID", "TABS-all"]
    nodes: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["TABS-all"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
        "TABS-all": _node("TABS", "TABS-all", list(keys.values()), root[:1], {}),
    }
    for tab, rows in tabs.items():
        own = keys[tab]
        named = [f"ROW-{own}-{number}" for number in range(len(rows))]
        nodes[own] = _node("TAB", own, named, root, {"text": tab})
        for row, wanted in zip(named, rows, strict=True):
            held = [f"CHART-{name}" for name in wanted["charts"]]
            background = {"background": "BACKGROUND_TRANSPARENT"}
            nodes[row] = _node("ROW", row, held, [*root, own], background)
            for name, width in wanted["charts"].items():
                meta = {
                    "uuid": _key("chart", name),
                    "sliceName": charts[name]["name"],
                    "chartId": 0,
                    "width": width,
                    "height": wanted["height"],
                }
                key = f"CHART-{name}"
                nodes[key] = _node("CHART", key, [], [*root, own, row], meta)
    return nodes


def _node(
    kind: str, key: str, children: list[str], parents: list[str], meta: Mapping[str, Any]
) -> dict[str, Any]:
    return {"type": kind, "id": key, "children": children, "parents": parents, "meta": meta}


if __name__ == "__main__":
    main()
