"""Names that the page has and its source has not, or has in another place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.align.changes.make_change import Fact, counterpart, fact_change, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.language.data import function_words, table
from server.model import Change
from server.text.names import (
    SMALL,
    Run,
    is_general_knowledge,
    is_person,
    is_respelt,
    is_short_for,
    is_title,
    other_names,
    place_of,
    writes_nouns_capital,
)
from server.text.tokens import Word, background, core

_SHORTEST = 4  # letters of a name in one word


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each name of the page that its source does not have there.

    For a sentence that was not found, a name must be nowhere in the source.
    """
    if not (pair.sources or pair.texts.same_language):
        return
    numbers = {at for q in pair.page.quantities for at in range(q.first, q.last + 1)}
    for whole in pair.page.names[:MOST_LOOKED_AT]:
        if not numbers.isdisjoint(whole):
            continue
        run = _without_opening(pair, whole)
        tried = ((part, _swapped(pair, part)) for part in (run, *_parts(pair.page.words, run)))
        run, swapped = next((found for found in tried if found[1]), (run, None))
        is_lacking = _is_missed(pair, *run) and not _known(pair, *run)
        if swapped or _has_namesake(pair, *run) or is_lacking:
            fact = _fact(pair.page, run)
            is_possessive = pair.page.plains[run[1]].endswith("'s")
            yield fact_change(fact._replace(end=fact.end - 2 * is_possessive), swapped)


def _fact(line: SentenceFacts, run: Run) -> Fact:
    return fact_of("name", line, run, run)


