"""Another name in a name's place, where the source tells the same in other words."""

from collections.abc import Iterable
from itertools import islice

from server.align.changes.change import Fact, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.language.data import function_words, table
from server.text.names import (
    SMALL,
    Run,
    is_general_knowledge,
    is_respelt,
    is_short_for,
    is_title,
    other_names,
    place_of,
)
from server.text.tokens import Word, core

_RETOLD_FROM = 2  # source sentences that say of another name what the page says of this one
_COMPARED = 3  # source sentences whose names are compared
_STATED = 4  # content words behind a name that say what it did
_SAME_STATED = 3  # of them that are the same in the same places
_FEWEST_IN_LONG_NAME = 3  # words, of which one is another


def retold_name(pair: SentencePair, name: Run) -> Fact | None:
    """Return the name that the source has where the page has this one."""
    if not pair.texts.same_language:
        return None
    return (
        _other_doer(pair, name) or _between_the_same(pair, name) or _with_another_word(pair, name)
    )


def may_be_one(pair: SentencePair, name: Run, line: SentenceFacts, other: Run) -> bool:
    """Whether two names may be one spelt otherwise, or are of two kinds.

    Only one is a country; or one goes with a noun: "the Marsh government" may be Brevik's.
    """
    page = pair.page
    if _is_attribute(page, name) or _is_attribute(line, other):
        return True
    if not page.terms.isdisjoint(_terms_of(line, other)):
        return True

    page_cores = [core(plain) for plain in page.plains[name[0] : name[1] + 1]]
    source_cores = [core(plain) for plain in line.plains[other[0] : other[1] + 1]]
    page_places = {place_of(word, page.language) for word in page_cores} - {None}
    source_places = {place_of(word, line.language) for word in source_cores} - {None}
    if bool(page_places) != bool(source_places) or not page_places.isdisjoint(source_places):
        return True
    return "".join(page_cores) == "".join(source_cores) or any(
        _may_be_one_word(page_word, source_word)
        for page_word in page_cores
        for source_word in source_cores
    )


def is_instead_of_another_place(pair: SentencePair, index: int) -> bool:
    """Whether a country or state is one that the source lacks, and has another one for it.

    page: The crew had spent the winter in Norway, and left Orlund before midnight.
    source: Shortly before midnight the crew left Orlund, where Denmark sends its ferries.
    """
    page = pair.page
    kind = _kind_of_place(page, index)
    for line in pair.lines(pair.sources[:_RETOLD_FROM]):
        for first, last in line.names:
            if first != last or line.words[first].term in page.terms:
                continue
            is_known = is_general_knowledge(core(line.plains[first]), line.language)
            is_alike = _kind_of_place(line, first) == kind and _is_attribute(
                line, (first, first)
            ) == _is_attribute(page, (index, index))
            if is_known and is_alike:
                return True
    return False


def _other_doer(pair: SentencePair, name: Run) -> Fact | None:
    """Return the name of which the source says in the same words what the page says of this one.

    page: The coast guard arrived late, and Brevik Ferries has begun an inquiry into the accident.
    source: Orlund Harbour has opened an inquiry into the accident, it said.
    kind: name
    """
    page = pair.page
    own_terms = _terms_of(page, name)
    if not _begins_statement(page, name) or own_terms.isdisjoint(pair.texts.source.all_terms):
        return None  # a name that the source lacks may be another one of the same
    stated = _content_terms(pair, page.words[name[1] + 1 :], _STATED)
    for line in pair.lines(pair.sources[:_RETOLD_FROM]):
        if not own_terms.isdisjoint(line.terms):
            continue
        for other in line.names:
            if not page.terms.isdisjoint(_terms_of(line, other)):
                continue
            if not _begins_statement(line, other):
                continue
            other_stated = _content_terms(pair, line.words[other[1] + 1 :], _STATED)
            same = sum(
                term == other_term for term, other_term in zip(stated, other_stated, strict=False)
            )
            if same >= _SAME_STATED and not _are_initials(page, name, line, other):
                return fact_of("name", line, other, other)
    return None


def _between_the_same(pair: SentencePair, name: Run) -> Fact | None:
    """Return the name that stands in the source between the same words.

    page: The harbour board has also agreed with Brevik Lines to buy two ferries.
    source: In May the harbour board agreed with Solund Boats to buy both ferries at once.
    kind: name
    """
    own_terms, beside = _terms_of(pair.page, name), _words_beside(pair, pair.page, name)
    if not all(beside):
        return None
    for line in pair.lines(pair.sources[:_COMPARED]):
        if not own_terms.isdisjoint(line.terms):
            continue
        for other in line.names:
            # "Solund" may be "the Old Harbour"
            is_as_long = other[1] - other[0] == name[1] - name[0]
            if not is_as_long or _words_beside(pair, line, other) != beside:
                continue
            is_one = may_be_one(pair, name, line, other)
            if not is_one and not _are_initials(pair.page, name, line, other):
                return fact_of("name", line, other, other)
    return None


