"""What Alembic runs: the address of the database comes from SQLALCHEMY_URL."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from app.models import Base

url = os.environ["SQLALCHEMY_URL"]

if context.is_offline_mode():
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
