"""How fast the warehouse loads and answers, as ratios of one run.

``python benchmarks/warehouse.py`` prints, for SQLite and for PostgreSQL, rows of a table on

* ``raw``: the load of first versions, of a batch with 95 % unchanged, 4 % new and 1 %
  revised figures, and of that batch again, beside the raw insertion of as many rows;
* ``history``: the latency of questions, and time and memory of a load, as the history grows;
* ``dlt``: the same loads beside dlt's, by its strategies delete-insert and scd2.

Each contestant runs in a process of its own, whose peak memory is shown. dlt lives in
``.venv-peers``, which the first run makes.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from databases import DIALECTS, Server, measured, server
from histories import QUESTIONS, ask, begin, correct, grow
from loads import insert_raw, load
from peer_process import HERE, environment
from workload import corrected, first

STRATEGIES = ("merge", "scd2")


@dataclass(frozen=True)
class Step:
    """A load as one contestant did it."""

    rows: int
    seconds: float
    peak_mb: float

    @property
    def each(self) -> float:
        """Seconds a row."""
        return self.seconds / self.rows


def line(*cells: object) -> None:
    """A row of the table."""
    print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)


def goal(ratio: float, wanted: float, *, most: bool) -> str:
    """The ratio beside its goal."""
    met = ratio <= wanted if most else ratio >= wanted
    return f"{ratio:.2f} ({'≤' if most else '≥'} {wanted:g}{'' if met else ', missed'})"


def head(*cells: str) -> None:
    """The first two rows of a table."""
    print()
    line(*cells)
    line(*("---" for _ in cells))


def ours(url: str, facts: int) -> dict[str, Step]:
    """Our loader's steps."""
    done = {}
    batch = corrected(facts)
    for name, pages in (("first", first(facts)), ("batch", batch), ("again", batch)):
        got = measured(load, url, pages)
        rows = sum(1 for page in pages for _ in page.figures)
        done[name] = Step(rows, got.result, got.peak_mb)
    return done


def raw(where: Server, facts: int) -> None:
    """Our steps, and the raw insertion of the versions that they leave."""
    head("database", "raw", "rows", "s", "µs a row", "peak MB", "ratio")
    url = where.database("ours")
    mine = ours(url, facts)
    notes = {
        "batch": f"{mine['batch'].each / mine['first'].each:.2f} × first",
        "again": goal(mine["again"].each / mine["first"].each, 0.1, most=True) + " × first",
    }
    for name, step in mine.items():
        line(where.dialect, f"ours, {name}", *shown(step), notes.get(name, ""))
    for table, bare in (("fact", False), ("a bare table", True)):
        got = measured(partial(insert_raw, bare=bare), url, where.database("raw"))
        count, seconds = got.result
        step = Step(count, seconds, got.peak_mb)
        ratio = mine["first"].each / step.each
        note = f"ours, first: {ratio:.2f} ×" if bare else goal(ratio, 3, most=True)
        line(where.dialect, f"raw, into {table}", *shown(step), note)


def shown(step: Step) -> tuple[str, ...]:
    return (
        f"{step.rows:,}",
        f"{step.seconds:.1f}",
        f"{1e6 * step.each:.0f}",
        f"{step.peak_mb:.0f}",
    )


def dlt(where: Server, facts: int) -> None:
    """Our steps, and dlt's."""
    head("database", "dlt", "rows", "s", "µs a row", "peak MB", "dlt / ours")
    mine = ours(where.database("ours"), facts)
    for name, step in mine.items():
        line(where.dialect, f"ours, {name}", *shown(step), "")
    for strategy in STRATEGIES:
        url, folder = where.database(strategy), where.folder / "dlt"
        with subprocess.Popen(
            [environment(), HERE / "dlt_peer.py", strategy, url, str(facts), folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as peer:
            for said in peer.stdout or ():
                got = json.loads(said)
                step = Step(got["rows"], got["seconds"], got["peak_mb"])
                ratio = step.seconds / mine[got["step"]].seconds
                note = goal(ratio, 5, most=False)
                line(where.dialect, f"dlt {strategy}, {got['step']}", *shown(step), note)
        if peer.returncode:
            sys.exit(
                f"dlt ended with status {peer.returncode}: run benchmarks/dlt_peer.py to see why."
            )


def history(where: Server, versions: list[int]) -> None:
    """Questions to and loads into a history that grows; latencies in ms."""
    head("database", "versions", *QUESTIONS, "load of ten corrected pages, s", "its peak MB")
    url = where.database("history")
    original = measured(begin, url).result
    # The numbers of the newest copies; one is left out where a load has taken its keys.
    newest, made, rows = range(1, 2), 2, []
    for wanted in versions:
        if (missing := round(wanted / original.versions) - made) > 0:
            newest = range(newest.stop + 1, newest.stop + 1 + missing)
            measured(grow, url, original, newest)
            made += missing
        latencies = [
            measured(ask, url, question, newest, 5 if question.endswith("city") else 40).result
            for question in QUESTIONS
        ]
        loaded = measured(correct, url, newest[-1])
        rows.append([*latencies, loaded.result, loaded.peak_mb])
        cells = (*(f"{value:.1f}" for value in latencies), f"{loaded.result:.2f}")
        line(where.dialect, f"{made * original.versions:,}", *cells, f"{loaded.peak_mb:.0f}")
    limits = [2.0 if name.endswith("indicator") else None for name in QUESTIONS] + [None, None]
    ratios = [last / early for early, last in zip(rows[0], rows[-1], strict=True)]
    line(
        where.dialect,
        "last / first",
        *(
            f"{ratio:.2f}" if limit is None else goal(ratio, limit, most=True)
            for ratio, limit in zip(ratios, limits, strict=True)
        ),
    )


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--facts", type=int, default=1_000_000, help="figures of the first load")
    parser.add_argument(
        "--versions",
        type=lambda text: [int(number) for number in text.split(",")],
        default=[100_000, 1_000_000, 10_000_000],
        help="lengths of the history, rising, with commas between (default: 100000,…,10000000)",
    )
    parser.add_argument("--database", choices=DIALECTS, help="only this one")
    parser.add_argument("--only", choices=["raw", "dlt", "history"], help="one of the parts")
    parser.add_argument("--folder", type=Path, help="where to have the databases, 10 GB at most")
    arguments = parser.parse_args()
    parts: dict[str, Callable[[Server], None]] = {
        "raw": lambda where: raw(where, arguments.facts),
        "history": lambda where: history(where, arguments.versions),
        "dlt": lambda where: dlt(where, arguments.facts),
    }
    wanted = [name for name in parts if arguments.only in (None, name)]
    for name, dialect in product(wanted, DIALECTS):
        if arguments.database in (None, dialect):
            with server(dialect, arguments.folder) as where:
                parts[name](where)


if __name__ == "__main__":
    main()
