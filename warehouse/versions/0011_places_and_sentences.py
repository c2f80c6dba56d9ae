"""Where portals are, the sentences of figures, and a room of their own for the tables.

Readings of before have no sentences; a restore into an empty warehouse gives them. On
PostgreSQL the tables move to a schema beside that of the views, so that whoever looks for
data finds the views alone and under the names that they always had.
"""

import sqlalchemy as sa
from alembic import op

from etl.warehouse.schema.namespaces import move_tables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLACE = (
    ("place_code", "Its code in GB/T 2260: 370200."),
    ("province", "The province that it is in, by the code."),
    ("level", "province, prefecture or county, by the code."),
)


def upgrade() -> None:
    move_tables(op.get_bind(), out=True)
    for name, comment in PLACE:
        op.add_column("portal", sa.Column(name, sa.Text(), nullable=True, comment=comment))
    op.create_table(
        "sentence",
        sa.Column("reading_id", Key, nullable=False, comment="The reading."),
        sa.Column(
            "span_start", sa.Integer(), nullable=False, comment="Where it starts in the text."
        ),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="Where it ends in the text."),
        sa.Column("text", sa.Text(), nullable=False, comment="Its words, on one line."),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_sentence_reading_id")
        ),
        sa.PrimaryKeyConstraint("reading_id", "span_start", name=op.f("pk_sentence")),
        comment="One row for each sentence, or row of a table, in which a reading found figures. "
        "A figure stands in the last one that begins before it and ends behind it.",
    )


def downgrade() -> None:
    op.drop_table("sentence")
    for name, _ in PLACE:
        op.drop_column("portal", name)
    move_tables(op.get_bind(), out=False)
