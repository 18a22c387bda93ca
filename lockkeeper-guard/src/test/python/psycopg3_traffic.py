"""What psycopg 3 and its users do with a connection, through the relay whose URL is the argument."""

import sys
import threading
import time

import psycopg
from psycopg.rows import scalar_row

URL = sys.argv[1]


def ask(connection, query, *values):
    return connection.execute(query, values or None).fetchone()[0]


with psycopg.connect(URL) as connection:
    connection.execute("CREATE TABLE t (id int PRIMARY KEY, body text)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(i, "hidden value") for i in range(500)])
        assert cursor.rowcount == 500
        with cursor.copy("COPY t FROM STDIN") as copy:
            for i in range(500, 20000):
                copy.write_row((i, "y"))
        with cursor.copy("COPY t TO STDOUT") as copy:
            assert sum(1 for _ in copy.rows()) == 20000
    connection.commit()
    assert ask(connection, "SELECT count(*) FROM t") == 20000
    for i in range(20):
        assert ask(connection, "SELECT body FROM t WHERE id = %s", i) == "hidden value"
    assert ask(connection, "SELECT length(%s)", "z" * 5_000_000) == 5_000_000
    assert ask(connection, "SELECT pg_backend_pid()") == connection.info.backend_pid

    with connection.cursor("server_side", row_factory=scalar_row) as cursor:
        cursor.itersize = 1000
        assert sum(1 for _ in cursor.execute("SELECT id FROM t")) == 20000

    with connection.transaction():
        try:
            with connection.transaction():
                connection.execute("INSERT INTO t VALUES (1, 'hidden value')")
            raise SystemExit("no error came")
        except psycopg.errors.UniqueViolation:
            pass
        connection.execute("INSERT INTO t VALUES (-1, 'kept')")
    assert ask(connection, "SELECT body FROM t WHERE id = -1") == "kept"

    try:
        with connection.cursor().copy("COPY t FROM STDIN") as copy:
            copy.write_row(("nonsense", "hidden value"))
        raise SystemExit("no error came")
    except psycopg.errors.InvalidTextRepresentation:
        connection.rollback()
    try:
        with connection.cursor().copy("COPY t FROM STDIN") as copy:
            raise KeyError("given up in the middle")
    except KeyError:
        connection.rollback()

with psycopg.connect(URL, autocommit=True) as connection:
    with connection.pipeline() as pipeline:
        first = connection.execute("SELECT 1::int")
        connection.execute("CREATE TABLE u (id int)")
        for i in range(3000):
            connection.execute("INSERT INTO u VALUES (%s)", [i])
        pipeline.sync()
        last = connection.execute("SELECT count(*) FROM u")
        assert first.fetchone() == (1,)
        assert last.fetchone() == (3000,)
    try:
        with connection.pipeline() as pipeline:
            connection.execute("INSERT INTO u VALUES (1)")
            connection.execute("INSERT INTO missing VALUES (%s)", [1])
            connection.execute("INSERT INTO u VALUES (2)")
            pipeline.sync()
        raise SystemExit("no error came")
    except psycopg.errors.UndefinedTable:
        pass
    assert ask(connection, "SELECT count(*) FROM u") == 3000

    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute("SELECT %s; SELECT %s, %s", ["hidden value", 2, 3])
        assert cursor.nextset() and cursor.fetchone() == (2, 3)

    connection.execute("LISTEN news")
    connection.execute("NOTIFY news, 'it rains'")
    assert [each.payload for each in connection.notifies(timeout=10, stop_after=1)] == ["it rains"]

    threading.Timer(0.5, connection.cancel).start()
    began = time.monotonic()
    try:
        ask(connection, "SELECT pg_sleep(60)::text")
        raise SystemExit("nothing was cancelled")
    except psycopg.errors.QueryCanceled:
        assert time.monotonic() - began < 20

print("all is well")
