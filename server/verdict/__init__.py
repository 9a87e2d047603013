"""Judges the kind of a page, with evidence: full, excerpt, paywalled, summary or no article.

The rest uses what is named below; all other modules are internal. Pure.
"""

from server.text.credits.sentences import credit_of
from server.verdict.credited import (
    called_or_credited,
    credit_confidence,
    credited_outlets,
    is_by,
    is_retold,
    name_of,
    publisher_at,
)
from server.verdict.digest import DigestItem, find_digest, view_of_lead
from server.verdict.judge import answer_of, is_for_subscribers, judge, says_more
from server.verdict.signals import SIGNALS
