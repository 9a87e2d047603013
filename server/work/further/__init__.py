"""Several originals of one page, after the first: as given, or found for what that lacks."""

from server.work.further.look import FurtherLook
from server.work.further.originals import compare_further, read_originals
