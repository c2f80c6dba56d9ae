"""Annotated pages whose tables are flattened to text as extractors, browsers and crawlers do it.

usage: python benchmarks/flattened.py [--half a|b] [--only WORD] [--way WAYS] [--worst N]

Each page of tests/corpus with a table is flattened in each way of ``flatten_page.WAYS`` and read
as plain text; printed by way are the mean strict F1 against the page's annotation and how many of
the figures called sure no annotation allows. The pages are divided in two halves by a hash of
their names: mend what half a shows, and measure on half b. With --keep FOLDER the texts are
written there.
"""

import argparse
import sys
import time
import zlib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from flatten_page import WAYS, flatten, has_table  # noqa: E402

from etl.bulletin.read import read  # noqa: E402
from etl.document.extract import extract  # noqa: E402
from etl.errors import NotABulletin  # noqa: E402
from tests.corpus.scoring import PUBLISHED, Sample, samples, score  # noqa: E402

_PAGE = "page"


@dataclass(frozen=True)
class Outcome:
    """How well a page is read in one way to flatten it."""

    name: str
    way: str
    f1: float
    facts: int
    sure: int
    wrong_sure: int


def half(sample: Sample) -> str:
    """The half of the pages that one belongs to."""
    return "ab"[zlib.crc32(sample.path.stem.encode()) % 2]


def measured(task: tuple[Sample, str, Path | None]) -> Outcome:
    """Read a page in one way."""
    sample, way, keep = task
    raw = sample.path.read_bytes()
    if way != _PAGE:
        raw = flatten(raw, way).encode()
    if keep is not None and way != _PAGE:
        (keep / f"{sample.path.stem}.{way}.txt").write_bytes(raw)
    return read_as(sample, way, raw)


def read_as(sample: Sample, way: str, raw: bytes) -> Outcome:
    """How well a page is read as what it was turned to."""
    try:
        found = read(extract(raw), published=PUBLISHED).facts
    except NotABulletin:
        found = ()
    facts = [asdict(fact) for fact in found if fact.measure != "milestone"]
    result = score(sample, facts)
    return Outcome(sample.name, way, result.f1, len(facts), len(result.sure), result.wrong_sure)


def _told(way: str, outcomes: list[Outcome]) -> str:
    f1 = sum(one.f1 for one in outcomes) / len(outcomes)
    sure, wrong = sum(one.sure for one in outcomes), sum(one.wrong_sure for one in outcomes)
    whole = sum(one.f1 >= 0.9 for one in outcomes)
    bad = sum(one.wrong_sure > 5 for one in outcomes)
    share = 100 * wrong / sure if sure else 0.0
    return (
        f"{way:12} F1 {f1:.3f}  at least 0.9: {whole:3} of {len(outcomes):3}"
        f"  wrong of sure {wrong:5} of {sure:5} ({share:4.1f} %), in {bad:2} texts more than five"
    )


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--half", choices=["a", "b"])
    options.add_argument("--only", default="", help="pages whose file holds this")
    options.add_argument("--way", default="", help="ways, divided by commas; all without")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="write the texts there")
    chosen = options.parse_args()
    pages = [
        sample
        for sample in samples()
        if sample.path.suffix == ".html"
        and chosen.only in sample.name
        and chosen.half in (None, half(sample))
        and has_table(sample.path.read_bytes())
    ]
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    ways = [_PAGE, *(chosen.way.split(",") if chosen.way else WAYS)]
    tasks = [(sample, way, chosen.keep) for sample in pages for way in ways]
    before = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        outcomes = list(pool.map(measured, tasks, chunksize=8))
    by_way: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_way[outcome.way].append(outcome)
    for way in ways:
        print(_told(way, by_way[way]))
    print(_told("all ways", [one for one in outcomes if one.way != _PAGE]))
    sys.stderr.write(f"{time.monotonic() - before:.0f} s\n")
    own = {one.name: one.f1 for one in by_way[_PAGE]}
    worst = sorted((one for one in outcomes if one.way != _PAGE), key=lambda o: o.f1 - own[o.name])
    for one in worst[: chosen.worst]:
        print(
            f"  {one.f1:.3f} for {own[one.name]:.3f}  {one.way:12} {one.name}"
            f"  wrong of sure {one.wrong_sure} of {one.sure}"
        )


if __name__ == "__main__":
    main()
