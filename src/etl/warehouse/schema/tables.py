"""The tables, as SQLAlchemy Core sees them.

``warehouse/versions`` holds the same as migrations, and a test compares the two. The
comments are the data dictionary (``warehouse/DICTIONARY.md``) and, on PostgreSQL, what a
BI tool shows beside each column.
"""

from typing import Any, get_args

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal,
    text,
)

from etl.quality.check_results import Gate, Severity, Verdict
from etl.warehouse.journal.alert import AlertKind, Note
from etl.warehouse.schema.column_makers import column, identity, one_of, reference
from etl.warehouse.schema.fact_and_restatement_columns import (
    KEY,
    statement_checks,
    statement_columns,
)
from etl.warehouse.schema.types import FOREVER, ExactDecimal, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

REASONS = ("first", "portal_revision", "reparse", "withdrawn", "released", "amended")
RUN_STATES = ("running", "completed", "failed")
NO_PARSER = ""
"""The parser version of an edition that withdraws a page: there was nothing to read."""
PARSER_COMMENT = "Version of the parser that read it; '' where the page is gone: it says nothing."


portal = Table(
    "portal",
    metadata,
    identity(),
    column("name", Text(), "The portal's short name, that of its YAML file: qingdao.", unique=True),
    column("city", Text(), "The city as its people write it: 青岛."),
    column("place_code", Text(), "Its code in GB/T 2260: 370200.", nullable=True),
    column("province", Text(), "The province that it is in, by the code.", nullable=True),
    column("level", Text(), "province, prefecture or county, by the code.", nullable=True),
    column(
        "recorded_at",
        UtcDateTime(),
        "When a bulletin was last loaded; the next load is recorded later than this.",
        nullable=True,
    ),
    comment="One row for each city portal.",
)

writer_lock = Table(
    "writer_lock",
    metadata,
    column("name", Text(), "What is locked: run:qingdao, load:qingdao.", primary_key=True),
    comment="A row for each thing that one writer has at a time, who locks the row; on PostgreSQL.",
)

agency = Table(
    "agency",
    metadata,
    identity(),
    reference("portal", "The portal of the city that the agency belongs to."),
    column("name", Text(), "The agency as the bulletin prints it: 市教育局."),
    UniqueConstraint("portal_id", "name"),
    comment="One row for each agency that answers for a pledge.",
)

pledge = Table(
    "pledge",
    metadata,
    identity(),
    reference("portal", "The portal whose city made the promise."),
    column("plan_year", Integer(), "The year promised for."),
    column("number", Integer(), "Number in the bulletin; 0 for text that has no items."),
    column("text", Text(), "The promise as the latest published bulletin words it."),
    column("stated_at", UtcDateTime(), "When the bulletin that gave the text was published."),
    UniqueConstraint("portal_id", "plan_year", "number"),
    comment="One row for each promise of a plan year.",
)

pledge_agency = Table(
    "pledge_agency",
    metadata,
    reference("pledge", "The promise.", primary_key=True),
    reference("agency", "The agency that answers for it.", primary_key=True),
    column("position", Integer(), "Place in the printed list, from 1; the first one leads."),
    comment="One row for each agency that answers for a promise.",
)

indicator = Table(
    "indicator",
    metadata,
    identity(),
    reference("portal", "The portal whose bulletins count it."),
    column("label", Text(), "What is counted: 新增停车泊位."),
    # '' and not NULL, so that a plain unique constraint makes absent equal absent.
    column("stage", Text(), "开工 or 完工 where the count is of work at that stage, else ''."),
    column("breakdown", Text(), "The sub-group counted (二级, 退休人员), else ''."),
    column("unit", Text(), "The unit that identifies the indicator: 个."),
    UniqueConstraint("portal_id", "label", "stage", "breakdown", "unit"),
    Index(None, "label"),
    comment="One row for each thing that is counted.",
)

indicator_alias = Table(
    "indicator_alias",
    metadata,
    reference("indicator", "The indicator.", primary_key=True),
    reference("pledge", "The pledge that the wording belongs to.", primary_key=True),
    column("wording", Text(), "A wording that it appeared under.", primary_key=True),
    column("first_period", Date(), "Earliest period that the wording described."),
    column("last_period", Date(), "Latest period that the wording described."),
    Index(None, "wording", "indicator_id"),
    comment="One row for each wording that an indicator appeared under in a pledge.",
)

