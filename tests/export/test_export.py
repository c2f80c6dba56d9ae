"""What is exported equals what the views give, in every format and from both databases."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, inspect

from etl.errors import ExportError
from etl.export.column_kinds import kind_of, view_columns
from etl.export.csv_files import guarded
from etl.export.formats import ExportFormat
from etl.export.libraries import require
from etl.export.write_export import export
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema.views import load_views
from tests.bulletins import Figure, Item, parking
from tests.export.readers import READERS, lines, manifest, unguarded
from tests.terminal import Terminal
from tests.warehouse.editions import DECEMBER, Loader, bulletin_of, day, edition, pledge

FORMULA = '=HYPERLINK("http://x.example","绿地")'
FORMATS = tuple(ExportFormat)
SAID = (
    "portal, plan_year, pledge_number, period_end, measure, value, unit, published_at, "
    "recorded_from, evidence, span_start, url"
)


@pytest.fixture(scope="module")
def filled(detail_engine_to_read: Engine) -> Engine:
    return fill(detail_engine_to_read)


@pytest.fixture(scope="module")
def filled_on_both(engine_to_read: Engine) -> Engine:
    return fill(engine_to_read)


def fill(engine: Engine) -> Engine:
    """Two portals, a correction, a share, long decimals, and words that look like formulas."""
    odd = Item(
        3,
        (
            Figure("target", FORMULA, "30", "处"),
            Figure("actual", FORMULA, "-2.5", "处", target=1),
            Figure("actual", "'@引号\"与,逗号\n换行", "7", "个"),
        ),
    )
    fine = pledge(2, "12345678901234567890", "0.00012345", "绿地")
    Loader(engine).load(
        edition(bulletin_of(parking("23325", "116.6"), fine, odd), day(5)),
        edition(bulletin_of(parking(), fine, odd), day(8)),
        edition(bulletin_of(parking("24000", "120"), period_end=DECEMBER), day(40), "december"),
    )
    Loader(engine, "other").load(edition(bulletin_of(parking()), day(6), of="other"))
    return engine


def write(engine: Engine, folder: Path, format_: ExportFormat, **limits: Any) -> Path:
    with read_only(engine) as connection:
        export(connection, folder, format_, **limits)
    return folder


def kinds(view: str) -> Mapping[str, str]:
    known = next(one for one in load_views() if one.name == view)
    return {one.name: one.kind for one in view_columns(known)}


def counted(rows: Any, format_: ExportFormat, of: Mapping[str, str]) -> Counter[Any]:
    """Rows in any order, with what a format cannot tell apart made one."""

    def same(name: str, value: Any) -> Any:
        if of[name] == "decimal" and value is not None:
            if format_ is ExportFormat.XLSX:  # Excel keeps 15 digits, the last one rounded.
                return f"{float(value):.13e}"
            return Decimal(value).normalize()
        if value == "" and format_ in (ExportFormat.XLSX, ExportFormat.DATAPACKAGE):
            return None
        return value

    return Counter(tuple(same(name, row[name]) for name in of) for row in rows)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_round_trip_gives_what_the_views_give(
    filled_on_both: Engine, tmp_path: Path, format_: ExportFormat
) -> None:
    folder = write(filled_on_both, tmp_path / "out", format_)
    for view in (one.name for one in load_views()):
        of = kinds(view)
        back = READERS[format_](folder, view, of)
        with read_only(filled_on_both) as connection:
            given: Any = rows_of(connection, view)  # type: ignore[arg-type]
        assert len(given) > 0
        assert list(back[0]) == list(of)
        assert counted(back, format_, of) == counted(given, format_, of)


@pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
def test_a_column_is_of_the_kind_that_its_header_names(engine: Engine) -> None:
    """What the header of a view says is what PostgreSQL computes."""
    with read_only(engine) as connection:
        for view in load_views():
            asked = inspect(connection).get_columns(view.name)
            told = view_columns(view)
            assert [(one["name"], kind_of(one["type"])) for one in asked] == [
                (one.name, one.kind) for one in told
            ], view.name


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {ExportFormat.DUCKDB}))
def test_the_same_state_gives_the_same_bytes(
    filled: Engine, tmp_path: Path, format_: ExportFormat
) -> None:
    first = write(filled, tmp_path / "one", format_)
    again = write(filled, tmp_path / "two", format_)
    assert manifest(first) == manifest(again)


def test_parquet_is_typed_and_described(filled: Engine, tmp_path: Path) -> None:
    folder = write(filled, tmp_path / "out", ExportFormat.PARQUET)
    schema = pq.read_schema(folder / "current_fact.parquet")
    assert str(schema.field("value").type) == "decimal128(38, 10)"
    assert str(schema.field("period_end").type) == "date32[day]"
    assert str(schema.field("published_at").type) == "timestamp[us, tz=UTC]"
    assert schema.field("value").metadata == {b"description": b"the figure in base units"}
    described = json.loads(schema.metadata[b"columns"])
    assert described["unit"] == "its unit"
    with duckdb.connect() as reader:
        found = reader.execute(
            "SELECT value FROM read_parquet(?) WHERE indicator = '绿地' ORDER BY value",
            [str(folder / "current_fact.parquet")],
        ).fetchall()
    # On SQLite the views give double precision.
    exact = (
        "12345678901234567890" if filled.dialect.name == "postgresql" else "1.2345678901234567e19"
    )
    assert [value for (value,) in found] == [Decimal("0.00012345"), Decimal(exact)]


def test_numbers_that_no_decimal_holds_are_an_error_and_csv_holds_them(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    said = pledge(1, "1" + "0" * 30, "5", "绿地")
    Loader(sqlite_engine).load(edition(bulletin_of(said), day(5)))
    with pytest.raises(ExportError, match=r"\w+\.\w+ holds numbers of 31 digits.*csv"):
        write(sqlite_engine, tmp_path / "out", ExportFormat.PARQUET)
    assert list(tmp_path.glob("*out*")) == []
    folder = write(sqlite_engine, tmp_path / "out", ExportFormat.CSV)
    assert "1" + "0" * 30 in {cell for row in lines(folder / "current_fact.csv") for cell in row}


def test_no_text_of_a_csv_begins_as_a_formula(filled: Engine, tmp_path: Path) -> None:
    folder = write(filled, tmp_path / "out", ExportFormat.CSV)
    head, *rows = lines(folder / "current_fact.csv")
    labels = {row[head.index("indicator")] for row in rows}
    assert {f"'{FORMULA}", "''@引号\"与,逗号\n换行"} <= labels
    assert "-2.5" in {row[head.index("value")] for row in rows}, "a number is no text"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1", "'x", "''=", "x", ""]
)
def test_the_guard_can_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@＝\t\r")


def test_the_workbook_explains_itself_and_calculates_nothing(
    filled: Engine, tmp_path: Path
) -> None:
    folder = write(filled, tmp_path / "out", ExportFormat.XLSX)
    book = openpyxl.load_workbook(folder / "pledges.xlsx")
    assert book.sheetnames == ["about", *sorted(view.name for view in load_views())]
    cells = [cell for row in book["current_fact"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    [formula, *_] = [cell for cell in cells if cell.value == FORMULA]
    assert formula.quotePrefix
    sheet = book["pledge_scorecard"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["target"]).number_format == "#,##0"
    assert sheet.cell(2, heads["period_end"]).number_format == "yyyy-mm-dd"
    told = {tuple(row[:2]) for row in book["about"].iter_rows(values_only=True)}
    assert {(view.name, name) for view in load_views() for name in view.columns} <= told
    assert "how to cite" in {row[0] for row in told}


def test_a_cell_of_excel_ends_where_it_must(sqlite_engine: Engine, tmp_path: Path) -> None:
    long = "绿地😀" * 12_000
    Loader(sqlite_engine).load(edition(bulletin_of(pledge(1, "5", "4", long)), day(5)))
    folder = write(sqlite_engine, tmp_path / "out", ExportFormat.XLSX)
    sheet = openpyxl.load_workbook(folder / "pledges.xlsx")["indicator_catalog"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    shown = str(sheet.cell(2, heads["indicator"]).value)
    assert shown.endswith("…")
    assert long.startswith(shown[:-1])
    assert 32_760 < len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_frictionless_accepts_the_package(filled: Engine, tmp_path: Path) -> None:
    folder = write(filled, tmp_path / "out", ExportFormat.DATAPACKAGE)
    report = frictionless.validate(folder / "datapackage.json")
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(load_views())
    described = json.loads((folder / "dataset.jsonld").read_text("utf-8"))
    assert described["@type"] == ["Dataset", "dcat:Dataset"]
    assert described["temporalCoverage"] == "2024-11-30/2024-12-31"
    files = {one["contentUrl"]: one["sha256"] for one in described["distribution"]}
    listed = manifest(folder)["files"]
    assert {path: listed[path]["sha256"] for path in files} == files


def test_the_macros_of_duckdb_answer_as_etl_known_does(
    engine: Engine, warehouse_url: str, tmp_path: Path, terminal: Terminal
) -> None:
    filled = fill(engine)
    folder = write(filled, tmp_path / "out", ExportFormat.DUCKDB)
    file = duckdb.connect(folder / "pledges.duckdb", read_only=True)
    days = ("2024-12-04", "2024-12-05", "2024-12-06", "2024-12-08", "2025-01-09", "2025-03-10")
    sizes = set()
    for on in days:
        for macro, flag in (
            (f"published_by('{on}')", ("--published",)),
            (f"known_at('{on} 23:59:59+08:00')", ()),
        ):
            said = terminal.etl("known", on, *flag, "--format", "json", database_url=warehouse_url)
            told = json.loads(said.out) if said.status == 0 else []
            asked = file.execute(
                f"SELECT {SAID} FROM {macro}"  # noqa: S608
            ).fetchall()
            assert sorted(map(answered, asked)) == sorted(
                (
                    *(str(row[name]) for name in ("portal", "plan_year", "pledge", "period_end")),
                    row["measure"],
                    str(Decimal(row["value"]).normalize()),
                    row["unit"],
                    datetime.fromisoformat(row["published_at"]).isoformat(),
                    datetime.fromisoformat(row["recorded_from"]).isoformat(),
                    row["evidence"],
                    str(row["start"]),
                    row["url"],
                )
                for row in told
            ), macro
            sizes.add(len(asked))
    assert len(sizes) > 3, "the days differ"
    comments = file.execute(
        "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal "
        "AND table_name <> 'about' AND comment IS NULL"
    ).fetchall()
    assert comments == [(0,)]
    file.close()


def answered(row: tuple[Any, ...]) -> tuple[str, ...]:
    said = []
    for value in row:
        match value:
            case Decimal():
                said.append(str(value.normalize()))
            case datetime():
                said.append(value.astimezone(UTC).isoformat())
            case _:
                said.append(str(value))
    return tuple(said)


@pytest.mark.parametrize("format_", [ExportFormat.CSV, ExportFormat.DUCKDB])
def test_an_export_can_be_limited(filled: Engine, tmp_path: Path, format_: ExportFormat) -> None:
    folder = write(filled, tmp_path / "p", format_, portal="qingdao")
    of = kinds("current_fact")
    assert {row["portal"] for row in READERS[format_](folder, "current_fact", of)} == {"qingdao"}
    folder = write(filled, tmp_path / "s", format_, since=date(2024, 12, 1))
    rows = READERS[format_](folder, "current_fact", of)
    assert {row["period_end"] for row in rows} == {date(2024, 12, 31)}
    if format_ is ExportFormat.DUCKDB:
        with duckdb.connect(folder / "pledges.duckdb", read_only=True) as file:
            asked = file.execute("SELECT count(*) FROM published_by('2026-01-01')").fetchall()
        assert asked == [(len(rows),)]


def test_only_what_an_export_left_is_replaced(
    engine: Engine, warehouse_url: str, tmp_path: Path, terminal: Terminal
) -> None:
    fill(engine)
    folder = tmp_path / "out"
    for _ in range(2):
        done = terminal.etl("export", folder, database_url=warehouse_url)
        assert (done.status, done.out) == (0, f"{folder}\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (folder / "notes.txt").write_text("mine")
    refused = terminal.etl("export", folder, "--format", "parquet", database_url=warehouse_url)
    assert refused.status == 1
    assert refused.err.startswith(f"etl: {folder / 'notes.txt'} is not as an export left it")
    (folder / "notes.txt").unlink()
    assert before == {path: path.read_bytes() for path in folder.iterdir()}
    done = terminal.etl("export", folder, "--format", "xlsx", database_url=warehouse_url)
    assert done.status == 0
    assert {path.name for path in folder.iterdir()} == {"README.md", "export.json", "pledges.xlsx"}
    (folder / "pledges.xlsx").write_bytes(b"edited")
    assert terminal.etl("export", folder, database_url=warehouse_url).status == 1
    assert (folder / "pledges.xlsx").read_bytes() == b"edited"
    assert [path.name for path in tmp_path.glob(".out*")] == []


def test_a_portal_that_is_not_there_is_named_with_those_that_are(
    engine: Engine, warehouse_url: str, tmp_path: Path, terminal: Terminal
) -> None:
    fill(engine)
    words = ("export", tmp_path / "out", "--portal", "qindao")
    said = terminal.etl(*words, database_url=warehouse_url)
    assert (said.status, "other, qingdao" in said.err) == (1, True)
    assert not (tmp_path / "out").exists()


def test_an_empty_warehouse_gives_heads(sqlite_engine: Engine, tmp_path: Path) -> None:
    for format_ in FORMATS:
        folder = write(sqlite_engine, tmp_path / format_, format_)
        of = kinds("current_fact")
        assert READERS[format_](folder, "current_fact", of) == []
    assert frictionless.validate(tmp_path / "datapackage" / "datapackage.json").valid


def test_a_missing_library_is_named_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.export.libraries.find_spec", lambda name: None)
    with pytest.raises(ExportError, match=r"duckdb and pyarrow: install pledge-etl\[export\]"):
        require("duckdb")
    require("csv")


def test_the_command_starts_without_the_libraries() -> None:
    """`etl export --help` and every other command load none of them."""
    heavy = "{'pyarrow', 'duckdb', 'xlsxwriter', 'sqlalchemy', 'pandas'}"
    code = f"import sys, etl.cli; sys.exit(sorted({heavy} & set(sys.modules)) != [])"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
