"""Differences between a page sentence and its sources: one detector, a module for each piece."""
