"""Locks that only who writes the warehouse can take: rows in place of advisory locks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "writer_lock",
        sa.Column(
            "name", sa.Text(), nullable=False, comment="What is locked: run:qingdao, load:qingdao."
        ),
        sa.PrimaryKeyConstraint("name", name="pk_writer_lock"),
        comment="A row for each thing that one writer has at a time, who locks the row; on "
        "PostgreSQL.",
    )


def downgrade() -> None:
    op.drop_table("writer_lock")
