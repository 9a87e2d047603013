"""Metadata of an article: title, authors, publisher and dates, with conflicts."""
