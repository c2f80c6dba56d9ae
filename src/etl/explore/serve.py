"""Datasette on the readers' file, as a process of this machine."""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from etl.errors import ExploreError
from etl.explore.datasette_metadata import metadata

HOST = "127.0.0.1"


def require() -> None:
    """See to it that Datasette is there.

    Raises:
        ExploreError: the extra is not installed.
    """
    if find_spec("datasette") is None:
        raise ExploreError(
            "Looking into the views needs Datasette: install pledge-etl[explore] "
            "(python -m pip install datasette)."
        )


def explore(file: Path, port: int, *, show: bool) -> None:
    """Serve a readers' file until somebody ends it.

    Args:
        file: the readers' file.
        port: 0 for one that is free.
        show: whether to open a browser.

    Raises:
        ExploreError: Datasette is not installed, or ends by itself.
    """
    require()
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(metadata(file.stem), ensure_ascii=False), "utf-8")
        # Its file is replaced by each run and not written to: what is read is one state.
        command = [sys.executable, "-m", "datasette", "serve", str(file), "--host", HOST]
        command += ["--port", str(port), "--metadata", str(described)]
        command += ["--setting", "allow_download", "off", "--setting", "default_page_size", "50"]
        try:
            ended = subprocess.run([*command, *(["--open"] if show else [])], check=False)  # noqa: S603
        except KeyboardInterrupt:
            return
    if ended.returncode > 0:
        raise ExploreError(
            f"Datasette ended with status {ended.returncode}; port {port} may be taken."
        )
