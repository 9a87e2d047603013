"""The links and notes of a text, and the sentences that cite them."""

from server.source.citations.find import CitedSentence, CitedText, find_citations
from server.source.citations.links import CitedLink, MarkedPage, mark_links

__all__ = ["CitedLink", "CitedSentence", "CitedText", "MarkedPage", "find_citations", "mark_links"]
