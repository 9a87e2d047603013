"""Names that the page has and its source hasn't, or has in another place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.align.changes.change import Fact, change_of_facts, fact_of
from server.align.changes.retold_names import (
    is_instead_of_another_place,
    may_be_one,
    retold_name,
)
from server.align.facts import SentenceFacts
from server.align.pair import Edit, SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change
from server.text.names import (
    SMALL,
    Run,
    is_general_knowledge,
    is_person,
    is_respelt,
    is_short_for,
    is_title,
    writes_nouns_capital,
)
from server.text.statements import words_of
from server.text.tokens import Word, background, core

_SHORTEST = 4  # letters of a name in one word
_SHORTEST_FIRST_NAME = 3  # letters; shorter ones are initials
_LONGEST_LABEL = 6  # words before a colon: "Key Facts and Figures:"
_SMALL_IN_LABEL = 3  # letters of its words without a capital
_BESIDE_NAME = 1  # words of an edit, at most, that aren't of the exchanged name


def names_of(pair: SentencePair) -> list[Run]:
    """Return the names of a page sentence, but those that are part of a number or a date.

    In another language, a sentence without a source has none: most names are spelled otherwise.
    """
    if not (pair.sources or pair.texts.same_language):
        return []
    words_of_numbers: set[int] = set()
    for quantity in pair.page.quantities:
        words_of_numbers.update(range(quantity.first, quantity.last + 1))
    names: list[Run] = []
    for run in pair.page.names[:MOST_LOOKED_AT]:
        names += _split_at_possessives(pair.page, run)
    return [name for name in names if words_of_numbers.isdisjoint(name)]


def compare_name(pair: SentencePair, name: Run) -> Change | None:
    """Compare a name with the source's; None where they have it there.

    Of a sentence that was not found, a name differs that is nowhere in the source.
    """
    name = _without_opening(pair, name)
    replaced = (
        _replaced_name(pair, name) or _exchanged_speaker(pair, name) or retold_name(pair, name)
    )
    if not replaced:
        for part in _parts(pair.page.words, name):
            replaced = _replaced_name(pair, part)
            if replaced:
                name = part
                break
    if not (replaced or _has_namesake(pair, *name) or _is_absent(pair, *name)):
        return None
    fact = _fact(pair.page, name)
    if pair.page.plains[name[1]].endswith("'s"):
        fact = fact._replace(end=fact.end - len("'s"))
    return change_of_facts(fact, replaced)


def _fact(line: SentenceFacts, name: Run) -> Fact:
    return fact_of("name", line, name, name)


def _without_opening(pair: SentencePair, name: Run) -> Run:
    """Return a name without a common word that has its capital from the sentence's start."""
    first, last = name
    if last == first or not pair.page.opens(first):
        return name
    opening = core(pair.page.plains[first])
    is_common = opening in pair.texts.lower_case_words or is_title(opening)
    return (first + 1, last) if is_common else name


def _parts(words: Sequence[Word], name: Run) -> list[Run]:
    """Return the names that "of" or "de" joins: "Tilda Marsh" and "Solund"."""
    joints = [index for index in range(name[0], name[1] + 1) if words[index].plain in SMALL]
    if not joints:
        return []
    edges = [name[0] - 1, *joints, name[1] + 1]
    return [(start + 1, end - 1) for start, end in pairwise(edges) if end - start > 1]


def _split_at_possessives(line: SentenceFacts, name: Run) -> list[Run]:
    """Split a run of names after each possessive: "Solund's" and "Marsh" are two."""
    first, last = name
    owners = [index for index in range(first, last) if line.plains[index].endswith("'s")]
    edges = [first - 1, *owners, last]
    return [(start + 1, end) for start, end in pairwise(edges)]


# Another name in its place


def _replaced_name(pair: SentencePair, name: Run) -> Fact | None:
    """Return the name in the best source sentence that the page's is in the place of."""
    if not pair.is_near_copy():
        return None
    for edit in pair.replacements:
        if _has_any_word(pair, edit.page):
            continue
        # "Petra Kolb" for "Petra Marsh": the first name is kept.
        edited = _within(pair.page, name, edit.page)
        if not edited or not _is_mostly(edited, edit.page):
            continue
        for other in _source_names(pair):
            other_edited = _within(pair.best, other, edit.source)
            if not other_edited or not _is_mostly(other_edited, edit.source):
                continue
            if _may_be_parts_of_one(pair, edited, other_edited):
                continue
            if not may_be_one(pair, edited, pair.best, other_edited):
                return _fact(pair.best, other)
    return None


