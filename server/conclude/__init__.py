"""Concludes what a page is from all that is known of it: the only place that corrects a verdict.

The rest uses what is named below; all other modules are internal. Pure: it knows verdict, search
and alignment as values.
"""

from server.conclude.cases import Call, Case, Conclusion, Lookup, conclude
from server.conclude.comparison import SourceComparison
from server.conclude.page import conclude_page, conclude_passage, conclude_story, may_be_cut
