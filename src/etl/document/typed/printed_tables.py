"""Tables of plain text: of Markdown, drawn with characters, or laid out by blanks."""

from etl.document.paper import aligned_text
from etl.document.raw_table import RawTable
from etl.document.typed import drawn_tables, markdown_tables


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text, and the lines between them; None where every row is a line."""
    ways = (markdown_tables.blocks, drawn_tables.blocks, aligned_text.blocks)
    return next((found for way in ways if (found := way(source)) is not None), None)
