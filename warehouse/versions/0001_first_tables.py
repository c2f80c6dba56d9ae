"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Exact = sa.Numeric().with_variant(sa.Text(), "sqlite")
Instant = sa.DateTime(timezone=True)

MEASURE = (
    "measure IN ('target', 'actual', 'pct_of_target', 'target_restated', 'yoy', 'change', "
    "'previous', 'remaining', 'share', 'milestone')"
)
RESTATEMENT = (
    "One row for each figure that a page stated without changing what was held true: "
    "the same value again, or one published before the current one."
)


def upgrade() -> None:

    op.create_table(
        "portal",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="The portal's short name, that of its YAML file: qingdao.",
        ),
        sa.Column(
            "city", sa.Text(), nullable=False, comment="The city as its people write it: 青岛."
        ),
        sa.Column(
            "recorded_at",
            Instant,
            nullable=True,
            comment="When a bulletin was last loaded; the next load is recorded later than this.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal")),
        sa.UniqueConstraint("name", name=op.f("uq_portal_name")),
        comment="One row for each city portal.",
    )
    op.create_table(
        "agency",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column(
            "portal_id",
            Key,
            nullable=False,
            comment="The portal of the city that the agency belongs to.",
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="The agency as the bulletin prints it: 市教育局.",
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_agency_portal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("portal_id", "name", name=op.f("uq_agency_portal_id_name")),
        comment="One row for each agency that answers for a pledge.",
    )
    op.create_table(
        "document",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("portal_id", Key, nullable=False, comment="The portal that published the page."),
        sa.Column("key", sa.Text(), nullable=False, comment="The page's identity on its portal."),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="The address that last answered for it."
        ),
        sa.Column(
            "title", sa.Text(), nullable=False, comment="Its title; '' until it was read or listed."
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_document_portal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("portal_id", "key", name=op.f("uq_document_portal_id_key")),
        comment="One row for each page.",
    )
    op.create_table(
        "indicator",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("portal_id", Key, nullable=False, comment="The portal whose bulletins count it."),
        sa.Column("label", sa.Text(), nullable=False, comment="What is counted: 新增停车泊位."),
        sa.Column(
            "stage",
            sa.Text(),
            nullable=False,
            comment="开工 or 完工 where the count is of work at that stage, else ''.",
        ),
        sa.Column(
            "breakdown",
            sa.Text(),
            nullable=False,
            comment="The sub-group counted (二级, 退休人员), else ''.",
        ),
        sa.Column(
            "unit", sa.Text(), nullable=False, comment="The unit that identifies the indicator: 个."
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_indicator_portal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint(
            "portal_id",
            "label",
            "stage",
            "breakdown",
            "unit",
            name=op.f("uq_indicator_portal_id_label_stage_breakdown_unit"),
        ),
        comment="One row for each thing that is counted.",
    )
    op.create_table(
        "pledge",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column(
            "portal_id", Key, nullable=False, comment="The portal whose city made the promise."
        ),
        sa.Column("plan_year", sa.Integer(), nullable=False, comment="The year promised for."),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="Number in the bulletin; 0 for text that has no items.",
        ),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="The promise as the latest published bulletin words it.",
        ),
        sa.Column(
            "stated_at",
            Instant,
            nullable=False,
            comment="When the bulletin that gave the text was published.",
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_pledge_portal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint(
            "portal_id", "plan_year", "number", name=op.f("uq_pledge_portal_id_plan_year_number")
        ),
        comment="One row for each promise of a plan year.",
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False, comment="UUID of the run."),
        sa.Column("portal_id", Key, nullable=False, comment="The portal that it worked on."),
        sa.Column("flow", sa.Text(), nullable=False, comment="What ran: monthly, backfill, load…"),
        sa.Column("started_at", Instant, nullable=False, comment="When it started."),
        sa.Column(
            "finished_at", Instant, nullable=True, comment="When it ended; empty while it runs."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="running, completed or failed."),
        sa.Column(
            "summary",
            sa.JSON(),
            nullable=True,
            comment="Its counts when it ended: found, new, revised…",
        ),
        sa.CheckConstraint(
            "state IN ('running', 'completed', 'failed')", name=op.f("ck_run_state")
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_run_portal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        comment="One row for each run.",
    )
    op.create_table(
        "indicator_alias",
        sa.Column("indicator_id", Key, nullable=False, comment="The indicator."),
        sa.Column(
            "pledge_id", Key, nullable=False, comment="The pledge that the wording belongs to."
        ),
        sa.Column(
            "wording", sa.Text(), nullable=False, comment="A wording that it appeared under."
        ),
        sa.Column(
            "first_period",
            sa.Date(),
            nullable=False,
            comment="Earliest period that the wording described.",
        ),
        sa.Column(
            "last_period",
            sa.Date(),
            nullable=False,
            comment="Latest period that the wording described.",
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_alias_indicator_id")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_indicator_alias_pledge_id")
        ),
        sa.PrimaryKeyConstraint(
            "indicator_id", "pledge_id", "wording", name=op.f("pk_indicator_alias")
        ),
        comment="One row for each wording that an indicator appeared under in a pledge.",
    )
    op.create_index(
        op.f("ix_indicator_alias_wording"), "indicator_alias", ["wording"], unique=False
    )
    op.create_table(
        "pledge_agency",
        sa.Column("pledge_id", Key, nullable=False, comment="The promise."),
        sa.Column("agency_id", Key, nullable=False, comment="The agency that answers for it."),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="Place in the printed list, from 1; the first one leads.",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_pledge_agency_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_agency_pledge_id")
        ),
        sa.PrimaryKeyConstraint("pledge_id", "agency_id", name=op.f("pk_pledge_agency")),
        comment="One row for each agency that answers for a promise.",
    )
    op.create_table(
        "snapshot",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("document_id", Key, nullable=False, comment="The page."),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="Hash of the raw bytes; their name in the archive.",
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="Number of bytes."),
        sa.Column(
            "content_type",
            sa.Text(),
            nullable=False,
            comment="The Content-Type that came with them.",
        ),
        sa.Column(
            "retrieved_at", Instant, nullable=False, comment="When this content was first got."
        ),
        sa.Column(
            "headers",
            sa.JSON(),
            nullable=False,
            comment="Response headers kept: etag, last-modified, date…",
        ),
        sa.Column(
            "archive_path",
            sa.Text(),
            nullable=False,
            comment="Where the bytes are, from the archive's root.",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_snapshot_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("document_id", "sha256", name=op.f("uq_snapshot_document_id_sha256")),
        comment="One row for each distinct content that a page ever had.",
    )
    op.create_table(
        "check_result",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that checked."),
        sa.Column("snapshot_id", Key, nullable=False, comment="The content that was checked."),
        sa.Column("gate", sa.Text(), nullable=False, comment="document, facts or history."),
        sa.Column(
            "expectation", sa.Text(), nullable=False, comment="Its name in the suite's file."
        ),
        sa.Column("severity", sa.Text(), nullable=False, comment="critical or warning."),
        sa.Column("passed", sa.Boolean(), nullable=False, comment="Whether it held."),
        sa.Column(
            "evidence",
            sa.Text(),
            nullable=True,
            comment="Words of the fact that failed, if it was one.",
        ),
        sa.Column("observed", sa.Text(), nullable=False, comment="What was seen, in words."),
        sa.Column("why", sa.Text(), nullable=False, comment="Why it matters."),
        sa.CheckConstraint(
            "gate IN ('document', 'facts', 'history')", name=op.f("ck_check_result_gate")
        ),
        sa.CheckConstraint(
            "severity IN ('critical', 'warning')", name=op.f("ck_check_result_severity")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_check_result_run_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_check_result_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_result")),
        comment="One row for each expectation held against a bulletin or a fact of it.",
    )
    op.create_index(op.f("ix_check_result_run_id"), "check_result", ["run_id"], unique=False)
    op.create_index(
        op.f("ix_check_result_snapshot_id"), "check_result", ["snapshot_id"], unique=False
    )
    op.create_table(
        "quarantine",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that held it back."),
        sa.Column("snapshot_id", Key, nullable=False, comment="The content that was held back."),
        sa.Column("title", sa.Text(), nullable=False, comment="Title of the page."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in one sentence."),
        sa.Column("quarantined_at", Instant, nullable=False, comment="When it was held back."),
        sa.Column(
            "released_at", Instant, nullable=True, comment="When the content was loaded after all."
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_quarantine_run_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_quarantine_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        comment="One row for each content that was held back.",
    )
    op.create_index(op.f("ix_quarantine_run_id"), "quarantine", ["run_id"], unique=False)
    op.create_index(op.f("ix_quarantine_snapshot_id"), "quarantine", ["snapshot_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("document_id", Key, nullable=False, comment="The page."),
        sa.Column("snapshot_id", Key, nullable=False, comment="The content that was read."),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that loaded it."),
        sa.Column(
            "parser_version",
            sa.Text(),
            nullable=False,
            comment="Version of the parser that read it.",
        ),
        sa.Column(
            "published_at",
            Instant,
            nullable=False,
            comment="When the portal published this content.",
        ),
        sa.Column("recorded_at", Instant, nullable=False, comment="When it was loaded."),
        sa.Column("title", sa.Text(), nullable=False, comment="The bulletin's title."),
        sa.Column("plan_year", sa.Integer(), nullable=False, comment="The year promised for."),
        sa.Column(
            "period_end",
            sa.Date(),
            nullable=False,
            comment="Last day that the bulletin as a whole describes.",
        ),
        sa.Column("numerals", sa.Integer(), nullable=False, comment="Numerals in the text."),
        sa.Column(
            "unexplained",
            sa.Integer(),
            nullable=False,
            comment="Numerals that no rule accounts for.",
        ),
        sa.Column("shares", sa.Integer(), nullable=False, comment="Printed shares of plan."),
        sa.Column(
            "shares_checked",
            sa.Integer(),
            nullable=False,
            comment="Shares with a value and a plan to recompute them from.",
        ),
        sa.Column(
            "shares_agreeing",
            sa.Integer(),
            nullable=False,
            comment="Checked shares that agree with their arithmetic.",
        ),
        sa.Column("pledges", sa.Integer(), nullable=False, comment="Pledges in the bulletin."),
        sa.Column(
            "pledges_without_progress",
            sa.Integer(),
            nullable=False,
            comment="Pledges with no word on progress.",
        ),
        sa.Column("score", Exact, nullable=False, comment="How well it was read, 0 to 1."),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_reading_document_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reading_run_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_reading_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "snapshot_id",
            "parser_version",
            "published_at",
            name=op.f("uq_reading_snapshot_id_parser_version_published_at"),
        ),
        comment="One row for each content that was read by a parser and loaded.",
    )
    op.create_index(
        op.f("ix_reading_document_id_published_at"),
        "reading",
        ["document_id", "published_at"],
        unique=False,
    )
    op.create_index(op.f("ix_reading_run_id"), "reading", ["run_id"], unique=False)
    op.create_table(
        "fact",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("indicator_id", Key, nullable=False, comment="What is counted."),
        sa.Column(
            "period_end",
            sa.Date(),
            nullable=False,
            comment="Last day described; of a promise the plan year's last.",
        ),
        sa.Column(
            "measure",
            sa.Text(),
            nullable=False,
            comment="target, actual, pct_of_target, target_restated, yoy…",
        ),
        sa.Column("part", sa.Text(), nullable=False, comment="target (the promise) or progress."),
        sa.Column(
            "pledge_id", Key, nullable=False, comment="The promise that the words belong to."
        ),
        sa.Column(
            "target_number",
            sa.Integer(),
            nullable=True,
            comment="n for the pledge's n-th target and for figures that measure it.",
        ),
        sa.Column(
            "target_indicator_id",
            Key,
            nullable=True,
            comment="The indicator of the target that the figure measures.",
        ),
        sa.Column(
            "value",
            Exact,
            nullable=True,
            comment="In base units: 36.61万人 is 366100 人. Empty once withdrawn.",
        ),
        sa.Column(
            "unit",
            sa.Text(),
            nullable=False,
            comment="The value's unit as written, without 万 or 亿.",
        ),
        sa.Column(
            "qualifier", sa.Text(), nullable=True, comment=">=, >, <=, <, ~ or empty (exactly)."
        ),
        sa.Column("reading_id", Key, nullable=False, comment="The reading of a page that says so."),
        sa.Column("evidence", sa.Text(), nullable=True, comment="The words read."),
        sa.Column(
            "span_start", sa.Integer(), nullable=True, comment="Where they start in the text."
        ),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="Where they end in the text."),
        sa.Column(
            "published_at",
            Instant,
            nullable=False,
            comment="When the portal published what is said.",
        ),
        sa.Column(
            "recorded_from",
            Instant,
            nullable=False,
            comment="When this warehouse began to hold it true.",
        ),
        sa.Column(
            "recorded_to",
            Instant,
            nullable=False,
            comment="When it ceased to; 9999-12-31 while it is current.",
        ),
        sa.Column(
            "revision",
            sa.Integer(),
            nullable=False,
            comment="1 for the first version of the figure, then one more each.",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="Why there is this version: first, portal_revision, reparse, withdrawn.",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that recorded it."),
        sa.CheckConstraint(
            "(value IS NULL) = (reason = 'withdrawn')", name=op.f("ck_fact_withdrawn")
        ),
        sa.CheckConstraint(MEASURE, name=op.f("ck_fact_measure")),
        sa.CheckConstraint("part IN ('target', 'progress')", name=op.f("ck_fact_part")),
        sa.CheckConstraint(
            "qualifier IN ('>=', '>', '<=', '<', '~')", name=op.f("ck_fact_qualifier")
        ),
        sa.CheckConstraint(
            "reason IN ('first', 'portal_revision', 'reparse', 'withdrawn')",
            name=op.f("ck_fact_reason"),
        ),
        sa.CheckConstraint(
            "(value IS NULL) = (span_start IS NULL) AND (span_start IS NULL) = (span_end IS NULL)",
            name=op.f("ck_fact_has_span"),
        ),
        sa.CheckConstraint("recorded_from < recorded_to", name=op.f("ck_fact_recorded")),
        sa.CheckConstraint("span_start >= 0 AND span_start < span_end", name=op.f("ck_fact_span")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_fact_indicator_id")
        ),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_fact_pledge_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_fact_reading_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_fact_run_id")),
        sa.ForeignKeyConstraint(
            ["target_indicator_id"], ["indicator.id"], name=op.f("fk_fact_target_indicator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint(
            "indicator_id",
            "period_end",
            "measure",
            "revision",
            name=op.f("uq_fact_indicator_id_period_end_measure_revision"),
        ),
        comment="One row for each version of a figure.",
    )
    op.create_index(op.f("ix_fact_reading_id"), "fact", ["reading_id"], unique=False)
    op.create_index(
        "uq_fact_current",
        "fact",
        ["indicator_id", "period_end", "measure"],
        unique=True,
        sqlite_where=sa.text("recorded_to = '9999-12-31 00:00:00.000000'"),
        postgresql_where=sa.text("recorded_to = '9999-12-31 00:00:00+00'::timestamptz"),
    )
    op.create_table(
        "restatement",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("indicator_id", Key, nullable=False, comment="What is counted."),
        sa.Column(
            "period_end",
            sa.Date(),
            nullable=False,
            comment="Last day described; of a promise the plan year's last.",
        ),
        sa.Column(
            "measure",
            sa.Text(),
            nullable=False,
            comment="target, actual, pct_of_target, target_restated, yoy…",
        ),
        sa.Column("part", sa.Text(), nullable=False, comment="target (the promise) or progress."),
        sa.Column(
            "pledge_id", Key, nullable=False, comment="The promise that the words belong to."
        ),
        sa.Column(
            "target_number",
            sa.Integer(),
            nullable=True,
            comment="n for the pledge's n-th target and for figures that measure it.",
        ),
        sa.Column(
            "target_indicator_id",
            Key,
            nullable=True,
            comment="The indicator of the target that the figure measures.",
        ),
        sa.Column("value", Exact, nullable=False, comment="In base units: 36.61万人 is 366100 人."),
        sa.Column(
            "unit",
            sa.Text(),
            nullable=False,
            comment="The value's unit as written, without 万 or 亿.",
        ),
        sa.Column(
            "qualifier", sa.Text(), nullable=True, comment=">=, >, <=, <, ~ or empty (exactly)."
        ),
        sa.Column("reading_id", Key, nullable=False, comment="The reading of a page that says so."),
        sa.Column("evidence", sa.Text(), nullable=False, comment="The words read."),
        sa.Column(
            "span_start", sa.Integer(), nullable=False, comment="Where they start in the text."
        ),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="Where they end in the text."),
        sa.CheckConstraint(MEASURE, name=op.f("ck_restatement_measure")),
        sa.CheckConstraint("part IN ('target', 'progress')", name=op.f("ck_restatement_part")),
        sa.CheckConstraint(
            "qualifier IN ('>=', '>', '<=', '<', '~')", name=op.f("ck_restatement_qualifier")
        ),
        sa.CheckConstraint(
            "span_start >= 0 AND span_start < span_end", name=op.f("ck_restatement_span")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_restatement_indicator_id")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_restatement_pledge_id")
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_restatement_reading_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_indicator_id"],
            ["indicator.id"],
            name=op.f("fk_restatement_target_indicator_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restatement")),
        sa.UniqueConstraint(
            "reading_id",
            "indicator_id",
            "period_end",
            "measure",
            name=op.f("uq_restatement_reading_id_indicator_id_period_end_measure"),
        ),
        comment=RESTATEMENT,
    )
    op.create_index(
        op.f("ix_restatement_indicator_id_period_end_measure"),
        "restatement",
        ["indicator_id", "period_end", "measure"],
        unique=False,
    )


def downgrade() -> None:
    for table in (
        "restatement",
        "fact",
        "reading",
        "quarantine",
        "check_result",
        "snapshot",
        "pledge_agency",
        "indicator_alias",
        "run",
        "pledge",
        "indicator",
        "document",
        "agency",
        "portal",
    ):
        op.drop_table(table)