def _exchanged_speaker(pair: SentencePair, name: Run) -> Fact | None:
    """Return who says it in the source, where the page lets another one of the sentence say it.

    page: On Monday Kolb said that the plan for the bridge was ready.
    source: On Monday Tilda Marsh said that the plan for the bridge was ready, and Ada Kolb left.
    """
    if not pair.is_near_copy():
        return None
    for edit in pair.replacements:
        edited = _within(pair.page, name, edit.page)
        if not edited or not _is_mostly(edited, edit.page):
            continue
        for other in pair.best.names:
            is_edited = edit.source[0] <= other[0] and other[1] in edit.source
            if not (is_edited and _is_mostly(other, edit.source)):
                continue
            if not (_speaks(pair, edit) and _are_apart(pair, edited, other)):
                continue
            if not may_be_one(pair, edited, pair.best, other):
                return _fact(pair.best, other)
    return None


def _speaks(pair: SentencePair, edit: Edit) -> bool:
    """Whether one verb of saying is beside the words of an edit on both sides."""
    verbs = words_of("reporting_verbs", pair.page.language)
    page, source = edit.page, edit.source
    beside = (
        (page.start - 1, source.start - 1),
        (page.stop, source.stop),
        (page.stop + 1, source.stop + 1),  # "a dit", "ha detto"
    )
    return any(
        pair.kept_words.get(source_index) == index and pair.page.plains[index] in verbs
        for index, source_index in beside
    )


def _are_apart(pair: SentencePair, name: Run, other: Run) -> bool:
    """Whether no name of either text has words of both."""
    own = {pair.page.words[index].term for index in range(name[0], name[1] + 1)}
    others = {pair.best.words[index].term for index in range(other[0], other[1] + 1)}
    return all(
        others.isdisjoint(known_name)
        for text in (pair.texts.page, pair.texts.source)
        for term in own
        for known_name in text.vocabulary.names_with.get(term, ())
    )


def _within(line: SentenceFacts, name: Run, edited: range) -> Run | None:
    """Return the words of a name that were edited, if its last one was."""
    first, last = name
    if last not in edited:
        return None
    if first not in edited and not SMALL.isdisjoint(line.plains[first : last + 1]):
        return None  # "Tilda Marsh of Solund" are two
    return max(first, edited[0]), last


def _is_mostly(name: Run, edited: range) -> bool:
    """Whether a name is all of the words of an edit but for a few."""
    first, last = name
    length = last - first + 1
    return first in edited and last in edited and len(edited) <= length + _BESIDE_NAME


def _has_any_word(pair: SentencePair, run: range) -> bool:
    """Whether the best source sentence has any of the page's content words."""
    terms = (pair.page.words[index].term for index in run)
    return any(pair.texts.weights[term] and term in pair.best.terms for term in terms)


def _source_names(pair: SentencePair) -> Iterator[Run]:
    """Yield the names of the best source sentence, without their titles, and their parts."""
    best = pair.best
    yield from best.names
    for first, last in best.names:
        if is_title(best.plains[first]):
            yield first + 1, last
    for name in best.names:
        yield from _parts(best.words, name)


def _may_be_parts_of_one(pair: SentencePair, name: Run, other: Run) -> bool:
    """Whether two names of unequal length may be one: "Kolb" and "Petra Marsh Kolb"."""
    is_one_length = name[1] - name[0] == other[1] - other[0]
    return not (is_one_length or _are_surnames(pair, name, other))


def _are_surnames(pair: SentencePair, name: Run, other: Run) -> bool:
    """Whether two names of unequal length are of two people: "Kolb" and "Petra Marsh".

    The source has the shorter one elsewhere, beside no word of the longer one.
    """
    page, best = pair.page, pair.best
    if name[1] == name[0]:
        (longer_line, longer), (short_line, short) = (best, other), (page, name)
    elif other[1] == other[0]:
        (longer_line, longer), (short_line, short) = (page, name), (best, other)
    else:
        return False
    if not is_person(longer_line.words, longer):
        return False
    surname = short_line.words[short[0]].term
    sentences = pair.texts.source.term_places.get(surname, ())
    return bool(sentences) and all(
        longer_line.words[longer[1]].term not in pair.texts.source.terms[index]
        or index == best.index
        for index in sentences
    )


# The same surname


