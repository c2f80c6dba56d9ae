"""Processes that load, to be killed, to compete, or to be read beside.

``python -m tests.warehouse.loading URL N`` loads N bulletins of one portal into the
warehouse at URL, printing a line for each.
"""

import os
import sys
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from etl.warehouse.loading.load import load_editions
from etl.warehouse.model import Edition
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.bulletins import Figure, Item
from tests.warehouse.editions import Loader, bulletin_of, day, edition

FIGURES = 120


def page(number: int, worth: str = "", figures: int = FIGURES) -> Edition:
    """The n-th bulletin: the year's targets again, and as many new figures."""
    items = [
        Item(
            item,
            (
                Figure("target", f"指标{item}", f"{item}000{worth}", "个"),
                Figure("actual", f"指标{item}", f"{item}00{number}", "个", target=1),
            ),
        )
        for item in range(1, figures // 2 + 1)
    ]
    period = date.fromordinal(date(2024, 1, 1).toordinal() + number)
    return edition(bulletin_of(*items, period_end=period), day(number), f"page-{number}")


def breed(url: str, figures: int) -> None:
    """Fork a loader for each line ``START BATCH`` of standard input, and wait for its end.

    The loader loads bulletins from the one numbered START on, BATCH at once, until it is
    killed. It says its process's number when it begins, and ``gone`` is said when it ended.
    To load one bulletin first saves each loader the time to build its statements.
    """
    with open_warehouse(url, create=False) as engine:
        loader = Loader(engine)
        loader.load(page(0, figures=figures))
        engine.dispose()
        for line in sys.stdin:
            start, batch = map(int, line.split())
            child = os.fork()
            if child == 0:
                _load_until_killed(engine, loader.run_id, start, batch, figures)
            os.waitpid(child, 0)
            _say("gone")


def _load_until_killed(engine: Engine, run_id: str, start: int, batch: int, figures: int) -> None:
    try:
        _say(str(os.getpid()))
        for first in range(start, start + 1000, batch):
            pages = [page(first + place, figures=figures) for place in range(batch)]
            load_editions(engine, pages, run_id, datetime.now(UTC))
    finally:
        os._exit(1)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, count: int) -> None:
    with open_warehouse(url, create=False) as engine:
        loader = Loader(engine)
        for number in range(count):
            loader.load(page(number))
            _say(str(number))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
