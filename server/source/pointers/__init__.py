"""Where a page points to its source: links, declarations, attributions."""
