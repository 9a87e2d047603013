"""Judges the kind of a page, with evidence: full, excerpt, paywalled, summary or no article.

The rest uses what is named below; all other modules are internal. Pure.
"""

from server.text.publishers import credit_of
from server.verdict.digest import DigestItem, find_digest, view_of_lead
from server.verdict.judge import is_for_subscribers, judge, says_more
from server.verdict.origin import is_of, origin_of, stated, sureness, with_origin
from server.verdict.revise import (
    called_elsewhere,
    corrected,
    is_part_of_it,
    longer_known,
    of_text,
    reported_elsewhere,
    source_unread,
)
from server.verdict.signals import SIGNALS