concept = Table(
    "concept",
    metadata,
    column("key", Text(), "Its key in concepts/: parking_spaces.", primary_key=True),
    column("name", Text(), "What it is: 停车泊位."),
    column("name_en", Text(), "The same in English: Parking spaces."),
    column("topic", Text(), "The topic that it belongs to: 交通出行."),
    column("topic_en", Text(), "The same in English: Transport."),
    comment="One row for each concept that indicators of several cities may count.",
)

concept_assignment = Table(
    "concept_assignment",
    metadata,
    reference("indicator", "The indicator.", primary_key=True),
    column(
        "concept_key",
        Text(),
        "What it counts; empty where none of the concepts, or undecided.",
        ForeignKey("concept.key"),
        nullable=True,
        index=True,
    ),
    column(
        "suggested_key",
        Text(),
        "What it may count, where that is too unsure to be assigned.",
        ForeignKey("concept.key"),
        nullable=True,
    ),
    column("confidence", ExactDecimal(), "How sure it is, 0 to 1; 1 where a person decided."),
    column("reason", Text(), "The words that decided, why it is undecided, or why it was decided."),
    column("decided_by", Text(), "Who decided; empty where the words did.", nullable=True),
    column("decided_at", UtcDateTime(), "When; empty where the words did.", nullable=True),
    column("assigned_at", UtcDateTime(), "When the row was written."),
    comment="One row for each indicator that was looked up among the concepts.",
)

document = Table(
    "document",
    metadata,
    identity(),
    reference("portal", "The portal that published the page."),
    column("key", Text(), "The page's identity on its portal."),
    column("url", Text(), "The address that last answered for it."),
    column("title", Text(), "Its title; '' until it was read or listed."),
    UniqueConstraint("portal_id", "key"),
    comment="One row for each page.",
)

snapshot = Table(
    "snapshot",
    metadata,
    identity(),
    reference("document", "The page."),
    column("sha256", String(64), "Hash of the raw bytes; their name in the archive."),
    column("size", Integer(), "Number of bytes."),
    column("content_type", Text(), "The Content-Type that came with them."),
    column("retrieved_at", UtcDateTime(), "When this content was first got."),
    column("headers", JSON(), "Response headers kept: etag, last-modified, date…"),
    column("archive_path", Text(), "Where the bytes are, from the archive's root."),
    UniqueConstraint("document_id", "sha256"),
    comment="One row for each distinct content that a page ever had.",
)

run = Table(
    "run",
    metadata,
    column("id", Text(), "UUID of the run.", primary_key=True),
    reference("portal", "The portal that it worked on."),
    column("flow", Text(), "What ran: monthly, backfill, load…"),
    column("started_at", UtcDateTime(), "When it started."),
    column("finished_at", UtcDateTime(), "When it ended; empty while it runs.", nullable=True),
    column("state", Text(), "running, completed or failed."),
    column("summary", JSON(), "Its counts when it ended: found, new, revised…", nullable=True),
    one_of("state", RUN_STATES),
    comment="One row for each run.",
)

reading = Table(
    "reading",
    metadata,
    identity(),
    reference("document", "The page."),
    reference("snapshot", "The content that was read."),
    reference("run", "The run that loaded it.", index=True),
    column("parser_version", Text(), PARSER_COMMENT),
    column(
        "identity",
        Text(),
        "Digest of all that it states; '' before schema 0009.",
        server_default="",
    ),
    column("published_at", UtcDateTime(), "When the portal published this content."),
    column("recorded_at", UtcDateTime(), "When it was loaded."),
    column("title", Text(), "The bulletin's title."),
    column("plan_year", Integer(), "The year promised for."),
    column("period_end", Date(), "Last day that the bulletin as a whole describes."),
    column("numerals", Integer(), "Numerals in the text."),
    column("unexplained", Integer(), "Numerals that no rule accounts for."),
    column("shares", Integer(), "Printed shares of plan."),
    column("shares_checked", Integer(), "Shares with a value and a plan to recompute them from."),
    column("shares_agreeing", Integer(), "Checked shares that agree with their arithmetic."),
    column("pledges", Integer(), "Pledges in the bulletin."),
    column("pledges_without_progress", Integer(), "Pledges with no word on progress."),
    column("score", ExactDecimal(), "How well it was read, 0 to 1."),
    Index(None, "snapshot_id", "published_at"),
    Index(None, "document_id", "published_at"),
    Index(None, "plan_year"),
    comment="One row for each content that was read by a parser, identified and loaded.",
)

sentence = Table(
    "sentence",
    metadata,
    reference("reading", "The reading.", primary_key=True),
    column("span_start", Integer(), "Where it starts in the text.", primary_key=True),
    column("span_end", Integer(), "Where it ends in the text."),
    column("text", Text(), "Its words, on one line."),
    comment=(
        "One row for each sentence, or row of a table, in which a reading found figures. A figure "
        "stands in the last one that begins before it and ends behind it."
    ),
)


