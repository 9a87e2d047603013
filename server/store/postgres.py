"""The PostgreSQL database of a team's server, with a pool of connections."""

import atexit
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from server.errors import StoreUnavailable
from server.installed import command_for
from server.store.schema import NAME_TABLE, POSTGRES
from server.store.sql import Row, check_writable, took_too_long

if TYPE_CHECKING:
    from psycopg import Connection, Cursor
    from psycopg.rows import TupleRow

# A call that waits longer for a connection fails.
_PATIENCE_SECONDS = 3.0
_OPTIONS = {
    "autocommit": True,
    "prepare_threshold": None,  # poolers like PgBouncer hand connections around
    "connect_timeout": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "unabridged",
}


class PostgresSession:
    """Runs statements in a transaction of PostgreSQL, as a connection to SQLite does."""

    def __init__(self, connection: "Connection[TupleRow]") -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> "Cursor[TupleRow]":
        """Run one statement."""
        return self._connection.execute(_with_placeholders(sql), _sendable(values))

    def executemany(self, sql: str, values: Sequence[Sequence[Any]], /) -> None:
        """Run one statement for each row of values."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_with_placeholders(sql), [_sendable(row) for row in values])

    def stream(self, sql: str, /) -> Iterator[Row]:
        """Run a query and yield its rows without loading them all."""
        with self._connection.cursor(name="stream") as cursor:
            # Rows of a stream in memory; a comparison has up to a few megabytes.
            cursor.itersize = 200
            yield from cursor.execute(_with_placeholders(sql))


def _with_placeholders(sql: str) -> bytes:
    """Return `sql` with psycopg's placeholders; no statement has another "?"."""
    return sql.replace("?", "%s").encode()


def _sendable(values: Sequence[Any]) -> list[Any]:
    """Replace NUL, which PostgreSQL's texts can't hold and SQLite's can."""
    return [value.replace("\0", "�") if isinstance(value, str) else value for value in values]


class Postgres:
    """The database at `address` (postgresql://…); its tables are made if it is empty.

    Raises SystemExit with a sentence when it can't be reached or the extra `team` is missing.
    """

    is_shared = True  # several servers may use it

    def __init__(self, address: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 - only a team's server needs it
            import psycopg_pool  # noqa: PLC0415
        except ImportError as error:
            raise SystemExit(
                "UNABRIDGED_DATABASE or the command names a PostgreSQL database, for which this "
                f"installation lacks psycopg. Add it: {command_for('team')}"
            ) from error
        self._gone = (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError)
        self._cancelled = psycopg.errors.QueryCanceled
        try:
            with psycopg.connect(address, **_OPTIONS) as connection:  # type: ignore[arg-type]  # of several types
                _make_tables(connection)
        except psycopg.Error as error:
            raise SystemExit(
                "The PostgreSQL database that UNABRIDGED_DATABASE or the command names can't be "
                f"used ({_first_line(error)}). Check that it runs, and the address, the user and "
                "its rights."
            ) from error
        self._pool = psycopg_pool.ConnectionPool(
            address,
            kwargs=_OPTIONS,
            min_size=1,
            max_size=8,  # PostgreSQL takes 100 connections by default, from all who use it.
            timeout=_PATIENCE_SECONDS,
            reconnect_timeout=_PATIENCE_SECONDS,
            configure=_configure,
            check=psycopg_pool.ConnectionPool.check_connection,
            open=True,
        )
        self.close = self._pool.close
        atexit.register(self.close)

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run a query and return its rows."""
        with self._connection() as connection:
            return PostgresSession(connection).execute(sql, values).fetchall()

    def rows_within(self, seconds: float, sql: str, *values: Any) -> list[Row]:
        """Run a query and return its rows; raise StoreUnavailable if it takes longer."""
        with self._connection() as connection, connection.transaction():
            milliseconds = round(seconds * 1_000)
            connection.execute(f"set local statement_timeout = {milliseconds}".encode())
            try:
                return PostgresSession(connection).execute(sql, values).fetchall()
            except self._cancelled as error:
                raise took_too_long(seconds) from error

    @contextmanager
    def write(self) -> Iterator[PostgresSession]:
        """Open a transaction; roll it back if the block raises."""
        with self._connection() as connection, connection.transaction():
            yield PostgresSession(connection)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSession]:
        """Open a read-only transaction that sees no later writes."""
        with self._connection() as connection, connection.transaction():
            connection.execute("set transaction isolation level repeatable read, read only")
            connection.execute("set local statement_timeout = 0")
            yield PostgresSession(connection)

    def inspect(self) -> None:
        """Do nothing, as in `erase` and `require_room`: PostgreSQL keeps its own files."""

    erase = inspect

    def require_room(self, size: int) -> None:
        """Do nothing."""

    deleting = write
    check = check_writable

    @contextmanager
    def _connection(self) -> "Iterator[Connection]":
        try:
            with self._pool.connection() as connection:
                yield connection
        except self._gone as error:
            raise StoreUnavailable(
                f"The server's database does not answer ({_first_line(error)}). Try again in a "
                "moment; if it stays so, its operator has to look.",
                retry_after=5,
            ) from error


def _configure(connection: "Connection") -> None:
    connection.execute("set statement_timeout = 10000")
    connection.execute("set timezone = 'UTC'")


def _make_tables(connection: "Connection") -> None:
    """Make the tables in an empty database; raise SystemExit where it has another schema."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":  # which holds the texts of every language
        raise SystemExit(
            f"The PostgreSQL database of UNABRIDGED_DATABASE has the encoding {encoding}. Make one "
            "with UTF8: create database unabridged encoding 'UTF8' locale 'C.UTF-8' template "
            "template0."
        )
    with connection.transaction():
        # An arbitrary key that no other program on this database locks.
        connection.execute("select pg_advisory_xact_lock(%s)", (7_214_553_088,))
        rows = connection.execute(
            "select table_name from information_schema.tables"
            " where table_schema = any (current_schemas(false))"
        )
        tables = {table for (table,) in rows}
        if NAME_TABLE in tables:
            query = f"select number, sha256 from {NAME_TABLE}"  # noqa: S608 - own table
            name = connection.execute(query.encode()).fetchone()
        elif POSTGRES.is_of_earlier_commit(tables):
            name = None
        else:
            connection.execute(POSTGRES.script.encode())
            return
        POSTGRES.refuse_other("The PostgreSQL database of UNABRIDGED_DATABASE", name)


def _first_line(error: Exception) -> str:
    """Return the first line of PostgreSQL's message; it has no password in it."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