def _has_namesake(pair: SentencePair, first: int, last: int) -> bool:
    """Whether the source has the last name in full, with another first name alone."""
    texts, page = pair.texts, pair.page
    word = page.words[first]
    if last != first + 1 or not (pair.sources and texts.same_language) or _has(pair, word):
        return False
    if page.opens(first) and not is_person(page.words, (first, last)):
        return False  # "Acquiring Young"
    surname = page.words[last].term
    for line in pair.lines(texts.source.term_places.get(surname, ())):
        for start, end in line.names:
            is_surname = end == start + 1 and line.words[end].term == surname
            if is_surname and _is_other_person(pair, word, line, start):
                return True
    return False


def _is_other_person(pair: SentencePair, word: Word, line: SentenceFacts, index: int) -> bool:
    """Whether a source word is another first name than the page's, before the same surname."""
    other, surname = line.words[index], line.words[index + 1]
    return (
        pair.texts.weights[other.term] > 0
        and line.text[other.end : surname.start].isspace()
        and other.plain.isalpha()
        and not is_general_knowledge(other.plain, line.language)
        and _are_two_people(core(word.plain), core(other.plain))
    )


def _are_two_people(first_name: str, other: str) -> bool:
    """Whether two words are first names of two people: no titles, initials, or nicknames."""
    return min(len(first_name), len(other)) >= _SHORTEST_FIRST_NAME and not (
        is_title(first_name) or is_title(other) or is_respelt(first_name, other)
    )


# A name that the source lacks


def _is_absent(pair: SentencePair, first: int, last: int) -> bool:
    return _is_expected(pair, first, last) and not _is_known(pair, first, last)


def _is_expected(pair: SentencePair, first: int, last: int) -> bool:
    """Whether a source in this script and language should have the name."""
    texts, page = pair.texts, pair.page
    if _is_in_label(page, last):
        return False
    if writes_nouns_capital(page.language):
        return texts.same_language and is_person(page.words, (first, last))
    if texts.same_language:
        return True
    # A name is not translated of which the page's language knows no word.
    if texts.page.vocabulary.script != texts.source.vocabulary.script or last == first:
        return False
    known = background(page.language)
    if known.share <= 0:
        return False
    return not any(
        word.term in known.rarities or word.plain in texts.lower_case_words
        for word in page.words[first : last + 1]
    )


def _is_in_label(line: SentenceFacts, last: int) -> bool:
    """Whether a name that ends with this word is in a label: "Key Facts and Figures:"."""
    label = line.inside(0, line.text.find(":") + 1)
    if not last < len(label) <= _LONGEST_LABEL:
        return False
    return all(
        line.is_capital(index) or len(word.plain) <= _SMALL_IN_LABEL
        for index, word in enumerate(label)
    )


def _is_known(pair: SentencePair, first: int, last: int) -> bool:
    """Whether the source has the name, or the page may know it from elsewhere.

    One content word of it is enough, or its initials, its people or country, or another spelling;
    but not if its last word and one more are absent: "South China Sea" in a text about China.
    """
    name = [word for word in pair.page.words[first : last + 1] if word.plain not in SMALL]
    if len(name) > 1:
        initials = "".join(word.plain[0] for word in name)
        joined = "".join(word.plain for word in name)
        if not pair.texts.source.vocabulary.plains.isdisjoint({initials, joined}):
            return True

    words = [
        word for word in name if not (is_title(word.plain) or any(map(str.isdigit, word.plain)))
    ]
    absent = [not _has(pair, word) for word in words]
    if not all(absent) or not words:
        return sum(absent) < 2 or not absent[-1]
    if len(words) > 1:
        return False
    plain = core(words[0].plain)
    if plain in pair.texts.lower_case_words:
        return True  # the "14th Century", by one who writes "a century" as well
    is_abbreviation = pair.page.text[name[0].start :][:3].isupper()
    if len(plain) < _SHORTEST - is_abbreviation:
        return True
    if not is_general_knowledge(plain, pair.page.language):
        return False
    return not is_instead_of_another_place(pair, last)


def _has(pair: SentencePair, word: Word) -> bool:
    """Whether the source has a word of a name in any form, or by another name."""
    texts, plain = pair.texts, core(word.plain)
    vocabulary = texts.source.vocabulary
    if not texts.weights[word.term] or word.term in texts.source.all_terms:
        return True
    return (
        plain in texts.byline_words
        or plain in vocabulary.joined_pairs
        or plain + "s" in vocabulary.plains
        or plain.removesuffix("s") in vocabulary.plains
        or texts.source_has_other_name(plain)
        or is_short_for(plain, vocabulary.names.capitals)
        or (len(plain) >= _SHORTEST and plain in texts.respelled_names)
    )
