"""Numbers of the views on SQLite as DOUBLE PRECISION, and views that DuckDB can read there.

A change of the views ``fact_history``, ``bulletin_quality`` and ``indicator_catalog``.
"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The views are made anew after every upgrade."""


def downgrade() -> None:
    """They are made anew from the files that are there."""
