"""Concepts: what indicators of several cities have in common, and which one each counts.

Indicators of before have none until their portal's next load or `etl concepts assign`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)
Exact = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column(
            "key", sa.Text(), nullable=False, comment="Its key in concepts/: parking_spaces."
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="What it is: 停车泊位."),
        sa.Column(
            "name_en", sa.Text(), nullable=False, comment="The same in English: Parking spaces."
        ),
        sa.Column(
            "topic", sa.Text(), nullable=False, comment="The topic that it belongs to: 交通出行."
        ),
        sa.Column("topic_en", sa.Text(), nullable=False, comment="The same in English: Transport."),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_concept")),
        comment="One row for each concept that indicators of several cities may count.",
    )
    op.create_table(
        "concept_assignment",
        sa.Column("indicator_id", Key, nullable=False, comment="The indicator."),
        sa.Column(
            "concept_key",
            sa.Text(),
            nullable=True,
            comment="What it counts; empty where none of the concepts, or undecided.",
        ),
        sa.Column(
            "suggested_key",
            sa.Text(),
            nullable=True,
            comment="What it may count, where that is too unsure to be assigned.",
        ),
        sa.Column(
            "confidence",
            Exact,
            nullable=False,
            comment="How sure it is, 0 to 1; 1 where a person decided.",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="The words that decided, why it is undecided, or why it was decided.",
        ),
        sa.Column(
            "decided_by",
            sa.Text(),
            nullable=True,
            comment="Who decided; empty where the words did.",
        ),
        sa.Column("decided_at", Instant, nullable=True, comment="When; empty where the words did."),
        sa.Column("assigned_at", Instant, nullable=False, comment="When the row was written."),
        sa.ForeignKeyConstraint(
            ["concept_key"], ["concept.key"], name=op.f("fk_concept_assignment_concept_key")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_concept_assignment_indicator_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_key"], ["concept.key"], name=op.f("fk_concept_assignment_suggested_key")
        ),
        sa.PrimaryKeyConstraint("indicator_id", name=op.f("pk_concept_assignment")),
        comment="One row for each indicator that was looked up among the concepts.",
    )
    op.create_index(
        op.f("ix_concept_assignment_concept_key"), "concept_assignment", ["concept_key"]
    )


def downgrade() -> None:
    op.drop_table("concept_assignment")
    op.drop_table("concept")
