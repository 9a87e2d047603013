"""Names of people: allowed in tokens, lists and the log."""

import re
import unicodedata

_NAME = re.compile(r"[\w.@+-]{1,100}")


def is_name(given: str) -> bool:
    """Return whether `given` can be a person's name.

    One that NFKC changes may look like another's: the Kelvin sign is a K.
    """
    return bool(_NAME.fullmatch(given)) and unicodedata.normalize("NFKC", given) == given
