"""The two databases that the same tests run over."""

import itertools
from collections.abc import Iterator

import pytest

from server.store.postgres import Postgres
from server.store.sql import Sql
from server.store.sqlite import Sqlite
from tests.postgres import PostgresServer

_NAMES = itertools.count()
PATIENCE = 120  # seconds for a lock: how long a busy machine lets a thread wait says nothing


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def sql(request: pytest.FixtureRequest, tmp_path) -> Iterator[Sql]:
    """Yield an empty database of each kind."""
    database: Sql
    if request.param == "sqlite":
        database = Sqlite(tmp_path / "unabridged.sqlite3")
        database._database._timeout = PATIENCE
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = Postgres(server.create(f"store_{next(_NAMES)}"))
    yield database
    database.close()
