"""Whether a warehouse says what the country's portals served: every figure of every bulletin."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import Connection, func, select, union

from etl.bulletin.read import read
from etl.document.extract import extract
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import document, fact, portal, reading, restatement, withheld
from tests.country.portals import City, share

Figure = tuple[date | None, str, Decimal, str]
"""Period, measure, value and unit."""
_SHOWN = 5


def mistakes(url: str, cities: Sequence[City], day: date) -> list[str]:
    """What is loaded and was not served, or was served and is not loaded, or is loaded twice.

    The figures of car parks are known from how the pages were made; the others are read from
    the plain text, without portal, page, oddity, archive or database.
    """
    with open_warehouse(url, create=False) as engine, read_only(engine) as connection:
        wrong = [*violations(connection)]
        for city in cities:
            wrong += _of_city(connection, city, day)
            if len(wrong) > _SHOWN:
                break
    return wrong[:_SHOWN]


def _of_city(connection: Connection, city: City, day: date) -> Iterator[str]:
    mine = (
        select(document.c.key, reading.c.id, reading.c.period_end)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == city.name)
        .order_by(reading.c.published_at, reading.c.id)
    )
    readings: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(mine):
        readings[row.key].append(row.id)
    served = {str(city.page_number(nth)): nth for nth in range(city.there(day))}
    if missing := served.keys() - readings.keys():
        yield f"{city.name}: {len(missing)} bulletins are not loaded: {min(missing)}"
    if foreign := readings.keys() - served.keys():
        yield f"{city.name}: what was never served is loaded: {min(foreign)}"
    for key, nth in served.items():
        corrected = city.parking(nth, day) != city.parking(nth, date.min)
        if len(readings[key]) != 1 + corrected:
            yield f"{city.name}: {key} is loaded {len(readings[key])} times"
        if readings[key]:
            last = readings[key][-1]
            loaded, due = _stated(connection, last), _served(city, nth, day)
            if loaded - due or len(due - loaded) > _withheld(connection, last):
                yield (
                    f"{city.name}: {key} ({city.faults_of(day).get(int(key), 'plain')}): loaded "
                    f"{loaded - due}, served {due - loaded}"
                )


def _stated(connection: Connection, number: int) -> set[Figure]:
    said = union(
        *(
            select(table.c.period_end, table.c.measure, table.c.value, table.c.unit).where(
                table.c.reading_id == number, table.c.value.is_not(None)
            )
            for table in (fact, restatement)
        )
    )
    return {(row[0], row[1], row[2], row[3]) for row in connection.execute(said)}


def _withheld(connection: Connection, number: int) -> int:
    """How many figures of a reading wait for somebody to decide."""
    mine = select(func.count()).where(withheld.c.reading_id == number)
    return int(connection.execute(mine).scalar_one())


def _served(city: City, nth: int, day: date) -> set[Figure]:
    parking = city.parking(nth, day)
    period, others = _others(City(0, city.months), nth)
    return others | {
        (period, "actual", Decimal(parking), "个"),
        (period, "pct_of_target", Decimal(share(parking)), "%"),
    }


@cache
def _others(city: City, nth: int) -> tuple[date, set[Figure]]:
    """The period of a month's bulletin, and its figures but those that differ between cities."""
    document = replace(extract(city.text(nth, date.min).encode()), title=city.title(nth))
    bulletin = read(document, published=city.published(nth).date())
    return bulletin.period_end or date.min, {
        (said.period_end, said.measure, said.value, said.unit)
        for said in bulletin.facts
        if not ("停车泊位" in said.indicator and said.part == "progress")
    }
