"""How long the site takes and how large it is: a year of one city, and many cities and years.

    .venv/bin/python benchmarks/site_build.py --cities 300 --years 3

The sample's twelve bulletins are loaded once for each year; the other cities are copies of its
rows, so that only building is measured. Wall and CPU seconds, in one process, imports left out.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import yaml
from sqlalchemy import Connection, Engine, Integer, insert, select

from etl import resources
from etl.pipeline.load_saved_page import load_saved_page
from etl.pipeline.run_tools import Tools
from etl.portal.archive.archive import Archive
from etl.portal.model import load_portal
from etl.portal.retrieve import snapshot_file
from etl.quality.suite import load_suites
from etl.site.build import Built, build_site
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import metadata

_APART = 10_000_000
"""Between the keys of two cities."""


def main() -> None:
    """Measure, and print a line each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cities", type=int, default=10)
    asked.add_argument("--years", type=int, default=1)
    options = asked.parse_args()
    cities, years = options.cities, options.years
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = Archive(folder / "archive")
        with open_warehouse(f"sqlite:///{folder / 'w.sqlite'}", create=True) as engine:
            _load(folder, archive, engine, 2024)
            _line("one city, a year", engine, archive, folder / "one")
            _line("the same again", engine, archive, folder / "one")
            for year in range(2025 - years, 2024):
                _load(folder, archive, engine, year)
            with transaction(engine) as connection:
                _copy(connection, cities)
            _line(f"{cities} cities, {years} years", engine, archive, folder / "many")
            _line("nothing changed", engine, archive, folder / "many")
            _load(folder, archive, engine, 2024, corrected=True)
            _line("one bulletin corrected", engine, archive, folder / "many")


def _load(
    folder: Path, archive: Archive, engine: Engine, year: int, *, corrected: bool = False
) -> None:
    """Load the bulletins of a year, or the one that was corrected."""
    of = load_portal("sample", resources.folder("portals"))
    tools = Tools(archive, engine, load_suites(resources.folder("expectations")))
    samples = resources.folder("samples")
    pages = yaml.safe_load((samples / "portal.yaml").read_text("utf-8"))["pages"]
    listed = [one for one in pages if "file" in one and "2024" in one["title"]]
    for page in (one for one in listed if "corrections" in one or not corrected):
        text = (samples / page["file"]).read_text("utf-8").replace("2024", str(year))
        for correction in page["corrections"] if corrected else ():
            for words in correction["replacements"]:
                text = text.replace(words["old"], words["new"])
        body = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        path = folder / f"{year}-{page['number']}.html"
        called = page["title"].replace("2024", str(year))
        title = f"<title>{called}</title><h1>{called}</h1>"
        path.write_text(f"<meta charset=utf-8>{title}{body}", "utf-8")
        day = datetime.fromisoformat(str(page["published"])).date()
        day = day.replace(year=day.year + year - 2024)
        load_saved_page(snapshot_file(path, of, day, archive), of, day, tools)


def _copy(connection: Connection, cities: int) -> None:
    """Copy every row for further cities, with keys of their own."""
    for table in metadata.sorted_tables:
        rows = connection.execute(select(table)).mappings().all()
        keys = [
            column.name
            for column in table.columns
            if isinstance(column.type, Integer) and (column.primary_key or column.foreign_keys)
        ]
        if not keys:  # What belongs to no city, as the concepts.
            continue
        texts = ("id",) if table.name == "run" else ("run_id",)
        for nth in range(1, cities):
            copies = []
            for row in rows:
                copy = dict(row)
                for key in keys:
                    copy[key] = None if copy[key] is None else copy[key] + nth * _APART
                for key in texts:
                    if copy.get(key):
                        copy[key] = f"{copy[key]}-{nth}"
                if table.name == "portal":
                    copy["name"] = f"city{nth}"
                copies.append(copy)
            if copies:
                connection.execute(insert(table), copies)


def _line(what: str, engine: Engine, archive: Archive, folder: Path) -> Built:
    wall, cpu = time.perf_counter(), time.process_time()
    with read_only(engine) as connection:
        now = datetime(2025, 3, 1, tzinfo=UTC)
        built = build_site(connection, archive, folder, resources.folder("portals"), now)
    took = f"{time.perf_counter() - wall:.2f} s ({time.process_time() - cpu:.2f} s CPU)"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    print(f"{what}: {took}, {size:.1f} MB, {built.written} written, {built.unchanged} unchanged")
    return built


if __name__ == "__main__":
    main()