def _has_namesake(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether the source has the last name in full, with another first name alone."""
    texts, page, source = pair.texts, pair.page, pair.texts.source
    word = page.words[first]
    if last != first + 1 or not (pair.sources and texts.same_language) or _has(pair, word):
        return False
    if page.opens(first) and not is_person(page.words, (first, last)):
        return False  # "Acquiring Young"
    surname = page.words[last].term
    return any(
        end == start + 1
        and line.words[end].term == surname
        and texts.weights[line.words[start].term]
        and line.text[line.words[start].end : line.words[end].start].isspace()
        and line.plains[start].isalpha()
        and not is_general_knowledge(line.plains[start], line.language)
        and _are_two(core(word.plain), core(line.plains[start]))
        for line in pair.lines(source.term_places.get(surname, ()))
        for start, end in line.names
    )


def _are_two(one: str, other: str) -> bool:
    """Return whether two words are first names of two people: no titles, initials, or nicknames."""
    return min(len(one), len(other)) >= _SHORTEST - 1 and not (
        is_title(one) or is_title(other) or is_respelt(one, other)
    )


def _without_opening(pair: SentencePair, run: Run) -> Run:
    """Return the run without a common word that is capitalised at the sentence's start."""
    first, last = run
    opening = core(pair.page.plains[first])
    is_small = opening in pair.texts.lower_case or is_title(opening)
    return (first + 1, last) if last > first and pair.page.opens(first) and is_small else run


def _parts(words: Sequence[Word], run: Run) -> list[Run]:
    """Return the names that "of" or "de" joins: "Tilda Marsh" and "Solund"."""
    cuts = [at for at in range(run[0], run[1] + 1) if words[at].plain in SMALL]
    edges = [run[0] - 1, *cuts, run[1] + 1]
    return [(a + 1, b - 1) for a, b in pairwise(edges) if cuts and b - a > 1]


def _is_missed(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether a source in this script and language should have the name.

    None needs that of a label before a colon: "Key Facts and Figures:".
    """
    texts, page, language = pair.texts, pair.page, pair.page.language
    label = page.inside(0, page.text.find(":") + 1)
    is_headed = all(page.is_capital(at) or len(word.plain) <= 3 for at, word in enumerate(label))
    if last < len(label) <= 6 and is_headed:
        return False
    if writes_nouns_capital(language):
        return texts.same_language and is_person(pair.page.words, (first, last))
    if texts.same_language:
        return True
    # A name is not translated of which the page's language knows no word.
    known = background(language)
    return (
        texts.page.script == texts.source.script
        and last > first
        and known.share > 0
        and not any(
            word.term in known.rarities or word.plain in texts.lower_case
            for word in pair.page.words[first : last + 1]
        )
    )


def _known(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether the source has the name, or the page may know it from elsewhere.

    One content word of it is enough, or its initials, its people or country, or another spelling;
    but not if its last word and one more are absent: "South China Sea" in a text about China.
    """
    run = [word for word in pair.page.words[first : last + 1] if word.plain not in SMALL]
    joined = {"".join(word.plain[0] for word in run), "".join(word.plain for word in run)}
    if len(run) > 1 and not joined.isdisjoint(pair.texts.source.all_plains):
        return True
    telling = [
        word for word in run if not (is_title(word.plain) or any(map(str.isdigit, word.plain)))
    ]
    absent = [not _has(pair, word) for word in telling]
    if not all(absent) or not telling:
        # Words of a name of which the source has another one.
        return sum(absent) < 2 or not absent[-1]
    if len(telling) > 1:
        return False
    plain = core(telling[0].plain)
    return len(plain) < _SHORTEST - pair.page.text[run[0].start :][:3].isupper() or (
        is_general_knowledge(plain, pair.page.language)
    )


def _has(pair: SentencePair, word: Word) -> bool:
    texts, source, plain = pair.texts, pair.texts.source, core(word.plain)
    if not texts.weights[word.term] or word.term in source.all_terms:
        return True
    return (
        plain in texts.bylines
        or plain + "s" in source.all_plains
        or plain.removesuffix("s") in source.all_plains
        or texts.source_names_otherwise(plain)
        or is_short_for(plain, source.capitals)
        or (len(plain) >= _SHORTEST and plain in texts.respelt)
    )


def _swapped(pair: SentencePair, run: Run) -> Fact | None:
    """Return the name in the best source sentence that is in the place of the page's."""
    if not pair.is_near_copy():
        return None
    page, best, weights = pair.page, pair.best, pair.texts.weights
    titled = ((first + 1, last) for first, last in best.names if is_title(best.plains[first]))
    parts = (part for name in best.names for part in _parts(best.words, name))
    named = [*best.names, *titled, *parts]
    names = (  # of a swap, with at most one word beside a name
        _fact(best, other)
        for mine, its in pair.swaps
        if run[0] in mine and run[1] in mine and len(mine) <= run[1] - run[0] + 2
        # The source sentence has no word of the page's run anywhere.
        if not any(page.words[at].term in best.terms for at in mine if weights[page.words[at].term])
        for other in named
        if other[0] in its and other[1] in its and len(its) <= other[1] - other[0] + 2
    )
    return counterpart(names, lambda other: not _may_be_one(pair, run, other.value))


def _may_be_one(pair: SentencePair, run: Run, other: Run) -> bool:
    """Return whether two names may be one spelt otherwise, or are of two kinds.

    Only one is a country; or one goes with a noun: "the Marsh government" may be Brevik's.
    """
    if run[1] - run[0] != other[1] - other[0]:
        return True
    if _is_attribute(pair.page, run) or _is_attribute(pair.best, other):
        return True
    if any(word.term in pair.page.terms for word in pair.best.words[other[0] : other[1] + 1]):
        return True
    page, best = pair.page, pair.best
    mine, its = (
        [core(plain) for plain in line.plains[first : last + 1]]
        for line, (first, last) in ((page, run), (best, other))
    )
    places = [
        [place_of(plain, line.language) for plain in plains]
        for line, plains in ((page, mine), (best, its))
    ]
    if any(places[0]) != any(places[1]):
        return True
    return any(
        two in other_names(one)
        or is_respelt(one, two)
        or one.startswith(two)
        or two.startswith(one)
        or here == there is not None
        for one, two, here, there in zip(mine, its, *places, strict=True)
    )


def _is_attribute(line: SentenceFacts, run: Run) -> bool:
    """Return whether a name is between an article and a noun: "the Marsh government"."""
    first, last = run
    after = line.text[line.words[last].end :][:2]
    is_noun = after[:1].isspace() and after[1:].islower()
    return (
        first > 0
        and line.plains[first - 1] in table("names")["articles"].split()
        and is_noun
        and line.plains[last + 1] not in function_words(line.language)
    )
