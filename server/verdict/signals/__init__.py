"""Signals that a page is incomplete or retold, one module per family."""
