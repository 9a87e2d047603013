"""Measure whether a text is worded as another's report."""

from server.page.view import PageView
from server.text.publishers import is_known, names_in
from server.urls import is_story, may_be_story
from server.verdict.basis.own import Own
from server.verdict.gate.shape import reporting_share

_OPENING = 2  # blocks of the body
_OTHERS = 1 / 3  # share of sentences that name others; more say the same
_ITSELF = 2  # sentences that name the page's own publisher; more say the same


def wording_of(view: PageView) -> dict[str, float]:
    """Return what speaks for a report of the page's own, or of another's, 0..1."""
    own = Own(view)
    named = [list(names_in(sentence.text)) for sentence in view.article.beginning]
    others = sum(any(is_known(name) and name not in own for name in names) for names in named)
    itself = sum(any(name in own for name in names) for names in named)
    opening = (link for block in view.body[:_OPENING] for link in block.links if link.elsewhere)
    return {
        "names:others": min(1.0, others / max(1, len(named)) / _OTHERS),
        "names:itself": min(1.0, itself / _ITSELF),
        "reporting": reporting_share(view),
        "leads:first": any(
            not link.is_home and may_be_story(link.url) and is_story(link.url) for link in opening
        ),
    }
