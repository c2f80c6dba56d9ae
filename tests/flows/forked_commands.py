"""``etl`` in processes that begin at once, since one process has imported what they need.

``python -m tests.flows.forked_commands LOG`` says ``ready`` and forks a command for each line of
standard input, a list of its words in JSON; what it says goes to the file LOG. Said are the
command's process, which leads a group of its own, and in the end its status.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).parents[2]
_LONGEST_SECONDS = 300


class Commands:
    """Runs commands, or kills them with all that they have started."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log

    def run(self, *words: str) -> None:
        """Run a command to its end."""
        status = self._begun(words, _LONGEST_SECONDS)
        assert status == 0, f"etl {' '.join(words)}: {self._log.read_text('utf-8')[-2000:]}"

    def kill(self, seconds: float, *words: str) -> bool:
        """Kill a command after so long; whether it was still at work."""
        return self._begun(words, seconds) == -signal.SIGKILL

    def _begun(self, words: Sequence[str], seconds: float) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        group = int(self._process.stdout.readline())
        end = Timer(seconds, os.killpg, (group, signal.SIGKILL))
        end.start()
        status = int(self._process.stdout.readline())
        end.cancel()
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        end.join()
        return status


@contextmanager
def commands(environment: Mapping[str, str], log: Path) -> Iterator[Commands]:
    """What runs commands with these environment variables; what they say goes to a file."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flows.forked_commands", str(log)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Commands(process, log)
        process.stdin.close()


def _import_all() -> None:
    import etl.flows.monthly
    import etl.pipeline.load_saved_page
    import etl.pipeline.reparse
    import etl.pipeline.restore
    import etl.quality.gx_validation

    etl.quality.gx_validation.warm_up()


def _serve(log: str) -> None:
    _import_all()
    _say("ready")
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            _be_command(json.loads(line), log)
        os.setpgid(child, child)
        _say(child)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        _say(ended.si_status * (1 if ended.si_code == os.CLD_EXITED else -1))
        # Its number is nobody else's until it is certain that nobody kills it any more.
        sys.stdin.readline()
        os.waitpid(child, 0)


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _be_command(words: Sequence[str], log: str) -> None:
    from etl.cli import main

    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with Path(log).open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.argv = ["etl", *words]
    main()
    sys.exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
