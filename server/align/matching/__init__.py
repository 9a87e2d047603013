"""Which source sentences support a page sentence: similarity, assignment, cover, labels."""
