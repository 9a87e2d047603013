"""Title, authors, publisher and dates, with conflicts."""
