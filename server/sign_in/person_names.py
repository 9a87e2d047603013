"""Names of people: allowed in tokens, lists and the log."""

import re

_NAME = re.compile(r"[\w.@+-]{1,100}")


def is_name(given: str) -> bool:
    """Return whether `given` can be a person's name."""
    return _NAME.fullmatch(given) is not None
