"""Finders of candidates: the page's links, the index, known feeds, search services."""
