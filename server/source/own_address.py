"""Chooses an article's own address among the declared ones.

A canonical address on another site points to another place of the story, and a site's home page
names no story.
"""

from urllib.parse import urlsplit

from server.model import Article
from server.urls import same_site


def own_address(article: Article, url: str) -> str:
    """Return the address of `article`, fetched from `url`: the declared one if plausible."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


def is_home(url: str) -> bool:
    """Return whether `url` is a site's home page, which is no story."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
