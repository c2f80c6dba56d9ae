"""Annotated pages as the converters of others turn them to text, read as plain text.

usage: python benchmarks/converters.py [--every N] [--from N] [--way WAYS] [--worst N]

Each page of tests/corpus with a table is turned to text by each converter that ``converters.txt``
and the PATH have, in an environment of their own; printed by way are the mean strict F1 against
the page's annotation, that of the page itself, and how many of the figures called sure no
annotation allows. With --keep FOLDER the texts are written there.
"""

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from flatten_page import has_table  # noqa: E402
from flattened import Outcome, read_as  # noqa: E402

from etl.document.charset import decode  # noqa: E402
from tests.corpus.scoring import Sample, samples  # noqa: E402

_PAGE = "page"


class Converters:
    """The process in which pages are converted."""

    def __init__(self, python: Path) -> None:
        command = [str(python), str(ROOT / "benchmarks" / "convert_pages.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.ways: list[str] = self._answer()["ways"]

    def text(self, page: str, way: str) -> str:
        """A page's text as one of the ways has it."""
        asked = _pipe(self._process.stdin)
        asked.write(json.dumps({"way": way, "page": page}) + "\n")
        asked.flush()
        return str(self._answer()["text"])

    def _answer(self) -> dict[str, list[str]]:
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise SystemExit("The converters ended: see what they said above.")
        found: dict[str, list[str]] = json.loads(line)
        return found


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise SystemExit("The converters were started without pipes.")
    return pipe


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--python", type=Path, default=ROOT / ".venv-converters/bin/python")
    options.add_argument("--every", type=int, default=10, metavar="N", help="each Nth page")
    options.add_argument("--from", type=int, default=0, metavar="N", dest="first")
    options.add_argument("--way", default="", help="ways, divided by commas; all without")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="write the texts there")
    chosen = options.parse_args()
    pages = [
        sample
        for sample in samples()
        if sample.path.suffix == ".html" and has_table(sample.path.read_bytes())
    ][chosen.first :: chosen.every]
    converters = Converters(chosen.python)
    outcomes: defaultdict[str, list[Outcome]] = defaultdict(list)
    for sample in pages:
        raw = sample.path.read_bytes()
        outcomes[_PAGE].append(read_as(sample, _PAGE, raw))
        for way in chosen.way.split(",") if chosen.way else converters.ways:
            text = converters.text(decode(raw, "text/html"), way)
            outcomes[way].append(read_as(sample, way, text.encode()))
            _keep(chosen.keep, sample, way, text)
    for way, own in outcomes.items():
        print(_told(way, own, outcomes[_PAGE]))
    page = {one.name: one.f1 for one in outcomes[_PAGE]}
    others = (one for way, own in outcomes.items() if way != _PAGE for one in own)
    for one in sorted(others, key=lambda o: o.f1 - page[o.name])[: chosen.worst]:
        print(
            f"  {one.f1:.3f} for {page[one.name]:.3f}  {one.way:12} {one.name}"
            f"  wrong of sure {one.wrong_sure} of {one.sure}"
        )


def _keep(folder: Path | None, sample: Sample, way: str, text: str) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{sample.path.stem}.{way}.txt").write_text(text, encoding="utf-8")


def _told(way: str, own: list[Outcome], page: list[Outcome]) -> str:
    f1 = sum(one.f1 for one in own) / len(own)
    lost = sum(one.f1 < other.f1 - 0.1 for one, other in zip(own, page, strict=True))
    sure, wrong = sum(one.sure for one in own), sum(one.wrong_sure for one in own)
    share = 100 * wrong / sure if sure else 0.0
    return (
        f"{way:12} F1 {f1:.3f}  lost {lost:2} of {len(own)}"
        f"  wrong of sure {wrong:4} of {sure:5} ({share:4.1f} %)"
    )


if __name__ == "__main__":
    main()
