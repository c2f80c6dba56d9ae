"""How sure the reading of each figure is, why, and what its words call it.

Figures of before were loaded as they were read, so they count as clear; how they were
worded is not known any more. The digest of a reading is of whole statements from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("fact", "restatement")
CERTAINTY = "How sure the reading of the words is: proved, clear or doubtful."
BECAUSE = "Names of the rules that decided the reading, or what is in doubt; '' for none."
WORDING = "What the words call it; empty before schema 0009."
ALLOWED = "certainty IN ('proved', 'clear', 'doubtful')"

OF_INDICATORS = "Digest of the indicators that its figures were given; '' before schema 0005."
OF_STATEMENTS = "Digest of all that it states; '' before schema 0009."


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        if on_sqlite:
            # SQLite adds a check together with its column or not at all.
            op.execute(
                f"ALTER TABLE {table} ADD COLUMN certainty TEXT DEFAULT 'clear' NOT NULL "
                f"CONSTRAINT ck_{table}_certainty CHECK ({ALLOWED})"
            )
        else:
            op.add_column(table, _text("certainty", "clear", CERTAINTY))
            op.create_check_constraint(op.f(f"ck_{table}_certainty"), table, ALLOWED)
        op.add_column(table, _text("because", "", BECAUSE))
        op.add_column(table, sa.Column("wording", sa.Text(), nullable=True, comment=WORDING))
    _forget_digests()
    _say(OF_STATEMENTS)


def downgrade() -> None:
    for table in TABLES:
        for name in ("wording", "because", "certainty"):
            op.drop_column(table, name)
    _forget_digests()
    _say(OF_INDICATORS)


def _forget_digests() -> None:
    """Either way they are of something else; a reading without one is compared figure by figure."""
    op.execute("UPDATE reading SET identity = ''")


def _text(name: str, default: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default, comment=comment)


def _say(comment: str) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("reading", "identity", comment=comment)
