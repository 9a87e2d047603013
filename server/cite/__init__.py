"""Checks what a text cites: each sentence with a link or note against the linked page.

A program over the engine: nothing of the engine imports it. The rest uses the names below.
"""

from server.cite.annotations import FORMATS, Annotation, claims_in
from server.cite.answers import CitationOutcome, Citations, Reference
from server.cite.check import cite, citing
from server.cite.known import Known, claim_digest, is_news, known_citations
from server.cite.report import citations_page, report_citations

__all__ = [
    "FORMATS",
    "Annotation",
    "CitationOutcome",
    "Citations",
    "Known",
    "Reference",
    "citations_page",
    "cite",
    "citing",
    "claim_digest",
    "claims_in",
    "is_news",
    "known_citations",
    "report_citations",
]
