"""Reads a document in pages (PDF) into paragraphs. PDFium runs no scripts and opens no files."""

from server.article.document.flow import Flow
from server.article.document.read import MOST_LETTERS, MOST_PAGES, ReadDocument, read_document
