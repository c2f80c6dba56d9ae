"""Find the versions that a run recorded."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_fact_run_id"), "fact", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_fact_run_id"), table_name="fact")
