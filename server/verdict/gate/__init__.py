"""Whether a page is an article at all."""
