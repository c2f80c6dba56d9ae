"""The peers' environment, and the peers of ``reading.py`` running in it (``peers.py``)."""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parent / ".venv-peers"


@dataclass(frozen=True)
class Answer:
    """What a peer found, and how long it took."""

    seconds: float
    found: list[tuple[str, str]]


class Peers:
    """The process that runs ``peers.py``."""

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests, self._answers = requests, answers
        self.names: list[str] = self._read()

    def _read(self) -> Any:
        line = self._answers.readline()
        if not line:
            sys.exit("The peers ended; run benchmarks/peers.py under .venv-peers to see why.")
        return json.loads(line)

    def ask(self, peer: str, text: str) -> Answer:
        """One run of a peer on a text."""
        print(json.dumps({"peer": peer, "text": text}), file=self._requests, flush=True)
        return Answer(**self._read())


def environment() -> Path:
    """The Python of the peers' environment, which is made on first use."""
    wanted = (HERE / "peers.txt").read_text("utf-8")
    stamp = ENVIRONMENT / "installed.txt"
    python = ENVIRONMENT / "bin" / "python"
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        print(f"Making {ENVIRONMENT.name} (once, some minutes)", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run(
            [python, "-m", "pip", "install", *quiet, "-r", HERE / "peers.txt"],
            check=True,
        )
        stamp.write_text(wanted, "utf-8")
    return python


@contextmanager
def peers() -> Iterator[Peers]:
    """The peers that read."""
    python = environment()
    with subprocess.Popen(
        [python, HERE / "peers.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        requests, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        yield Peers(requests, answers)
        requests.close()
