"""Find an indicator of any portal by its label; bulletins of one batch in the order offered.

The second is a change of the view ``bulletin_quality``.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_indicator_label"), "indicator", ["label"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_indicator_label"), table_name="indicator")
