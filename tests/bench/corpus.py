"""Pages made from whole ones: cut, shut, excerpted, retold, and whole ones with the same words.

    python -m tests.bench.corpus [train|test|final|later]  # how many, of what

Whole pages (corpus_base.py) are cut in their trees and get a boundary block behind the cut
(corpus_makers.py, corpus_markup.py). The halves share no site, saying, address, class name or
arrangement. The sayings of the test half (corpus_test_words.json) were written before the signals
that they test, and are not to be read into the phrase files; seven of their languages have no such
file and are not in the train half. The final set (corpus_final_words.json, other markup, the test
half's sites) was written before any error on the test half was read; it is for the last figure
only, and so is the later set (corpus_later_words.json), written after both had been measured.
Nothing is stored: pages are made anew, always the same.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from server.text.notices import find_phrases
from tests.bench.corpus_base import WORDS, base_of, wholes
from tests.bench.corpus_makers import MAKERS
from tests.bench.verdict_data import DATA

TRAIN_LANGUAGES = frozenset(WORDS["train"])


@dataclass(frozen=True)
class Made:
    """A made page and what it is; `how` names what was done to it."""

    html: str
    url: str
    label: str
    language: str
    how: str
    status: int | None = None


def made_pages(half: str, each: int = 8) -> Iterator[Made]:
    """The pages of a half: `each` of every base page; those that can't be cut are passed over."""
    shares = [share for share, _ in MAKERS.values()]
    for whole in wholes(half):
        for number in range(each):
            chance = random.Random(f"{whole.name} {number}")
            base = base_of(whole, half, chance)
            if base is None:
                break
            label = chance.choices(list(MAKERS), shares)[0]
            how, status = MAKERS[label][1](base)
            page = lxml.html.tostring(base.root, encoding="unicode")
            yield Made(page, base.url, label, base.language, how, status)


def known_sayings(half: str) -> list[str]:
    """Sayings of `half` that the phrase files hold or the train half has too."""
    trained = {
        words for kinds in WORDS["train"].values() for said in kinds.values() for words in said
    }
    return [
        words
        for kinds in WORDS[half].values()
        for kind in ("cut", "on", "full", "excerpt", "summary", "edition")
        for words in kinds[kind]
        if words in trained or find_phrases(words.format(outlet="X", domain="x", n=50, m=2))
    ]


def main() -> None:
    """Count what the halves hold."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; pages are made from the whole pages there.")
    for half in sys.argv[1:] or ("train", "test", "final", "later"):
        made = list(made_pages(half))
        print(half, len(made), Counter(page.label for page in made))
        print("  ", Counter(page.how for page in made))
        print("  ", Counter(page.language for page in made))
    for half in ("test", "final", "later"):
        print(f"{len(known_sayings(half))} sayings of the {half} set are known")


if __name__ == "__main__":
    main()
