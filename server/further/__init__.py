"""Several originals of one page, after the first: as given, or found for what that lacks."""

from server.further.look import FurtherLook
from server.further.originals import compare_further, read_originals
