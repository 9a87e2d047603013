"""The article index: an SQLite FTS5 file in partitions by fortnight."""
