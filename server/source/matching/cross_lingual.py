"""Terms by which a page and a candidate in another language can be compared.

Names are the same only where both use one script; small numbers and years are in every article.
"""

import re
from collections.abc import Collection

from server.language.scripts import script_of

_EVERYWHERE = re.compile(r"[0-9]{1,2}|(?:19|20)[0-9]{2}")


def comparable(terms: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Return the names and distinctive numbers that the other text could have."""
    scripts = {_script(term) for term in others}
    return frozenset(
        term
        for term in terms
        if term
        and not _EVERYWHERE.fullmatch(term)
        and (_is_number(term) or _script(term) in scripts)
    )


def _is_number(term: str) -> bool:
    return term[:1] in "-0123456789"


def _script(term: str) -> str:
    """Return the script of a term's first letter: LATIN, CYRILLIC, HANGUL."""
    return script_of(term[:1]) if term else ""
