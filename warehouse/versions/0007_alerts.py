"""What operators were told, so that they are not told the same twice."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", Key, nullable=False, comment="Key of the row."),
        sa.Column("portal_id", Key, nullable=False, comment="The portal that it is about."),
        sa.Column(
            "run_id",
            sa.Text(),
            nullable=True,
            comment="The run that found it first; empty where the run had not begun.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="failure, quarantine, correction or silence."
        ),
        sa.Column(
            "fingerprint",
            sa.String(64),
            nullable=False,
            comment="Hash of what makes it the same again.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="What happened, in one line."),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="What was seen and what to do, with links."
        ),
        sa.Column("first_at", Instant, nullable=False, comment="When it was first found."),
        sa.Column("last_at", Instant, nullable=False, comment="When it was last found."),
        sa.Column("times", sa.Integer(), nullable=False, comment="How often it was found."),
        sa.Column(
            "resolved_at",
            Instant,
            nullable=True,
            comment="When a run no longer found it; empty while it lasts.",
        ),
        sa.CheckConstraint(
            "kind IN ('failure', 'quarantine', 'correction', 'silence')",
            name=op.f("ck_alert_kind"),
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_alert_portal_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_alert_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        comment="One row for each thing that an operator should know.",
    )
    op.create_index(
        "uq_alert_open",
        "alert",
        ["portal_id", "kind", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "alert_delivery",
        sa.Column("alert_id", Key, nullable=False, comment="The alert."),
        sa.Column(
            "channel",
            sa.Text(),
            nullable=False,
            comment="Where it goes: kind and host of the channel, and a hash of its address.",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="raised or resolved."),
        sa.Column("tried_at", Instant, nullable=False, comment="When it was last tried to send."),
        sa.Column(
            "sent_at", Instant, nullable=True, comment="When it was sent; empty while it was not."
        ),
        sa.Column("error", sa.Text(), nullable=False, comment="Why it was not sent, else ''."),
        sa.CheckConstraint("note IN ('raised', 'resolved')", name=op.f("ck_alert_delivery_note")),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (error <> '')", name=op.f("ck_alert_delivery_sent")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_delivery_alert_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", "channel", "note", name=op.f("pk_alert_delivery")),
        comment="One row for each channel that an alert, or its end, was sent to or not yet.",
    )


def downgrade() -> None:
    op.drop_table("alert_delivery")
    op.drop_index("uq_alert_open", table_name="alert")
    op.drop_table("alert")
