"""From what is staged to what holds: new versions, closed ones, and words kept beside them.

The rule of :mod:`etl.warehouse.loading.which_version_holds` looks at every word on a figure. For
most figures of a load its answer is plain without asking, and a look at the current version is
enough:

* No page stated the figure before: what the load says holds, as a first version.
* The load says what holds already. The page's latest reading then either goes on saying
  it, or joins the page whose word holds; no word became younger than that one but of the
  same value. So nothing changes.

Both only where the figure occurs once in the load, in the latest reading of its page. The
others are *contested*: there the rule is asked, and so it is about what a page stated in
an earlier reading and does not state any more. The cost of a load therefore follows its
own size and what is contested in it, not the size of the history.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Insert,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    except_,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
    update,
)

from etl.warehouse.loading import which_version_holds
from etl.warehouse.loading.work_tables import (
    contested,
    count_rows,
    decided,
    edition,
    held,
    met,
    offered,
    said,
    staged,
)
from etl.warehouse.schema.fact_and_restatement_columns import KEY, READ, SAID, STATEMENT
from etl.warehouse.schema.tables import (
    decision,
    fact,
    is_current,
    reading,
    restatement,
    withheld,
)
from etl.warehouse.schema.types import FOREVER, UtcDateTime

_CONTEXT = (
    *("part", "pledge_id", "target_number", "target_indicator_id", "unit"),
    *("certainty", "because", "wording"),
)
_WORDS = ("evidence", "span_start", "span_end", "flags", "verdict", "decided_by")
_ABOUT = ("published_at", "revision", "reason")
_MOMENT, _RUN = bindparam("moment", type_=UtcDateTime()), bindparam("by_run", type_=String())
_OPENED: dict[str, ColumnElement[Any]] = {
    "recorded_from": _MOMENT,
    "recorded_to": literal(FOREVER, UtcDateTime()),
    "run_id": _RUN,
}


def decide(connection: Connection, *, revisited: bool) -> None:
    """Fill ``met``, ``contested`` and ``decided`` from ``staged`` and ``offered``.

    Args:
        connection: in the load's transaction.
        revisited: whether a page of the load had been read before.
    """
    connection.execute(_meetings())
    count_rows(connection, met)
    if connection.execute(_contests(revisited)).rowcount:
        count_rows(connection, contested)
        for step, table in ((_statements, said), (_editions, edition), (_rule, held)):
            connection.execute(step())
            count_rows(connection, table)
        connection.execute(_decision())


def supersede(connection: Connection, run_id: str, moment: datetime) -> None:
    """Close the versions that no longer hold, open the new ones, keep every other word."""
    said_now = {_MOMENT.key: moment, _RUN.key: run_id}
    connection.execute(_closing(), {_MOMENT.key: moment})
    connection.execute(_opening_decided(), said_now)
    connection.execute(_opening_first(), said_now)
    connection.execute(_keeping())


# The statements take longer to put together than to run on one bulletin.


@cache
def _closing() -> Update:
    """Close what is superseded."""
    closed = fact.c.id.in_(select(decided.c.current_id))
    return update(fact).where(closed).values(recorded_to=_MOMENT)


@cache
def _opening_decided() -> Insert:
    """Open the versions that the rule brings."""
    return insert(fact).from_select(
        [*STATEMENT, *_ABOUT, *_OPENED],
        select(*_of(decided, STATEMENT), *_of(decided, _ABOUT), *_OPENED.values()),
    )


@cache
def _opening_first() -> Insert:
    """Open the versions of figures that met nothing."""
    return insert(fact).from_select(
        [*STATEMENT, *_ABOUT, *_OPENED],
        select(
            *_of(staged, STATEMENT),
            offered.c.published_at,
            literal(1),
            func.coalesce(staged.c.verdict, _first(offered.c.cause)),
            *_OPENED.values(),
        )
        .join(offered, offered.c.reading_id == staged.c.reading_id)
        .where(~exists().where(met.c.id == staged.c.id))
        .order_by(*_of(staged, KEY)),
    )


@cache
def _keeping() -> Insert:
    """Keep what became no version."""
    became_version = exists().where(
        _same_key(decided, staged),
        decided.c.reading_id == staged.c.reading_id,
        decided.c.value.is_not(None),
    )
    return insert(restatement).from_select(
        STATEMENT,
        select(*_of(staged, STATEMENT)).join(met, met.c.id == staged.c.id).where(~became_version),
    )


@cache
def _meetings() -> Insert:
    """Fill ``met``."""
    restated = exists().where(_same_key(restatement, staged))
    same = [fact.c[name].is_not_distinct_from(staged.c[name]) for name in SAID]
    same.append(~_reread(staged, offered))
    return insert(met).from_select(
        ["id", "settled"],
        select(staged.c.id, case((and_(staged.c.plain, *same), True), else_=False))
        .join(offered, offered.c.reading_id == staged.c.reading_id)
        .outerjoin(fact, and_(is_current(), _same_key(fact, staged)))
        .where(or_(~staged.c.plain, fact.c.id.is_not(None), restated)),
    )


@cache
def _contests(revisited: bool) -> Insert:
    """Fill ``contested``."""
    unsettled = (
        select(*_of(staged, (*KEY, "reading_id")), cast(null(), reading.c.id.type).label("silent"))
        .join(met, met.c.id == staged.c.id)
        .where(~met.c.settled)
    )
    questions = [unsettled]
    if revisited:
        unsaid = _unsaid().subquery("unsaid")
        questions.append(select(*unsaid.c, unsaid.c.reading_id))
    raised = union_all(*questions).subquery("raised")
    figure = _of(raised, KEY)
    # Where words are missing, it is their absence that withdraws the figure.
    asking = func.coalesce(func.max(raised.c.silent), func.max(raised.c.reading_id))
    return insert(contested).from_select(
        [*KEY, "reading_id", "stated"],
        select(*figure, asking, func.max(raised.c.silent).is_(None)).group_by(*figure),
    )


def _unsaid() -> CompoundSelect[Any]:
    """What pages of the load stated in earlier readings and do not state in this one."""
    pages = select(offered.c.document_id)
    ours = select(reading.c.id).where(reading.c.document_id.in_(pages))
    earlier = [
        select(*_of(table, KEY), offered.c.reading_id)
        .join(reading, reading.c.id == table.c.reading_id)
        .join(offered, offered.c.document_id == reading.c.document_id)
        # Says the same as the joins, and that it is to be looked up page by page.
        .where(table.c.reading_id.in_(ours))
        for table in (fact, restatement)
    ]
    stated = union(*earlier).subquery("stated")
    return except_(select(*stated.c), select(*_of(staged, (*KEY, "reading_id"))))


@cache
def _statements() -> Insert:
    """Fill ``said``."""
    stored = [statements.subquery() for statements in which_version_holds.stored()]
    return insert(said).from_select(
        STATEMENT,
        union(
            *(
                select(*_of(source, STATEMENT)).join(contested, _same_key(source, contested))
                for source in (*stored, staged)
            )
        ),
    )


@cache
def _editions() -> Insert:
    """Fill ``edition``."""
    found = which_version_holds.editions(which_version_holds.pages_of(said))
    return insert(edition).from_select(found.selected_columns.keys(), found)


@cache
def _rule() -> Insert:
    """Fill ``held``."""
    holds = which_version_holds.holds(said, edition)
    return insert(held).from_select(holds.c.keys(), select(*holds.c))


@cache
def _decision() -> Insert:
    """Fill ``decided``: what now holds, where it is not what held before."""
    own, asking = offered.alias("own"), offered.alias("asking")
    new, silent = fact.c.id.is_(None), held.c.reading_id.is_(None)
    again = offered.alias("again")
    reread = (
        exists()
        .where(_same_key(staged, contested), again.c.reading_id == staged.c.reading_id)
        .where(_reread(staged, again))
    )
    understood = or_(*(held.c[name].is_distinct_from(fact.c[name]) for name in READ))
    differs = or_(
        and_(reread, understood), *(held.c[name].is_distinct_from(fact.c[name]) for name in SAID)
    )
    # A withdrawn version tells what was withdrawn; only words and value are missing.
    statement: dict[str, ColumnElement[Any]] = {name: contested.c[name] for name in KEY}
    statement |= {name: held.c[name] for name in ("value", "qualifier", *_WORDS)}
    statement |= {name: func.coalesce(held.c[name], fact.c[name]) for name in _CONTEXT}
    statement["decided_by"] = case((silent, _who_rejected()), else_=held.c.decided_by)
    columns = {
        "current_id": fact.c.id,
        "before_value": fact.c.value,
        "before_unit": fact.c.unit,
        "before_qualifier": fact.c.qualifier,
        "before_certainty": fact.c.certainty,
        "revision": func.coalesce(fact.c.revision, 0) + 1,
        "reason": case(
            (silent, "withdrawn"),
            (held.c.verdict.is_not(None), held.c.verdict),
            (new, _first(func.coalesce(own.c.cause, asking.c.cause))),
            else_=func.coalesce(own.c.cause, asking.c.cause),
        ),
        "published_at": func.coalesce(held.c.published_at, asking.c.published_at),
        "reading_id": func.coalesce(held.c.reading_id, contested.c.reading_id),
        "by_reading": func.coalesce(own.c.reading_id, contested.c.reading_id),
        "stated": or_(own.c.reading_id.is_not(None), contested.c.stated),
        **statement,
    }
    return insert(decided).from_select(
        list(columns),
        select(*columns.values())
        .select_from(contested)
        .join(asking, asking.c.reading_id == contested.c.reading_id)
        .outerjoin(held, _same_key(held, contested))
        .outerjoin(own, own.c.reading_id == held.c.reading_id)
        .outerjoin(fact, and_(is_current(), _same_key(fact, contested)))
        .where(case((new, ~silent), (silent, fact.c.value.is_not(None)), else_=differs)),
    )


def _who_rejected() -> ColumnElement[Any]:
    """Who decided that a figure is left out of the reading that says nothing of it."""
    return (
        select(decision.c.decided_by)
        .join(withheld, withheld.c.quarantine_id == decision.c.quarantine_id)
        .where(
            withheld.c.reading_id == contested.c.reading_id,
            _same_key(withheld, contested),
            decision.c.verdict == "rejected",
        )
        .order_by(decision.c.id.desc())
        .limit(1)
        .correlate(contested)
        .scalar_subquery()
    )


def _reread(words: FromClause, load: FromClause) -> ColumnElement[bool]:
    """Whether ``words`` are those of the current version, now understood otherwise.

    Args:
        words: staged.
        load: the reading offered that states them.
    """
    return and_(
        load.c.cause == "reparse",
        or_(*(words.c[name].is_distinct_from(fact.c[name]) for name in READ)),
        exists().where(
            reading.c.id == fact.c.reading_id,
            reading.c.document_id == load.c.document_id,
            reading.c.published_at == load.c.published_at,
        ),
    )


def _first(cause: ColumnElement[Any]) -> ColumnElement[Any]:
    """Why a figure has its first version: the portal stated it, or only now is it read."""
    return case((cause == "reparse", cause), else_="first")


def _of(source: FromClause, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [source.c[name] for name in names]


def _same_key(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in KEY))
