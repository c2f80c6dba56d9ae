"""Why an edition would change what holds: the portal says otherwise, or it is read otherwise."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from etl.chunks import chunks
from etl.warehouse.model import Edition
from etl.warehouse.schema.tables import NO_PARSER, reading

Page = tuple[int, int]
"""Rows of a document and of its snapshot."""
_READINGS = (
    select(
        *(reading.c.snapshot_id, reading.c.published_at),
        *(reading.c.parser_version, reading.c.identity),
    )
    .where(reading.c.snapshot_id.in_(bindparam("contents", expanding=True)))
    .order_by(reading.c.id)
)
_NOTHING, _UNKNOWN = "gone", ""
"""In place of a digest: what a withdrawal states, and what a reading did before schema 0009."""


def causes_of(
    connection: Connection,
    editions: Sequence[Edition],
    pages: Sequence[Page],
    digests: Sequence[str],
) -> dict[int, str]:
    """Why an edition would revise a figure, by place.

    ``reparse`` where the content was read otherwise before: it stated other figures, or the
    same of other indicators, or was taken back, or is no longer; never where the portal withdrew
    it, which reads nothing. What the last reading of the content said already is left out,
    whatever parser read it.
    """
    last: dict[int, dict[datetime, str]] = {}
    for some in chunks({snapshot_id for _, snapshot_id in pages}):
        for row in connection.execute(_READINGS, {"contents": some}):
            of_content = last.setdefault(row.snapshot_id, {})
            of_content[row.published_at] = _said(row.parser_version, row.identity)
    causes = {}
    for place, (edition, (_, snapshot_id)) in enumerate(zip(editions, pages, strict=True)):
        of_content = last.setdefault(snapshot_id, {})
        mine = _said(edition.parser_version, digests[place])
        before = of_content.get(edition.published_at)
        if before != mine:
            otherwise = set(of_content.values()) - {mine, _NOTHING, _UNKNOWN}
            reparse = mine != _NOTHING and (before is not None or otherwise)
            ours = reparse or edition.taken_back is not None
            causes[place] = "reparse" if ours else "portal_revision"
            of_content[edition.published_at] = mine
    return causes


def _said(parser_version: str, stated: str) -> str:
    return _NOTHING if parser_version == NO_PARSER else stated
