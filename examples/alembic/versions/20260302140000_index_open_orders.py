"""Index the open orders, without a lock that writers would wait for."""

import sqlalchemy as sa
from alembic import op

revision = "a1c0ffee0003"
down_revision = "a1c0ffee0002"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "orders_open_idx",
            "orders",
            ["created_at"],
            postgresql_where=sa.text("status IN ('pending', 'paid')"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("orders_open_idx", "orders", postgresql_concurrently=True)
