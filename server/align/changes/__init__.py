"""What differs between a page sentence and its sources, one module a kind of change."""
