"""Finds calls to the reader: to read on, subscribe, agree, look elsewhere.

language/<tag>.json has phrases (`calls.phrases`), each with a sentence in which it is found; in a
phrase, "…" means up to 40 other characters. A list of phrases never ends; what the phrases are
made of is a short list: `calls.words`, beginnings of words by class, all of a call in one language.
Each consent wall is worded by a lawyer of its own, but all speak to the reader ("we", "your") of
partners, devices, data and consent: `calls.consent`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Literal, get_args

from server.language.data import base_language, languages_with, price_marks, siblings
from server.language.scripts import DIGIT, SENTENCE_END
from server.text.lexicon import WordHits, fold_words, found_in
from server.text.tokens import Extent, is_dense

Kind = Literal[
    "says_summary",
    "says_excerpt",
    "read_full",
    "continue_reading",
    "original",
    "republished",
    "reported",
    "source_line",
    "cut_for_subscribers",
    "subscribe",
    "notice",
    "consent",
    "loading",
    # A call without a phrase of its own: by words of a language.
    "in_other_edition",
]
KINDS: tuple[Kind, ...] = get_args(Kind)[:-1]
LANGUAGES = languages_with("calls.phrases")
WordClass = Literal[
    "access",  # subscribe, log in, become a member
    "read",
    "whole",  # full, entire, the rest
    "on",  # continue, further
    "text",  # article, story
    "rest",  # remain, left
    "offer",  # a month, cancel, unlimited
    "other",  # what else one subscribes to, or signs in for: newsletter, comments
    "edition",  # print edition, e-paper
    "outlet",  # newspaper, magazine
    "agency",  # a news agency, whose reports many papers print
    "retold",  # reports, writes, according to
    "only",  # reserved for, exclusive, unlock
    "free",  # free of charge, preview
    "ends",  # ends here, up to here, used up
    "part",  # excerpt, first chapter, beginning of
    "brief",  # in short, digest, key points
    "source",  # source, based on, via
    "detail",  # details, learn more
    "medium",  # an interview, a podcast, a recording, a study that the text is about
    "here",  # where such a one is: here, at this link
    "tongue",  # English, and other languages that a page is a translation from
]
WORD_LANGUAGES = languages_with("calls.words")
# Classes of words that make a call together, "a/b" one of the two; the first row that fits counts.
_MADE: tuple[tuple[Kind, str], ...] = (
    ("in_other_edition", "edition on/whole/detail"),
    # "Only for members" alone may be about reactions or a service.
    ("cut_for_subscribers", "access text/read only/on/whole"),
    ("cut_for_subscribers", "free ends"),
    ("says_excerpt", "part text"),
    ("says_summary", "brief text/outlet/retold"),
    ("read_full", "whole text read/detail"),
)
LONGEST_LEAD = 80  # characters of a sentence that only leads to an interview or a recording
NEAR_END = 12  # characters from its end: "… is here"
_ABOUT = ("partners", "device", "data", "choice")  # what consent walls speak of


def find_phrases(text: str, languages: tuple[str, ...] = LANGUAGES) -> WordHits:
    """Return where each phrase is in the folded `text`, by kind."""
    return found_in(text, "calls.phrases", languages)


def share(text: str, hits: Iterable[Extent]) -> float:
    """Return the share of `text` that the hits cover, 0..1."""
    covered = {place for hit in hits for place in range(hit.start, hit.end)}
    return len(covered) / max(1, len(fold_words(text)))


def kind_by_words(sentence: str, language: str | None) -> Kind | None:
    """Return the kind of call that `sentence` makes, by words of its language or English."""
    if len(sentence) > 120:  # characters; in longer sentences the words meet by chance
        return None
    for hits in _words_in(sentence, language):
        for kind, classes in () if "other" in hits else _MADE:
            fits = all(
                any(map(hits.__contains__, alternatives.split("/")))
                for alternatives in classes.split()
            )
            if fits and not ("ends" in classes and is_meter(sentence)):
                return kind
    return None


def leads_to_medium(sentence: str, language: str | None) -> bool:
    """Whether `sentence` only says where the whole interview, podcast or study is: "… is here"."""
    if len(sentence) > LONGEST_LEAD:
        return False
    last = len(fold_words(sentence)) - NEAR_END
    for hits in _words_in(sentence, language):
        if {"whole", "medium"} <= hits.keys():
            return any(hit.start == 0 or hit.end >= last for hit in hits["here"])
    return False


def is_offer(text: str, language: str | None) -> bool:
    """Whether `text` advertises a subscription: two or more of its words."""
    for hits_by_class in _words_in(text, language):
        hits = sorted(hits_by_class["offer"], key=lambda hit: (hit.start, -hit.end))
        if any(hit.start >= hits[0].end for hit in hits):
            return True
    return False


@cache
def _amount() -> re.Pattern[str]:
    """Return a pattern for a number beside the mark of a currency."""
    words = {mark for mark in price_marks() if mark[-1].isalpha() and not is_dense(mark[-1])}
    signs = "|".join(re.escape(mark) for mark in price_marks() if mark not in words)
    listed = "|".join(map(re.escape, sorted(words)))
    return re.compile(
        rf"(?:{signs}|\b(?:{listed})\b)\s?\d|\d(?:[.,]\d\d)?\s?(?:{signs}|(?:{listed})\b)", re.I
    )


def has_price(text: str) -> bool:
    """Whether an amount of money is in `text`."""
    return bool(DIGIT.search(text) and _amount().search(text))


def is_meter(text: str) -> bool:
    """Whether `text` counts free articles that are left."""
    # Two numbers: free articles left, and all.
    counts = re.findall(r"(?<!\d)(\d{1,2})(?!\d)\D{1,12}?(?<!\d)(\d{1,2})(?!\d)", text)
    return any(0 < int(left) < int(total) for left, total in counts)


def word_classes(text: str, language: str | None) -> set[WordClass]:
    """Return the classes of the words of calls in `text`, in the page's language or English."""
    return set(chain.from_iterable(_words_in(text, language)))


