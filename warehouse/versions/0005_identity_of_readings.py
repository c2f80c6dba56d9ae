"""Read a content again with the same parser, its figures given other indicators.

What tells a reading from the one before it is then its identity as well, and a decision
that is taken back gives an earlier identity again: no combination is unique any more.
The view ``indicator_catalog`` shows the wordings.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNIQUE = "uq_reading_snapshot_id_parser_version_published_at"
COMMENT = "One row for each content that was read by a parser, identified and loaded."
COMMENT_BEFORE = "One row for each content that was read by a parser and loaded."


def upgrade() -> None:
    with op.batch_alter_table("reading") as reading:
        reading.add_column(
            sa.Column(
                "identity",
                sa.Text(),
                nullable=False,
                server_default="",
                comment=(
                    "Digest of the indicators that its figures were given; '' before schema 0005."
                ),
            )
        )
        reading.drop_constraint(op.f(UNIQUE), type_="unique")
        reading.create_table_comment(COMMENT, existing_comment=COMMENT_BEFORE)
    op.create_index(
        op.f("ix_reading_snapshot_id_published_at"),
        "reading",
        ["snapshot_id", "published_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_reading_snapshot_id_published_at"), table_name="reading")
    with op.batch_alter_table("reading") as reading:
        reading.create_table_comment(COMMENT_BEFORE, existing_comment=COMMENT)
        reading.create_unique_constraint(
            op.f(UNIQUE), ["snapshot_id", "parser_version", "published_at"]
        )
        reading.drop_column("identity")
