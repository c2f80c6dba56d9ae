"""The kinds of tables that are made up, by name."""

from collections.abc import Callable, Mapping

from tests.bulletin.table_layouts.composed import Composed
from tests.bulletin.table_layouts.pledge_rows import pledge_rows

KINDS: Mapping[str, Callable[[int], Composed]] = {"a pledge a row": pledge_rows}
