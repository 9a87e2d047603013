"""A sentence beside the one that it comes from."""

from server.align import Text, align
from server.model import Change

FILLER = [
    f"Alpa{n} bedo{n} gumi{n} dolo{n}." for n in "abcdefgh"
]  # words are rare only among others


def changes(
    page: str, *source: str, language: str = "en", of_source: str | None = None
) -> list[Change]:
    """Return the changes in `page`; `of_source` is a foreign source's language."""
    text = Text([*source, *FILLER], of_source or language)
    return align(Text([page], language), text).sentences[0].changes


def told(changes: list[Change]) -> list[tuple[str, str | None, str | None]]:
    """Kind and both sides of each change."""
    return [(c.kind, c.page and c.page.text, c.source and c.source.text) for c in changes]
