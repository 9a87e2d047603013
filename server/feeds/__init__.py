"""Feeds and site maps that fill the index: read, scheduled, polled."""
