"""The kinds of tables that are made up, by name."""

from collections.abc import Callable, Mapping
from random import Random

from tests.bulletin.table_layouts.composed import Composed
from tests.bulletin.table_layouts.other_layouts import LAYOUTS
from tests.bulletin.table_layouts.pledge_rows import pledge_rows


def _seeded(layout: Callable[[Random], Composed]) -> Callable[[int], Composed]:
    return lambda seed: layout(Random(seed))  # noqa: S311 - repeatable


KINDS: Mapping[str, Callable[[int], Composed]] = {
    name: _seeded(layout) for name, layout in {"a pledge a row": pledge_rows, **LAYOUTS}.items()
}
"""By name, what makes the bulletin of a seed."""
