"""What psycopg 2 and its users do with a connection, through the relay whose URL is the argument."""

import io
import sys
import threading
import time

import psycopg2
import psycopg2.extensions
import psycopg2.extras

URL = sys.argv[1]


def ask(connection, query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchone()[0]


with psycopg2.connect(URL) as connection:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (id int, body text)")
        psycopg2.extras.execute_values(cursor, "INSERT INTO t VALUES %s", [(i, "x" * i) for i in range(500)])
        cursor.copy_expert("COPY t FROM STDIN", io.StringIO("".join(f"{i}\ty\n" for i in range(500, 20000))))
        out = io.StringIO()
        cursor.copy_expert("COPY t TO STDOUT", out)
        assert len(out.getvalue().splitlines()) == 20000
    connection.commit()
    assert ask(connection, "SELECT count(*) FROM t") == 20000
    with connection.cursor("server_side") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT id FROM t")
        assert sum(1 for _ in cursor) == 20000
    assert ask(connection, "SELECT length(%s)", "z" * 5_000_000) == 5_000_000
    assert ask(connection, "SELECT pg_backend_pid()") == connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE NOTICE 'look'; END $$")
    assert "look" in connection.notices[-1]
    try:
        ask(connection, "SELECT 1 FROM nowhere")
        raise SystemExit("no error came")
    except psycopg2.errors.UndefinedTable:
        connection.rollback()
connection.close()

listener = psycopg2.connect(URL)
listener.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
with listener.cursor() as cursor:
    cursor.execute("LISTEN news")
    cursor.execute("NOTIFY news, 'it rains'")
listener.poll()
assert [each.payload for each in listener.notifies] == ["it rains"]

threading.Timer(0.5, listener.cancel).start()
began = time.monotonic()
try:
    ask(listener, "SELECT pg_sleep(60)::text")
    raise SystemExit("nothing was cancelled")
except psycopg2.errors.QueryCanceled:
    assert time.monotonic() - began < 20
listener.close()

try:
    psycopg2.connect(URL, password="wrong")
    raise SystemExit("a wrong password was let in")
except psycopg2.OperationalError as refusal:
    assert "one-time password" in str(refusal)

print("all is well")
