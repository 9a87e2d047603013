"""Several originals of one page, after the first: as given, or found for what that lacks."""

from server.pipeline.further.look import FurtherLook
from server.pipeline.further.originals import compare_further, read_originals
