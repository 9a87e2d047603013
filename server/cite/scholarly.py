"""Scholarly works: addresses by their numbers, and the open copies that their pages declare."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

# By the name of a reference's field.
ADDRESSES = {
    "doi": "https://doi.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "eprint": "https://arxiv.org/abs/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
}
_NUMBER = re.compile(
    r"(?:\bdoi:\s?)?\b(?P<doi>10\.\d{4,9}/[^\s<>\"]*[^\s<>\".,;:)\]])"
    r"|\barxiv:\s?(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+/\d{7})"
    r"|\bPMID:?\s?(?P<pmid>\d{1,9})\b|\bPMC(?P<pmc>\d{3,9})\b",
    re.I,
)


def numbered_works(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each DOI, arXiv and PubMed number in `text` with its address."""
    for match in _NUMBER.finditer(text):
        for name, number in match.groupdict().items():
            if number:
                yield match, ADDRESSES[name].format(number)


def is_number_of_work(text: str) -> bool:
    """Whether `text` is such a number and nothing else."""
    return bool(_NUMBER.fullmatch(text))


def open_copy(root: HtmlElement) -> str | None:
    """Return the address of the whole text that a landing page declares; "" where it has none.

    None for a page that is not a scholarly work's. The fields are those of Google Scholar's
    guidelines for webmasters.
    """
    declared = {
        name.lower(): content
        for meta in root.iter("meta")
        if (name := meta.get("name", "")).lower().startswith("citation_")
        and (content := meta.get("content", "").strip())
    }
    if "citation_title" not in declared:
        return None
    return declared.get("citation_pdf_url") or declared.get("citation_fulltext_html_url") or ""
