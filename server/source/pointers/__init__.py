"""Finds a page's pointers to its source: links, declarations, attributions."""
