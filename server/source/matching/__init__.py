"""Decides whether a candidate is the source: features, model, decision."""
