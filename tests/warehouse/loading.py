"""A process that loads, to be killed or to compete: python -m tests.warehouse.loading URL N.

Loads N bulletins of one portal into the warehouse at URL, printing a line for each.
"""

import sys
from datetime import date

from etl.warehouse.migrate import open_warehouse
from etl.warehouse.model import Edition
from tests.bulletins import Figure, Item
from tests.warehouse.editions import Loader, bulletin_of, day, edition

FIGURES = 120


def page(number: int, worth: str = "") -> Edition:
    """The n-th bulletin: the year's targets again, and as many new figures."""
    items = [
        Item(
            item,
            (
                Figure("target", f"指标{item}", f"{item}000{worth}", "个"),
                Figure("actual", f"指标{item}", f"{item}00{number}", "个", target=1),
            ),
        )
        for item in range(1, FIGURES // 2 + 1)
    ]
    period = date.fromordinal(date(2024, 1, 1).toordinal() + number)
    return edition(bulletin_of(*items, period_end=period), day(number), f"page-{number}")


def main(url: str, count: int) -> None:
    with open_warehouse(url, create=False) as engine:
        loader = Loader(engine)
        for number in range(count):
            loader.load(page(number))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
