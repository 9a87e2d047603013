"""Several originals of one page, after the first: as given, or found for what that lacks."""

from server.further.given import compare_further, read_originals

__all__ = ["compare_further", "read_originals"]
