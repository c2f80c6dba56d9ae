"""What follows from everything that pages ever said: the one rule for what holds.

A *statement* is a figure as one reading of one page gives it: a row of ``fact`` or of
``restatement``. From all statements on a figure, what holds is decided thus:

1. Of the readings of one page with the same ``published_at`` the last recorded counts: it
   is the page read again by a better parser. These are the page's *editions*, in the
   order of their publication. (Of those recorded in one load, the one offered last.)
2. A page's word is what its latest edition says. Where that says nothing, the page has
   withdrawn the figure, and its older editions do not count. An edition whose words on the
   figure are held back says neither: it is passed over, as if the page had not had it.
3. The word is as old as the first of the unbroken run of editions that say the same. A
   page corrected elsewhere has not said this figure anew.
4. Of the words of several pages the youngest holds. Of two published at once it is that
   of the bulletin for the later period.

The rule does not look at the order of loading. So bulletins may arrive in any order and
the same state results; cut at a day of publication, the rule gives what had been
published by then; cut at a time of recording, what the warehouse knew.
"""

from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from etl.warehouse.schema.fact_and_restatement_columns import KEY, SAID, STATEMENT
from etl.warehouse.schema.tables import fact, reading, restatement, snapshot, withheld
from etl.warehouse.schema.types import FOREVER, UtcDateTime


def stored() -> tuple[Select[Any], Select[Any]]:
    """Every statement in the warehouse, as the two selects whose union it is.

    A figure that held again after another was withdrawn is a version as well, equal to
    the statement it came from: hence a UNION, not a UNION ALL.
    """
    return (
        select(*(fact.c[name] for name in STATEMENT)).where(fact.c.value.is_not(None)),
        select(*(restatement.c[name] for name in STATEMENT)),
    )


def holds(said: FromClause, editions: FromClause, silent: FromClause = withheld) -> Subquery:
    """The statement that holds for each figure of ``said``, where one does.

    Args:
        said: all the statements there are on each figure that occurs in them.
        editions: rows of :func:`editions`, of every page that makes a statement in ``said``.
        silent: figures that a reading passes over, with the key and the reading.

    Returns:
        The columns of ``STATEMENT``, and ``published_at`` as of rule 3.
    """
    runs = _runs(said, editions, silent)
    words = _last_run(runs)
    figure = [words.c[name] for name in KEY]
    ranked = (
        select(
            words,
            func.row_number()
            .over(
                partition_by=figure,
                order_by=(
                    words.c.published_at.desc(),
                    words.c.bulletin_period.desc(),
                    snapshot.c.sha256.desc(),
                ),
            )
            .label("place"),
        )
        .join(snapshot, snapshot.c.id == words.c.snapshot_id)
        .subquery("ranked")
    )
    columns = [ranked.c[name] for name in (*STATEMENT, "published_at")]
    return select(*columns).where(ranked.c.place == 1).subquery("holds")


def editions(pages: Select[Any] | None = None) -> Select[Any]:
    """Rule 1: the readings, and which of them are editions.

    The parameters ``published_by`` and ``recorded_by`` leave out what was published, or
    learned by the warehouse, later than an instant; by default nothing is left out.

    Args:
        pages: only readings of these (rows of ``document``).
    """
    page, published = reading.c.document_id, reading.c.published_at
    again = func.row_number().over(
        partition_by=(page, published),
        order_by=(reading.c.recorded_at.desc(), reading.c.id.desc()),
    )
    first_on = func.dense_rank().over(partition_by=page, order_by=published)
    last_back = func.dense_rank().over(partition_by=page, order_by=published.desc())
    columns = {
        "id": reading.c.id,
        "document_id": page,
        "snapshot_id": reading.c.snapshot_id,
        "published_at": published,
        "bulletin_period": reading.c.period_end,
        "nth_last_reading": again,
        "edition": first_on,
        "nth_last_edition": last_back,
    }
    found = select(*(column.label(name) for name, column in columns.items())).where(
        published <= bindparam("published_by", FOREVER, UtcDateTime()),
        reading.c.recorded_at <= bindparam("recorded_by", FOREVER, UtcDateTime()),
    )
    return found if pages is None else found.where(page.in_(pages))


def pages_of(said: FromClause) -> Select[Any]:
    """The pages that make the statements ``said``."""
    return select(reading.c.document_id).where(reading.c.id.in_(select(said.c.reading_id)))


def _runs(said: FromClause, editions: FromClause, silent: FromClause) -> Subquery:
    """Each statement beside what its page's edition before said of the figure.

    Editions that pass a figure over are not counted among those of its page.
    """
    words = _words(said, editions, silent)
    mine = (*(words.c[name] for name in KEY), words.c.document_id)
    passed = func.sum(words.c.passed)
    before = passed.over(partition_by=mine, order_by=words.c.edition)
    after = passed.over(partition_by=mine) - before
    place = words.c.edition - before, words.c.nth_last_edition - after
    numbered = ("edition", "nth_last_edition")
    kept = [column for column in words.c if column.name not in (*numbered, "passed")]
    counted = select(
        *kept, words.c.passed, *(column.label(n) for column, n in zip(place, numbered, strict=True))
    ).subquery("counted")
    mine = (*(counted.c[name] for name in KEY), counted.c.document_id)
    compared = {"edition": counted.c.edition, **{name: counted.c[name] for name in SAID}}
    earlier = [
        func.lag(column).over(partition_by=mine, order_by=counted.c.edition).label(f"before_{name}")
        for name, column in compared.items()
    ]
    # 1 where the page's latest edition states the figure.
    latest = func.min(counted.c.nth_last_edition).over(partition_by=mine).label("latest")
    return select(counted, *earlier, latest).where(counted.c.passed == 0).subquery("runs")


def _words(said: FromClause, editions: FromClause, silent: FromClause) -> Subquery:
    """The statements of editions, and the figures that these pass over."""
    about = [column for column in editions.c if column.name != "id"]
    stated = [said.c[name] for name in STATEMENT]
    nothing = [
        silent.c[column.name] if column.name in (*KEY, "reading_id") else cast(null(), column.type)
        for column in stated
    ]
    return union_all(
        *(
            select(*columns, *about, literal(passed).label("passed"))
            .join(editions, editions.c.id == source.c.reading_id)
            .where(editions.c.nth_last_reading == 1)
            for source, columns, passed in ((said, stated, 0), (silent, nothing, 1))
        )
    ).subquery("words")


def _last_run(runs: Subquery) -> Subquery:
    """Rules 2 and 3: the first statement of the run that lasts to the latest edition."""
    starts = or_(
        runs.c.before_edition.is_(None),
        runs.c.before_edition != runs.c.edition - 1,
        *(runs.c[name].is_distinct_from(runs.c[f"before_{name}"]) for name in SAID),
    )
    mine = (*(runs.c[name] for name in KEY), runs.c.document_id)
    nth = func.row_number().over(partition_by=mine, order_by=runs.c.edition.desc()).label("nth")
    started = select(runs, nth).where(and_(starts, runs.c.latest == 1)).subquery("started")
    return select(started).where(started.c.nth == 1).subquery("words")
