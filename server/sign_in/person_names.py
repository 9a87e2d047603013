"""What a person can be called."""

import re

_NAME = re.compile(r"[\w.@+-]{1,100}")


def is_name(given: str) -> bool:
    """Whether `given` can be a person's name: in tokens, lists and the log."""
    return _NAME.fullmatch(given) is not None
