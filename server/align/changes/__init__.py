"""Detectors of differences between a page sentence and its sources, one module per kind."""
