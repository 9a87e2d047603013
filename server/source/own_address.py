"""Which of the addresses that an article declares is its own.

A canonical address on another site is a pointer to another place of the story, and one that is the
site's home page names no story.
"""

from urllib.parse import urlsplit

from server.model import Article
from server.urls import same_site


def own_address(article: Article, url: str) -> str:
    """The address of `article`, which came from `url`: the declared one where it can be its own."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


def is_home(url: str) -> bool:
    """Whether `url` is a site's home page, which is no story."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