fact = Table(
    "fact",
    metadata,
    identity(),
    *statement_columns(of_version=True),
    column("published_at", UtcDateTime(), "When the portal published what is said."),
    column("recorded_from", UtcDateTime(), "When this warehouse began to hold it true."),
    column("recorded_to", UtcDateTime(), "When it ceased to; 9999-12-31 while it is current."),
    column("revision", Integer(), "1 for the first version of the figure, then one more each."),
    column(
        "reason",
        Text(),
        "Why there is this version: first, portal_revision, reparse, withdrawn, released, amended.",
    ),
    reference("run", "The run that recorded it.", index=True),
    *statement_checks(),
    one_of("reason", REASONS),
    CheckConstraint("recorded_from < recorded_to", name="recorded"),
    CheckConstraint("(value IS NULL) = (reason = 'withdrawn')", name="withdrawn"),
    CheckConstraint(
        "(value IS NULL) = (span_start IS NULL) AND (span_start IS NULL) = (span_end IS NULL)",
        name="has_span",
    ),
    UniqueConstraint(*KEY, "revision"),
    Index(None, "reading_id"),
    comment="One row for each version of a figure.",
)

restatement = Table(
    "restatement",
    metadata,
    identity(),
    *statement_columns(of_version=False),
    *statement_checks(),
    UniqueConstraint("reading_id", *KEY),
    Index(None, *KEY),
    comment=(
        "One row for each figure that a page stated without changing what was held true: "
        "the same value again, or one published before the current one."
    ),
)

withheld = Table(
    "withheld",
    metadata,
    reference("reading", "The reading that leaves the figure out.", primary_key=True),
    reference("indicator", "What is counted.", primary_key=True),
    column("period_end", Date(), "Last day described.", primary_key=True),
    column("measure", Text(), "The figure's measure.", primary_key=True),
    reference("quarantine", "What waits for a decision, or was rejected.", index=True),
    Index(None, *KEY),
    comment=(
        "One row for each figure that a reading leaves out because it is held back: the page "
        "neither states it nor has withdrawn it."
    ),
)

absence = Table(
    "absence",
    metadata,
    identity(),
    reference("document", "The page."),
    reference("run", "The run that found it gone.", index=True),
    column("noticed_at", UtcDateTime(), "When it was found gone, by the portal's calendar."),
    column("problem", Text(), "What the portal answered instead, in one sentence."),
    column("ended_at", UtcDateTime(), "When the page was there again.", nullable=True),
    UniqueConstraint("document_id", "run_id"),
    comment="One row for each run that found a page gone that had been loaded.",
)

check_result = Table(
    "check_result",
    metadata,
    identity(),
    reference("run", "The run that checked.", index=True),
    reference("snapshot", "The content that was checked.", index=True),
    column("gate", Text(), "document, facts or history."),
    column("expectation", Text(), "Its name in the suite's file."),
    column("severity", Text(), "critical or warning."),
    column("passed", Boolean(), "Whether it held."),
    reference(
        "indicator",
        "What the fact that failed counts, if it was one and was loaded.",
        nullable=True,
    ),
    column("indicator", Text(), "The same in words.", nullable=True),
    column("period_end", Date(), "Last day that the fact describes.", nullable=True),
    column("measure", Text(), "The fact's measure.", nullable=True),
    column("evidence", Text(), "Words of the fact that failed, if it was one.", nullable=True),
    column("observed", Text(), "What was seen, in words."),
    column("why", Text(), "Why it matters."),
    one_of("gate", get_args(Gate)),
    one_of("severity", get_args(Severity)),
    comment="One row for each expectation held against a bulletin or a fact of it.",
)

