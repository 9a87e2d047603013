"""The links and notes of a text, and the sentences that cite them."""

from server.source.citations.anchors import Known, claim_digest, is_news
from server.source.citations.find import CitedSentence, CitedText, find_citations
from server.source.citations.links import CitedLink, MarkedPage, is_archived, mark_links
from server.source.citations.wikitext import open_copy
