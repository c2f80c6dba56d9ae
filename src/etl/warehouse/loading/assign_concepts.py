"""Which concept each indicator counts: looked up when it is loaded, and again when asked.

What is written rests on the catalogue alone, so that a lookup of everything replays every
decision. A catalogue that cannot be read keeps nothing from being loaded: its indicators
wait for the next lookup.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, select

from etl.concepts.assign import assign
from etl.concepts.catalogue import Catalogue, load_catalogue
from etl.concepts.model import Assignment, Wording
from etl.errors import SettingsError
from etl.resources import folder
from etl.warehouse.loading.reference_sql import insert_into
from etl.warehouse.schema.tables import (
    concept,
    concept_assignment,
    fact,
    indicator,
    indicator_alias,
    is_current,
    pledge,
    portal,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counted:
    """A concept as indicators that are loaded count it."""

    key: str
    name: str
    name_en: str
    topic: str
    topic_en: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a lookup did."""

    indicators: int
    assigned: int
    decided: int
    """Of all indicators, those that a person decided about."""
    changed: int
    """Indicators whose concept is another one than before, or none any longer."""


def look_up_new(connection: Connection, portal_name: str, now: datetime) -> None:
    """Assign concepts to the indicators of a portal that were never looked up."""
    if connection.execute(_new(), {"of_portal": portal_name}).first() is None:
        return
    rows = connection.execute(_indicators(portal_name).where(_never_looked_up())).all()
    try:
        catalogue = load_catalogue(folder("concepts"))
    except SettingsError as error:
        _log.warning(
            "%d indicators of %s have no concept until `etl concepts assign`: %s",
            len(rows),
            portal_name,
            error,
        )
        return
    _name_concepts(connection, catalogue, renew=False)
    _write(connection, _looked_up(rows, catalogue), now)


def look_up_all(
    connection: Connection, catalogue: Catalogue, now: datetime, portal_name: str | None = None
) -> LookedUp:
    """Assign concepts to every indicator anew, decisions included."""
    rows = connection.execute(_indicators(portal_name)).all()
    before = {
        row.indicator_id: row.concept_key for row in connection.execute(select(concept_assignment))
    }
    _name_concepts(connection, catalogue, renew=True)
    found = _looked_up(rows, catalogue)
    _write(connection, found, now)
    used = select(concept_assignment.c.concept_key).where(
        concept_assignment.c.concept_key == concept.c.key
    )
    suggested = select(concept_assignment.c.suggested_key).where(
        concept_assignment.c.suggested_key == concept.c.key
    )
    gone = concept.c.key.not_in(list(catalogue.entries))
    connection.execute(delete(concept).where(gone, ~used.exists(), ~suggested.exists()))
    return LookedUp(
        indicators=len(found),
        assigned=sum(one.sure for one in found.values()),
        decided=sum(one.source == "decision" for one in found.values()),
        changed=sum(
            before[key] != (one.concept if one.sure else None)
            for key, one in found.items()
            if key in before
        ),
    )


def undecided(connection: Connection, portal_name: str | None = None) -> Sequence[Row[Any]]:
    """Indicators with current figures and without concept, those with most figures first.

    Not those of which a person decided that they count none.
    """
    figures = (
        select(fact.c.indicator_id, func.count().label("figures"))
        .where(is_current(), fact.c.value.is_not(None))
        .group_by(fact.c.indicator_id)
        .subquery()
    )
    query: Select[Any] = (
        select(
            portal.c.name.label("portal"),
            indicator.c.label,
            indicator.c.breakdown,
            indicator.c.unit,
            figures.c.figures,
            concept_assignment.c.suggested_key,
            concept_assignment.c.reason,
        )
        .join(indicator, indicator.c.portal_id == portal.c.id)
        .join(figures, figures.c.indicator_id == indicator.c.id)
        .join(concept_assignment, concept_assignment.c.indicator_id == indicator.c.id, isouter=True)
        .where(
            concept_assignment.c.concept_key.is_(None), concept_assignment.c.decided_by.is_(None)
        )
        .order_by(figures.c.figures.desc(), portal.c.name, indicator.c.label)
    )
    if portal_name is not None:
        query = query.where(portal.c.name == portal_name)
    return connection.execute(query).all()