quarantine = Table(
    "quarantine",
    metadata,
    identity(),
    reference("run", "The run that held it back.", index=True),
    reference("snapshot", "The content that was held back.", index=True),
    column("title", Text(), "Title of the page."),
    column("reason", Text(), "Why, in one sentence."),
    column(
        "failures",
        JSON(),
        "What it failed, of a figure also what is in doubt; empty for a page that cannot be read.",
        nullable=True,
    ),
    column("pledge", Integer(), "Of a figure its pledge's number.", nullable=True),
    column("indicator", Text(), "What the figure's words call it.", nullable=True),
    column(
        "measure", Text(), "The figure's measure; empty for a bulletin as a whole.", nullable=True
    ),
    column("period_end", Date(), "Last day that the figure describes.", nullable=True),
    column("value", ExactDecimal(), "The figure as read, in base units.", nullable=True),
    column("unit", Text(), "Its unit.", nullable=True),
    column("qualifier", Text(), ">=, >, <=, <, ~ or empty (exactly).", nullable=True),
    column(
        "alternative",
        Text(),
        "The measure that it may be instead; empty where nothing else was weighed.",
        nullable=True,
    ),
    column("evidence", Text(), "The words read.", nullable=True),
    column("context", Text(), "The words around them.", nullable=True),
    column("span_start", Integer(), "Where the words start in the text.", nullable=True),
    column("span_end", Integer(), "Where they end in the text.", nullable=True),
    column(
        "published_at",
        UtcDateTime(),
        "When the portal published it; empty for a page that cannot be read.",
        nullable=True,
    ),
    column("quarantined_at", UtcDateTime(), "When it was held back."),
    column("released_at", UtcDateTime(), "When the content was loaded after all.", nullable=True),
    comment=(
        "One row for each content, or single figure of one, that was held back, and each set of "
        "failures of it."
    ),
)

decision = Table(
    "decision",
    metadata,
    identity(),
    reference("quarantine", "What was decided about.", index=True),
    column(
        "verdict",
        Text(),
        "released (loaded, its failures are flags), rejected, or, of a figure, amended.",
    ),
    column("value", ExactDecimal(), "Amended: the value in base units.", nullable=True),
    column("unit", Text(), "Amended: the unit.", nullable=True),
    column("indicator", Text(), "Amended: what is counted.", nullable=True),
    column("reason", Text(), "Why, in the words of who decided."),
    column("decided_by", Text(), "Who decided."),
    column("decided_at", UtcDateTime(), "When."),
    one_of("verdict", get_args(Verdict)),
    comment=(
        "One row for each decision on what is held back. The latest one holds, for the same "
        "content whenever it fails in the same way."
    ),
)

alert = Table(
    "alert",
    metadata,
    identity(),
    reference("portal", "The portal that it is about."),
    reference(
        "run", "The run that found it first; empty where the run had not begun.", nullable=True
    ),
    column("kind", Text(), "failure, quarantine, doubt, correction or silence."),
    column("fingerprint", String(64), "Hash of what makes it the same again."),
    column("title", Text(), "What happened, in one line."),
    column("body", Text(), "What was seen and what to do, with links."),
    column("first_at", UtcDateTime(), "When it was first found."),
    column("last_at", UtcDateTime(), "When it was last found."),
    column("times", Integer(), "How often it was found."),
    column(
        "resolved_at",
        UtcDateTime(),
        "When a run no longer found it; empty while it lasts.",
        nullable=True,
    ),
    one_of("kind", get_args(AlertKind)),
    comment="One row for each thing that an operator should know.",
)
Index(
    "uq_alert_open",
    alert.c.portal_id,
    alert.c.kind,
    alert.c.fingerprint,
    unique=True,
    sqlite_where=alert.c.resolved_at.is_(None),
    postgresql_where=alert.c.resolved_at.is_(None),
)

alert_delivery = Table(
    "alert_delivery",
    metadata,
    reference("alert", "The alert.", primary_key=True),
    column(
        "channel",
        Text(),
        "Where it goes: kind and host of the channel, and a hash of its address.",
        primary_key=True,
    ),
    column("note", Text(), "raised or resolved.", primary_key=True),
    column("tried_at", UtcDateTime(), "When it was last tried to send."),
    column("sent_at", UtcDateTime(), "When it was sent; empty while it was not.", nullable=True),
    column("error", Text(), "Why it was not sent, else ''."),
    one_of("note", get_args(Note)),
    CheckConstraint("(sent_at IS NULL) = (error <> '')", name="sent"),
    comment="One row for each channel that an alert, or its end, was sent to or not yet.",
)


def is_current(recorded_to: ColumnElement[Any] = fact.c.recorded_to) -> ColumnElement[bool]:
    """The condition that a version is current.

    FOREVER is rendered into the statement, as only a literal lets SQLite use the partial
    index.
    """
    return recorded_to == literal(FOREVER, UtcDateTime(), literal_execute=True)


Index(
    "uq_fact_current",
    *(fact.c[name] for name in KEY),
    unique=True,
    sqlite_where=fact.c.recorded_to == literal(FOREVER, UtcDateTime()),
    postgresql_where=fact.c.recorded_to == text("'9999-12-31 00:00:00+00'::timestamptz"),
)