def _words_beside(
    pair: SentencePair, line: SentenceFacts, name: Run
) -> tuple[list[str], list[str]]:
    """Return the terms of the last content word before a name, and of the first one behind it."""
    before, behind = reversed(line.words[: name[0]]), line.words[name[1] + 1 :]
    return _content_terms(pair, before, 1), _content_terms(pair, behind, 1)


def _with_another_word(pair: SentencePair, name: Run) -> Fact | None:
    """Return the long name that the source has with one other word: another year's, or office's.

    page: The crew was fined after the Brevik Grand Regatta in the spring.
    source: The crew's fine was for the Orlund Grand Regatta, the club says.
    kind: name
    """
    page, length = pair.page, name[1] - name[0] + 1
    is_joined = not SMALL.isdisjoint(page.plains[name[0] : name[1] + 1])  # "Tilda Marsh of Solund"
    if length < _FEWEST_IN_LONG_NAME or is_joined:
        return None
    for line in pair.lines(pair.sources[:_COMPARED]):
        for other in line.names:
            if other[1] - other[0] + 1 != length:
                continue
            differing = [
                (index, source_index)
                for index, source_index in zip(
                    range(name[0], name[1] + 1), range(other[0], other[1] + 1), strict=True
                )
                if page.words[index].term != line.words[source_index].term
                and not (is_title(page.plains[index]) and is_title(line.plains[source_index]))
            ]
            if len(differing) == 1 and _are_two_words(pair, differing[0][0], line, differing[0][1]):
                return fact_of("name", line, other, other)
    return None


def _are_two_words(pair: SentencePair, index: int, line: SentenceFacts, source_index: int) -> bool:
    """Whether one word of a long name is another than the source's in its place.

    The page's is beside none of its neighbours in the source: it has no name of its own there.
    """
    page, word, other = pair.page, pair.page.plains[index], line.plains[source_index]
    if pair.texts.source.has(page.plains[index : index + 2]):
        return False
    if index and pair.texts.source.has(page.plains[index - 1 : index + 1]):
        return False
    is_number = any(source_index in range(q.first, q.last + 1) for q in line.quantities)
    return not (
        line.words[source_index].term in page.terms
        or is_number
        or is_title(word)
        or is_title(other)
        or _may_be_one_word(core(word), core(other))
    )


def _may_be_one_word(word: str, other: str) -> bool:
    """Whether two words may be one name, in full or short, spelt otherwise, or renamed."""
    return (
        other in other_names(word)
        or is_respelt(word, other)
        or word.startswith(other)
        or other.startswith(word)
        or is_short_for(word, [other])
        or is_short_for(other, [word])
    )


def _are_initials(page: SentenceFacts, name: Run, line: SentenceFacts, other: Run) -> bool:
    """Whether one name abbreviates the other one: "DOJ", "Department of Justice"."""
    written = [
        "".join(page.plains[name[0] : name[1] + 1]),
        "".join(line.plains[other[0] : other[1] + 1]),
    ]
    initials = [
        "".join(side.plains[index][0] for index in range(run[0], run[1] + 1))
        for side, run in ((page, name), (line, other))
    ]
    return written[0] == initials[1] or written[1] == initials[0]


def _begins_statement(line: SentenceFacts, name: Run) -> bool:
    """Whether a name is the first word of a sentence or clause, but for an article."""
    first = name[0]
    if first and line.plains[first - 1] in table("names")["articles"].split():
        first -= 1
    if not first:
        return True
    return bool(line.text[line.words[first - 1].end : line.words[first].start].strip())


def _is_attribute(line: SentenceFacts, name: Run) -> bool:
    """Whether a name is between an article and a noun: "the Marsh government"."""
    first, last = name
    if not first or line.plains[first - 1] not in table("names")["articles"].split():
        return False
    following = line.text[line.words[last].end :][:2]
    if not (following[:1].isspace() and following[1:].islower()):
        return False
    return line.plains[last + 1] not in function_words(line.language)


def _kind_of_place(line: SentenceFacts, index: int) -> str:
    """Return whether a word is a country, a continent, or known otherwise, as a state is."""
    code = place_of(core(line.plains[index]), line.language) or ""
    if code.isdecimal():
        return "continent"
    return "country" if code.isupper() else "part"


def _terms_of(line: SentenceFacts, name: Run) -> set[str]:
    return {line.words[index].term for index in range(name[0], name[1] + 1)}


def _content_terms(pair: SentencePair, words: Iterable[Word], count: int) -> list[str]:
    """Return the terms of the first content words that are not figures, up to `count`."""
    terms = (word.term for word in words if not word.plain[0].isdigit())
    return list(islice((term for term in terms if pair.texts.weights[term]), count))
