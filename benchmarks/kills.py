"""The commands that write, killed at any instant: is the warehouse sound, and whole after the next.

usage: python -m benchmarks.kills [--kills 50] [--postgresql URL]

Each command (``etl run``, ``load``, ``reparse``, ``indicators rebuild``, ``archive restore``) is
killed (SIGKILL, with the processes that it started) after a random part of the time that it takes.
After each kill ``etl db check`` must find the warehouse sound; the command is then run to its end,
and the views must say what they say where nobody was killed. ``URL`` is of an empty database that
may be emptied again.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.upgrade import open_warehouse

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "samples/2024/11.txt"
ETL = (sys.executable, "-c", "from etl.cli import main; main()")
PATIENCE_SECONDS = 600
# What a figure says; when it was recorded differs from run to run.
SAID = text("""
    SELECT portal, indicator, period_end, measure, value, unit FROM current_fact
    ORDER BY portal, indicator, period_end, measure, value, unit
""")


@dataclass(frozen=True)
class Place:
    """A data folder and the address of its warehouse."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "ETL_DATA_DIR": str(self.folder), "ETL_DATABASE_URL": self.url}

    def etl(self, *words: str) -> str:
        """Run a command to its end; what it says."""
        done = subprocess.run(
            [*ETL, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"etl {' '.join(words)}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def kill(self, seconds: float, *words: str) -> bool:
        """Kill a command after a time; whether it was still at work."""
        process = subprocess.Popen(
            [*ETL, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        return False

    def figures(self) -> list[tuple[object, ...]]:
        """What the current figures say."""
        with open_warehouse(self.url, create=False) as engine, read_only(engine) as connection:
            return [tuple(row) for row in connection.execute(SAID)]

    def empty(self) -> None:
        """Take everything away but the archive."""
        if self.url.startswith("sqlite"):
            for file in self.folder.glob("warehouse.sqlite*"):
                file.unlink()
            return
        from sqlalchemy import create_engine, make_url

        engine = create_engine(make_url(self.url).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS etl_tables CASCADE"))
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()


COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "sample"),
    "load": ("load", str(PAGE), "--portal", "sample", "--published", "2024-12-26"),
    "reparse": ("reparse", "sample", "--yes"),
    "indicators rebuild": ("indicators", "rebuild", "sample", "--yes"),
    "archive restore": ("archive", "restore"),
}
FROM_NOTHING = {"run", "load", "archive restore"}
"""Commands that are tried on an empty warehouse; the others have one of an earlier parser."""


def prepare(place: Place, name: str) -> None:
    """What a command finds before it."""
    if name in FROM_NOTHING:
        place.empty()
        if name != "archive restore":
            shutil.rmtree(place.folder / "archive", ignore_errors=True)
        return
    with open_warehouse(place.url, create=False) as engine, engine.begin() as connection:
        # As if an earlier parser had read it: something is to be done.
        connection.execute(text("UPDATE reading SET parser_version = 'earlier'"))


def campaign(place: Place, name: str, kills: int, rng: random.Random) -> tuple[int, float]:
    """How many kills hit the command at work, and how long it takes undisturbed."""
    words = COMMANDS[name]
    prepare(place, name)
    begun = time.monotonic()
    place.etl(*words)
    takes = time.monotonic() - begun
    expected = place.figures()
    hit = 0
    for _ in range(kills):
        prepare(place, name)
        hit += place.kill(rng.uniform(0, takes), *words)
        if place.url.startswith("sqlite") and not (place.folder / "warehouse.sqlite").exists():
            continue
        place.etl("db", "upgrade")
        place.etl("db", "check")
        if name == "archive restore":
            # It builds an empty warehouse only.
            place.empty()
        place.etl(*words)
        place.etl("db", "check")
        if place.figures() != expected:
            raise SystemExit(f"{name}: other figures after a kill than without one")
    return hit, takes


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the campaign, and print a row of Markdown a command and database."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--only", choices=COMMANDS)
    parser.add_argument("--seed", type=int, default=15)
    given = parser.parse_args(arguments)
    print("| database | command | takes, s | killed at work | sound and equal |")
    print("|---|---|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        places = [Place(Path(folder) / "a", f"sqlite:///{folder}/a/warehouse.sqlite")]
        if given.postgresql:
            places.append(Place(Path(folder) / "b", given.postgresql))
        for place in places:
            place.folder.mkdir()
            for name in COMMANDS if given.only is None else [given.only]:
                if name not in ("run", "load"):
                    prepare(place, "run")
                    place.etl("run", "sample")
                hit, takes = campaign(place, name, given.kills, random.Random(given.seed))  # noqa: S311
                database = place.url.partition(":")[0]
                print(
                    f"| {database} | {name} | {takes:.1f} | {hit} of {given.kills} | yes |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
