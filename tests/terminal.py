"""The command line as tests type into it."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl import cli


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


class Terminal:
    """Calls ``etl`` with a data folder of its own."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ):
        self.data_dir = folder / "data"
        self._patch, self._capture = patch, capture
        patch.setenv("ETL_DATA_DIR", str(self.data_dir))

    def etl(self, *words: object, database_url: str | None = None) -> Answer:
        if database_url is not None:
            self._patch.setenv("ETL_DATABASE_URL", database_url)
        self._patch.setattr(sys, "argv", ["etl", *map(str, words)])
        self._capture.readouterr()
        try:
            cli.main()
            status = 0
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        captured = self._capture.readouterr()
        return Answer(status, captured.out, captured.err)

    def archived(self) -> list[Path]:
        return list((self.data_dir / "archive").rglob("*.gz"))
