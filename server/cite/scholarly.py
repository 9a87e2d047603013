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
    r"\b(?P<doi>10\.\d{4,9}/[^\s<>\"]*[^\s<>\".,;:)\]])"
    r"|\barxiv:\s?(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+/\d{7})"
    r"|\bPMID:?\s?(?P<pmid>\d{1,9})\b|\bPMC(?P<pmc>\d{3,9})\b",
    re.I,
)


def numbered_addresses(text: str) -> Iterator[str]:
    """Yield the addresses of the DOI, arXiv and PubMed numbers in `text`."""
    for found in _NUMBER.finditer(text):
        for name, number in found.groupdict().items():
            if number:
                yield ADDRESSES[name].format(number)


def open_copy(root: HtmlElement) -> str | None:
    """Return the address of the whole text that a landing page declares; "" where it has none.

    None for a page that is no scholarly work's. The fields are those of Google Scholar's
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
