"""Pages that are gone: the runs that found them so, and the edition that withdraws one.

The view ``bulletin_quality`` tells of a withdrawn page's last content, and of its withdrawal.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)

READ_BY = "Version of the parser that read it."
READ_BY_OR_GONE = "Version of the parser that read it; '' where the page is gone: it says nothing."


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("document_id", Key, nullable=False, comment="The page."),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that found it gone."),
        sa.Column(
            "noticed_at",
            Instant,
            nullable=False,
            comment="When it was found gone, by the portal's calendar.",
        ),
        sa.Column(
            "problem",
            sa.Text(),
            nullable=False,
            comment="What the portal answered instead, in one sentence.",
        ),
        sa.Column("ended_at", Instant, nullable=True, comment="When the page was there again."),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_absence_document_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_absence_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("document_id", "run_id", name=op.f("uq_absence_document_id_run_id")),
        comment="One row for each run that found a page gone that had been loaded.",
    )
    op.create_index(op.f("ix_absence_run_id"), "absence", ["run_id"], unique=False)
    _say(READ_BY_OR_GONE)


def downgrade() -> None:
    _say(READ_BY)
    op.drop_table("absence")


def _say(comment: str) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("reading", "parser_version", comment=comment)
