"""Finds the source sentences of a page sentence: similarity, assignment, cover, labels."""
