"""What is written is for the user alone who runs the program, unless he says otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("private", "group"), [(None, 0), ("false", 0o050)])
def test_the_data_folder_and_all_in_it(tmp_path: Path, private: str | None, group: int) -> None:
    data = tmp_path / "data"
    environment = {**os.environ, "ETL_DATA_DIR": str(data)}
    if private:
        environment["ETL_PRIVATE"] = private
    subprocess.run(
        [sys.executable, "-c", "from etl.cli import main; main()", "db", "upgrade"],
        cwd=ROOT,
        env=environment,
        umask=0o022,
        check=True,
    )
    assert data.stat().st_mode & 0o070 == group
    modes = {path: path.stat().st_mode & 0o077 for path in data.rglob("*")}
    assert modes
    assert any(modes.values()) is (private is not None)
