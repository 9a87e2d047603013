"""The schemas of the databases, each in one file, and how a database of another one is refused.

A database names its schema in the table `unabridged_schema`: by a number, which grows with each
released change, and by a digest of its statements, which tells one commit's from another's.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

NAME_TABLE = "unabridged_schema"
_NUMBER = 1


@dataclass(frozen=True)
class Schema:
    """The statements in `file`, which is in this package.

    `earlier_tables` are among those of every database that was made before schemas had names;
    `after_refusal` tells how to go on where a database has another schema.
    """

    file: str
    earlier_tables: frozenset[str]
    after_refusal: str

    @cached_property
    def statements(self) -> str:
        """Its statements without comments."""
        return re.sub(r"--.*", "", (files("server.store") / self.file).read_text("utf-8"))

    @cached_property
    def script(self) -> str:
        """Its statements, and those that name it."""
        number, sha256 = self.name
        return (
            f"{self.statements.rstrip()};\n"
            f"create table {NAME_TABLE} (number integer primary key, sha256 text not null);\n"
            f"insert into {NAME_TABLE} values ({number}, '{sha256}')"
        )

    @cached_property
    def name(self) -> tuple[int, str]:
        """Its number, and the digest of its statements, however they are spaced."""
        return _NUMBER, hashlib.sha256(" ".join(self.statements.split()).encode()).hexdigest()

    def is_of_earlier_commit(self, tables: Collection[str]) -> bool:
        """Whether a database with these tables, and no name, was made by an earlier commit."""
        return self.earlier_tables <= set(tables)

    def refuse_other(self, database: str, name: tuple[Any, ...] | None) -> None:
        """Raise SystemExit where the schema that `database` names is another one, or None."""
        if name == self.name:
            return
        if name and isinstance(name[0], int) and name[0] > _NUMBER:
            raise SystemExit(
                f"{database} was written by a newer version (its schema is {name[0]}; this version "
                f"knows {_NUMBER}). Install the newer version again, or restore a backup."
            )
        raise SystemExit(
            f"{database} was made by an earlier version, whose databases this one can't read; "
            f"nothing in it was changed. {self.after_refusal}"
        )


_AFTER_REFUSAL = (
    "With that version, write what is kept of each person into a file (`unabridged data export`); "
    "then start this one on {empty}, and read the files with `unabridged data import`."
)
SQLITE = Schema(
    "schema_sqlite.sql",
    frozenset({"tokens", "comparisons"}),
    _AFTER_REFUSAL.format(empty="an empty folder (UNABRIDGED_DATA)"),
)
POSTGRES = Schema(
    "schema_postgres.sql",
    frozenset({"tokens", "comparisons", "migrations"}),
    _AFTER_REFUSAL.format(empty="an empty database (UNABRIDGED_DATABASE)"),
)
INDEX = Schema(
    "index/schema.sql",
    frozenset({"articles", "texts", "days"}),
    "Stop the server and run `unabridged index refill`: it moves the file away, and the feeds fill "
    "a new one. Add again what came from elsewhere.",
)
