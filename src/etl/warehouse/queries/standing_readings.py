"""Readings that count as bulletins which a portal published: not those that were taken back."""

from sqlalchemy import ColumnElement, and_, exists

from etl.warehouse.schema.tables import NO_PARSER, reading

_later = reading.alias("taken_back")


def stands() -> ColumnElement[bool]:
    """Whether a row of ``reading`` is one of bytes, and no withdrawal of the same edition follows
    it (:mod:`etl.warehouse.loading.take_back`)."""
    taken_back = exists().where(
        _later.c.document_id == reading.c.document_id,
        _later.c.published_at == reading.c.published_at,
        _later.c.id > reading.c.id,
        _later.c.parser_version == NO_PARSER,
    )
    return and_(reading.c.parser_version != NO_PARSER, ~taken_back)
