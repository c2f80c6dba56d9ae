"""Flags of figures, checks tied to figures, decisions on what is held back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)

FLAGS = "Names of the expectations that the words failed; empty where they failed none."


def upgrade() -> None:
    for table in ("fact", "restatement"):
        op.add_column(table, sa.Column("flags", sa.Text(), nullable=True, comment=FLAGS))
    counted = sa.Column(
        "indicator_id",
        Key,
        sa.ForeignKey("indicator.id", name=op.f("fk_check_result_indicator_id")),
        nullable=True,
        comment="What the fact that failed counts, if it was one and was loaded.",
    )
    if op.get_bind().dialect.name == "sqlite":
        # SQLite adds a reference together with its column or not at all.
        op.execute(
            "ALTER TABLE check_result ADD COLUMN indicator_id INTEGER "
            "CONSTRAINT fk_check_result_indicator_id REFERENCES indicator (id)"
        )
    else:
        op.add_column("check_result", counted)
        op.create_table_comment(
            "quarantine",
            "One row for each content that was held back, and each set of failures of it.",
            existing_comment="One row for each content that was held back.",
        )
    for column in (
        sa.Column("indicator", sa.Text(), nullable=True, comment="The same in words."),
        sa.Column(
            "period_end", sa.Date(), nullable=True, comment="Last day that the fact describes."
        ),
        sa.Column("measure", sa.Text(), nullable=True, comment="The fact's measure."),
    ):
        op.add_column("check_result", column)
    op.add_column(
        "quarantine",
        sa.Column(
            "failures",
            sa.JSON(),
            nullable=True,
            comment="The critical failures, figures with their words; empty for a page that "
            "cannot be read.",
        ),
    )
    op.add_column(
        "quarantine",
        sa.Column(
            "published_at",
            Instant,
            nullable=True,
            comment="When the portal published it; empty for a page that cannot be read.",
        ),
    )
    op.create_index(op.f("ix_reading_plan_year"), "reading", ["plan_year"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("quarantine_id", Key, nullable=False, comment="What was decided about."),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="released (loaded, its failures are flags) or rejected.",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in the words of who decided."),
        sa.Column("decided_by", sa.Text(), nullable=False, comment="Who decided."),
        sa.Column("decided_at", Instant, nullable=False, comment="When."),
        sa.CheckConstraint("verdict IN ('released', 'rejected')", name=op.f("ck_decision_verdict")),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantine.id"], name=op.f("fk_decision_quarantine_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        comment="One row for each decision on what is held back. The latest one holds, for the "
        "same content whenever it fails in the same way.",
    )
    op.create_index(op.f("ix_decision_quarantine_id"), "decision", ["quarantine_id"], unique=False)


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_index(op.f("ix_reading_plan_year"), table_name="reading")
    with op.batch_alter_table("quarantine") as batch:
        batch.drop_column("published_at")
        batch.drop_column("failures")
    with op.batch_alter_table("check_result") as batch:
        for column in ("measure", "period_end", "indicator", "indicator_id"):
            batch.drop_column(column)
    for table in ("fact", "restatement"):
        op.drop_column(table, "flags")
