"""What is wrong with what a caller handed in, in sentences."""

from pydantic import ValidationError

_MOST = 5


def sentences(error: ValidationError) -> str:
    """The first faults of `error`, each with the field that has it."""
    faults = error.errors(include_url=False, include_input=False)
    return " ".join(_sentence(fault["loc"], fault["msg"]) for fault in faults[:_MOST])


def _sentence(place: tuple[int | str, ...], says: str) -> str:
    where, says = ".".join(map(str, place)), says.removeprefix("Value error, ")
    return f"`{where}`: {says}." if where else f"{says[:1].upper()}{says[1:]}."