def _words_in(text: str, language: str | None) -> Iterator[WordHits]:
    """Yield the words of `text` by class: those of the page's language, if known, and English."""
    tags = siblings(base_language(language) or "")
    page_tag = next((tag for tag in tags if tag in WORD_LANGUAGES), "en")
    return (found_in(text, "calls.words", (tag,)) for tag in dict.fromkeys((page_tag, "en")))


def speaks_to_reader(sentence: str, language: str | None) -> bool:
    """Whether `sentence` has a word such as "we" or "your", in `language` or English."""
    tag = base_language(language)
    return "we" in found_in(sentence, "calls.consent", (tag if tag in LANGUAGES else "en",))


def asks_for_consent(text: str, buttons: Callable[[], list[str]]) -> bool:
    """Whether `text` does little but ask to agree, with one of `buttons` to do so."""
    if len(text) > 2_000:  # characters; legal notices are longer, and are texts of their own
        return False
    pressed = [
        sentence
        for sentence in buttons()
        if "choice" in found_in(sentence, "calls.consent", LANGUAGES)
    ]
    sentences = [sentence for line in text.split("\n") for sentence in SENTENCE_END.split(line)]
    return any(
        _asks(sentences, pressed, language)
        for language in LANGUAGES
        if pressed and "we" in found_in(text, "calls.consent", (language,))
    )


def _asks(sentences: list[str], buttons: list[str], language: str) -> bool:
    classes_by_sentence = {
        sentence: found_in(sentence, "calls.consent", (language,)) for sentence in sentences
    }
    asking = [
        sentence
        for sentence in sentences
        if "we" in classes_by_sentence[sentence]
        and any(c in classes_by_sentence[sentence] for c in _ABOUT)
    ]
    subjects = sum(any(c in classes_by_sentence[sentence] for sentence in asking) for c in _ABOUT)
    return (
        subjects >= len(_ABOUT) - 1
        and sum(len(fold_words(sentence)) for sentence in asking)
        > 0.5 * sum(len(fold_words(sentence)) for sentence in sentences)
        # Buttons are in English everywhere.
        and any(
            "choice" in found_in(sentence, "calls.consent", (language, "en"))
            for sentence in buttons
        )
    )
