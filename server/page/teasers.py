"""The addresses of other stories that a page names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from server.page.block import Block
from server.text.calls import find_phrases, kind_by_words, leads_to_medium

LONGEST_CALL = 25  # characters of a link's words; longer ones that make no call are a headline
MOST_BESIDE = 4  # characters of a teaser's block beside its links


def teaser_addresses(blocks: Sequence[Block], language: str | None) -> set[str]:
    """Return the addresses of other stories: with a headline, or words that link elsewhere too."""
    urls_by_words: dict[str, set[str]] = defaultdict(set)
    links_by_url: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    for block in blocks:
        for link in block.links:
            urls_by_words[link.text.casefold()].add(link.url)
            links_by_url[link.url].append((link.text, block))

    def names_other_story(texts: Iterable[str]) -> bool:
        longest = max(texts, key=len)
        if any(text and len(urls_by_words[text.casefold()]) > 1 for text in texts):
            return True
        if len(longest) <= LONGEST_CALL:
            return False
        makes_call = find_phrases(longest) or kind_by_words(longest, language)
        return not (makes_call or leads_to_medium(longest, language))

    return {
        url
        for url, links in links_by_url.items()
        if names_other_story([text for text, _ in links]) and _is_listed([b for _, b in links])
    }


def _is_listed(blocks: Sequence[Block]) -> bool:
    """Whether a link is in several blocks, or in one of little else.

    "Source: <headline>" is a block with other words, the only one with this link.
    """
    if len({id(block) for block in blocks}) > 1:
        return True
    return any(
        len(block.text) <= MOST_BESIDE + sum(len(link.text) for link in block.links)
        for block in blocks
    )
