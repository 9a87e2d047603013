"""The main text of a page: extractors, block classifier, choice."""
