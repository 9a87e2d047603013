"""Tables of JSON that people write, checked as they are read: an error names the wrong row."""

import json
from importlib.resources import files
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError

Row = TypeVar("Row")
# Words in one string.
Words = Annotated[frozenset[str], BeforeValidator(str.split)]


def words_of(listed: str) -> frozenset[str]:
    """Return the words that one string lists."""
    return frozenset(listed.split())


def read_rows(package: str, name: str, kind: type[Row]) -> list[Row]:
    """Return the rows of the table `name` in `package`; raise ValueError with a wrong one."""
    rows = enumerate(read_table(package, name), 1)
    return [checked(row, f"Row {number} of {name}", kind) for number, row in rows]


def read_table(package: str, name: str) -> Any:
    """Return the table `name` in `package`, as JSON has it."""
    return json.loads(files(package).joinpath(name).read_bytes())


def checked(value: Any, place: str, kind: type[Row]) -> Row:
    """Return `value` as one of `kind`; raise ValueError with what is wrong at `place`."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"] if part != "[key]")
        says = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{place}, {where}: {says}.") from None
