"""The migrations that every tool applies, and their count in a database."""

import datetime
from dataclasses import dataclass

_FIRST = datetime.datetime(2026, 1, 1)


@dataclass(frozen=True)
class Migration:
    """One change and its way back; number counts from 1."""

    number: int
    up: str
    down: str

    @property
    def stamp(self):
        """A 14-digit version that is a valid time, for tools whose versions are times."""
        return (_FIRST + datetime.timedelta(seconds=self.number)).strftime("%Y%m%d%H%M%S")


def tables(count):
    """One table and one index each."""
    return [_table(number) for number in range(1, count + 1)]


def alters(count):
    """One table first, then a column of that table in each of count further migrations."""
    return [_table(1)] + [
        Migration(
            number,
            f"ALTER TABLE t_00001 ADD COLUMN c_{number:05d} integer;\n",
            f"ALTER TABLE t_00001 DROP COLUMN c_{number:05d};\n",
        )
        for number in range(2, count + 2)
    ]


def _table(number):
    name = f"t_{number:05d}"
    return Migration(
        number,
        f"CREATE TABLE {name} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,"
        f" created_at timestamptz NOT NULL DEFAULT now());\nCREATE INDEX {name}_name_idx ON {name} (name);\n",
        f"DROP TABLE {name};\n",
    )


def complete(connection, count):
    """Whether exactly the count tables of tables(count) and their valid indexes are there."""
    found = connection.query(
        r"SELECT count(*) FILTER (WHERE relkind = 'r' AND relname ~ '^t_\d{5}$'),"
        r" count(*) FILTER (WHERE relkind = 'i' AND relname ~ '^t_\d{5}_name_idx$' AND indisvalid)"
        " FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace"
    )
    return found == [(str(count), str(count))]


def altered(connection, count):
    """Whether the count columns of alters(count) are there."""
    found = connection.query(
        "SELECT count(*) FROM pg_attribute"
        r" WHERE attrelid = 't_00001'::regclass AND attname ~ '^c_\d{5}$' AND NOT attisdropped"
    )
    return found == [(str(count),)]
