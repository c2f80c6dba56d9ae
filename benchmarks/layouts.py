"""Made-up tables in the layouts of Chinese offices, and what is read of each form of them.

usage: python benchmarks/layouts.py [--seeds N] [--from N] [--form WORD] [--kind WORD]
    [--worst N] [--show KIND SEED]

For each form of ``tests/bulletin/table_layouts`` (a page, text with bars, tabs, wide blanks or a
cell a line) the mean strict F1 against what the tables state, how many tables are read whole,
and how many of the figures called sure are not stated. With ``--worst N`` the seeds of the N worst
of each form are listed, and with ``--show KIND SEED`` one of them is shown as it is read.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from etl.bulletin.model import Fact  # noqa: E402
from etl.bulletin.read import read  # noqa: E402
from etl.document.extract import extract  # noqa: E402
from etl.errors import NotABulletin  # noqa: E402
from tests.bulletin.table_layouts.composed import Read, compared  # noqa: E402
from tests.bulletin.table_layouts.forms import FORMS  # noqa: E402
from tests.bulletin.table_layouts.kinds import KINDS  # noqa: E402

_PUBLISHED = date(2023, 12, 5)

Task = tuple[str, str, int]
"""Kind, form and seed."""


def _facts(raw: bytes, media_type: str) -> Sequence[Fact]:
    try:
        return read(extract(raw, media_type), published=_PUBLISHED).facts
    except NotABulletin:
        return ()


def _measured(task: Task) -> Read:
    kind, form, seed = task
    composed = KINDS[kind](seed)
    return compared(composed, _facts(*FORMS[form](composed)))


def _told(name: str, outcomes: Sequence[Read]) -> str:
    f1 = sum(one.f1 for one in outcomes) / len(outcomes)
    whole = sum(one.f1 == 1 for one in outcomes)
    sure, wrong = sum(one.sure for one in outcomes), sum(one.wrong for one in outcomes)
    read_ = sum(one.read for one in outcomes)
    return (
        f"{name:40} F1 {f1:.4f}  whole {whole:4} of {len(outcomes):4}"
        f"  wrong of sure {wrong:4} of {sure:5} ({100 * wrong / max(1, sure):4.2f} %)"
        f"  sure of read {100 * sure / max(1, read_):5.1f} %"
    )


def _show(kind: str, form: str, seed: int) -> None:
    composed = KINDS[kind](seed)
    raw, media_type = FORMS[form](composed)
    print(extract(raw, media_type).text)
    for pledge, part, measure, value, unit in composed.stated:
        print("stated", pledge, part, measure, value, unit)
    for fact in _facts(raw, media_type):
        said = (fact.pledge, fact.part, fact.measure, fact.value, fact.unit)
        print("read", *said, fact.indicator, fact.breakdown, fact.certainty, *fact.because)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seeds", type=int, default=100, metavar="N")
    options.add_argument("--from", type=int, default=0, metavar="N", dest="first")
    options.add_argument("--form", default="", help="forms whose name begins so")
    options.add_argument("--kind", default="", help="kinds whose name begins so")
    options.add_argument("--worst", type=int, default=0, metavar="N")
    options.add_argument("--show", nargs=2, metavar=("KIND", "SEED"))
    chosen = options.parse_args()
    forms = [form for form in FORMS if form.startswith(chosen.form)]
    if chosen.show:
        _show(chosen.show[0], forms[0], int(chosen.show[1]))
        return
    kinds = [kind for kind in KINDS if kind.startswith(chosen.kind)]
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    for form in forms:
        tasks = [(kind, form, seed) for kind in kinds for seed in seeds]
        with ProcessPoolExecutor(2) as pool:
            outcomes = list(pool.map(_measured, tasks, chunksize=8))
        by_task = dict(zip(tasks, outcomes, strict=True))
        for kind in kinds:
            own = [by_task[kind, form, seed] for seed in seeds]
            print(_told(f"{form}: {kind}", own), flush=True)
            worst = sorted(seeds, key=lambda seed: (by_task[kind, form, seed].f1, seed))
            for seed in [s for s in worst if by_task[kind, form, s].f1 < 1][: chosen.worst]:
                one = by_task[kind, form, seed]
                print(f"    {one.f1:.3f}  wrong of sure {one.wrong:3} of {one.sure:3}  seed {seed}")
        others = [one for task, one in by_task.items() if task[0] != kinds[0]]
        if len(kinds) > 1:
            print(_told(f"{form}: all but the first", others), flush=True)


if __name__ == "__main__":
    main()
