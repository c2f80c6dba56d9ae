"""Find a wording among the indicators of one portal; views that DuckDB can read on SQLite.

The second is a change of the views ``fact_history``, ``bulletin_quality`` and
``indicator_catalog``.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_indicator_alias_wording"), table_name="indicator_alias")
    op.create_index(
        op.f("ix_indicator_alias_wording_indicator_id"),
        "indicator_alias",
        ["wording", "indicator_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_indicator_alias_wording_indicator_id"), table_name="indicator_alias")
    op.create_index(
        op.f("ix_indicator_alias_wording"), "indicator_alias", ["wording"], unique=False
    )