def counting(connection: Connection, key: str) -> Sequence[Row[Any]]:
    """The indicators of every city that count a concept."""
    query: Select[Any] = (
        select(
            portal.c.city,
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            indicator.c.unit,
            concept_assignment.c.confidence,
            concept_assignment.c.reason,
            concept_assignment.c.decided_by,
        )
        .join(indicator, indicator.c.portal_id == portal.c.id)
        .join(concept_assignment, concept_assignment.c.indicator_id == indicator.c.id)
        .where(concept_assignment.c.concept_key == key)
        .order_by(portal.c.city, indicator.c.label, indicator.c.stage, indicator.c.breakdown)
    )
    return connection.execute(query).all()


def concepts_of(connection: Connection, portal_name: str) -> dict[int, Counted]:
    """What each indicator of a portal counts, by the indicator's key."""
    query: Select[Any] = (
        select(concept_assignment.c.indicator_id, concept)
        .join(concept, concept.c.key == concept_assignment.c.concept_key)
        .join(indicator, indicator.c.id == concept_assignment.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .where(portal.c.name == portal_name)
    )
    return {
        row.indicator_id: Counted(row.key, row.name, row.name_en, row.topic, row.topic_en)
        for row in connection.execute(query)
    }


def labels(connection: Connection, portal_name: str | None = None) -> set[str]:
    """Every label that an indicator has."""
    query = select(indicator.c.label).join(portal, portal.c.id == indicator.c.portal_id)
    if portal_name is not None:
        query = query.where(portal.c.name == portal_name)
    return set(connection.execute(query).scalars())


def _indicators(portal_name: str | None) -> Select[Any]:
    """Indicators with the words of their latest pledge."""
    ranked = (
        select(
            indicator_alias.c.indicator_id,
            pledge.c.text,
            func.row_number()
            .over(
                partition_by=indicator_alias.c.indicator_id,
                order_by=(pledge.c.plan_year.desc(), pledge.c.number, indicator_alias.c.wording),
            )
            .label("place"),
        )
        .join(pledge, pledge.c.id == indicator_alias.c.pledge_id)
        .subquery()
    )
    query = (
        select(indicator, portal.c.name.label("portal"), ranked.c.text)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .join(
            ranked, (ranked.c.indicator_id == indicator.c.id) & (ranked.c.place == 1), isouter=True
        )
        .order_by(indicator.c.id)
    )
    return query if portal_name is None else query.where(portal.c.name == portal_name)


@cache
def _new() -> Select[Any]:
    """Whether a portal has indicators that were never looked up."""
    mine = select(indicator.c.id).join(portal, portal.c.id == indicator.c.portal_id)
    return mine.where(portal.c.name == bindparam("of_portal"), _never_looked_up()).limit(1)


def _never_looked_up() -> ColumnElement[bool]:
    looked_up = select(concept_assignment.c.indicator_id)
    return ~looked_up.where(concept_assignment.c.indicator_id == indicator.c.id).exists()


def _looked_up(rows: Sequence[Row[Any]], catalogue: Catalogue) -> dict[int, Assignment]:
    return {
        row.id: assign(
            Wording(row.label, row.unit, row.breakdown, row.stage, row.text or ""),
            catalogue,
            row.portal,
        )
        for row in rows
    }


def _name_concepts(connection: Connection, catalogue: Catalogue, *, renew: bool) -> None:
    """Write the concepts down, in one order, so that no two writers wait for each other."""
    statement = insert_into(connection.dialect.name, concept)
    names = ("name", "name_en", "topic", "topic_en")
    write = (
        statement.on_conflict_do_update(
            index_elements=["key"], set_={name: statement.excluded[name] for name in names}
        )
        if renew
        else statement.on_conflict_do_nothing()
    )
    known = set() if renew else set(connection.execute(select(concept.c.key)).scalars())
    rows = [
        {
            "key": one.key,
            "name": one.zh,
            "name_en": one.en,
            "topic": one.topic.zh,
            "topic_en": one.topic.en,
        }
        for one in sorted(catalogue.concepts, key=lambda one: one.key)
        if one.key not in known
    ]
    if rows:
        connection.execute(write, rows)


def _write(connection: Connection, found: Mapping[int, Assignment], now: datetime) -> None:
    rows = [
        {
            "indicator_id": key,
            "concept_key": one.concept if one.sure else None,
            "suggested_key": None if one.sure else one.concept,
            "confidence": one.confidence,
            "reason": one.reason,
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
            "assigned_at": now,
        }
        for key, one in found.items()
    ]
    if rows:
        statement = insert_into(connection.dialect.name, concept_assignment)
        renewed = {name: statement.excluded[name] for name in rows[0] if name != "indicator_id"}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["indicator_id"], set_=renewed), rows
        )
