"""What a run works with, whichever way in it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from etl.portal.archive.archive import Archive
from etl.quality.suite import Suite


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with, opened where it begins and closed there."""

    archive: Archive
    """Where what was got is kept, byte for byte."""
    engine: Engine
    """The warehouse."""
    suites: Sequence[Suite]
    """What is expected of what is read."""
