"""SQLite and PostgreSQL behind one interface, with migrations."""

from server.store.database.postgres import Postgres
from server.store.database.sqlite import Sqlite

# A database, safe for many threads and processes; every call raises StoreProblem.
Sql = Sqlite | Postgres
