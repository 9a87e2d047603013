"""The names and domains of a page's own publisher."""

import re

from server.language.scripts import HAN
from server.page.body import PageBody
from server.text.credits.publishers import (
    alike_names,
    bare_name,
    called_words,
    domain_of,
    is_agency,
)
from server.text.lexicon import fold
from server.urls import host_of, registrable_domain

_INITIALS = re.compile(r"\b[A-Z]{3,}\b")
_DIVIDED = re.compile(rf"\s[|–—»:·-]\s|\s?[|»_]\s?|:\s|(?<=[{HAN}]) ?[-—]+(?=[{HAN}])")


class OwnNames:
    """The page's own publisher, by its names and its domains."""

    def __init__(self, page: PageBody) -> None:
        hosts = {host_of(address) or "" for address in page.addresses}
        self._domains = {registrable_domain(host) or host for host in hosts} - {""}
        self._labels = {domain.partition(".")[0] for domain in self._domains}
        names = set(map(fold, self._labels))
        names |= {bare_name(name) for name in (page.article.publisher or "", *_title_parts(page))}
        self._names = names - {""}

    def __contains__(self, name: str) -> bool:
        bare = bare_name(name)
        if domain_of(name) in self._domains or bare in self._domains:
            return True
        # "RMF FM" at rmf24.example.
        initials = [word.lower() for word in _INITIALS.findall(name)]
        if any(domain.startswith(word) for domain in self._domains for word in initials):
            return True
        # "IG Mulher" at ig.example.
        words = set(name.casefold().split()) - called_words()
        return bool(words & self._labels) or any(
            alike_names(name, own_name) for own_name in self._names
        )

    def has_domain(self, domain: str) -> bool:
        """Whether the page is on `domain`, or its publisher's site for another country."""
        return domain in self._domains or domain.partition(".")[0] in self._labels


def _title_parts(page: PageBody) -> list[str]:
    """Return what the window's title has besides the headline: mostly the site's name."""
    parts = _DIVIDED.split(page.document.title)
    ends = {parts[0], parts[-1]} if len(parts) > 1 else set()
    headline = fold(page.article.title or "")
    # Whoever hosts an agency's stories may begin their titles with its name.
    hosted = bool(page.addresses)
    return [
        part
        for part in ends
        if len(part) <= 40  # characters of a site's name
        and fold(part) not in headline
        and not (hosted and is_agency(part))
    ]
