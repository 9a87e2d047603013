"""Shows an answer to readers: a line, a report, a picture, a plain page, what a link shows.

An answer carries its heading, reason and gist as names of messages with their values; what is here
says them in a language. The rest uses what is named below.
"""

from server.show.answer import (
    OUTCOME_NAMES,
    SHARE_REASONS,
    at_sentence,
    coverage_sentence,
    failure,
    how_found,
    places,
    reasons,
    repeats_share,
    warning,
)
from server.show.concluded import word_search, word_verdict
from server.show.gist import gist_of, in_a_line
from server.show.listing import listing_of
from server.show.picture import picture_of
from server.show.saved import blank_except, evidence, quoted_by_original, read_saved, view_of_link
from server.show.sentences import groups, left_out, originals, version_change
from server.show.states import (
    PAGE_SENTENCES,
    SOURCE_SENTENCES,
    VERSION_COLOURS,
    Json,
    counts,
    source_kinds,
)
