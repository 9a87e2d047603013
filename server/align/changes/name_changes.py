"""Names that the page has and its source has not, or has in another place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.align.changes.make_change import make_change, words_of_best
from server.align.sentence_pair import NEARLY_ALL, SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.language.data import function_words, section
from server.model import Change
from server.text.aliases import (
    SMALL,
    is_general_knowledge,
    is_respelt,
    is_short_for,
    is_title,
    other_names,
    place_of,
    without_marks,
)
from server.text.names import Run, is_person, names, writes_nouns_capital
from server.text.spans import page_span
from server.text.tokens import Word, core
from server.text.weights import background

_SLACK = 1  # words beside the names in a swap of two
_SHORTEST = 4  # letters of a name in one word
_BEGINNING = 5  # letters that "Europe" and "European" share
_LONGEST_LABEL = 6  # words before the colon of "Key Facts and Figures:"
_LONGEST_SMALL = 3  # letters of "and", "the" in one
_FEWEST_ABSENT = 2  # words of a name of which the source has another one
_POSSESSIVE = "'s"


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each name of the page that its source does not have there.

    For a sentence that was not found, a name must be nowhere in the source.
    """
    if not (pair.sources or pair.texts.same_language):
        return
    found = names(pair.sentence, pair.words, pair.texts.page.language)
    numbers = _numbers(pair)
    for whole in found[:MOST_LOOKED_AT]:
        if not numbers.isdisjoint(whole):
            continue
        run, swapped = _with_swap(pair, _without_opening(pair, whole))
        first, last = run
        place = words_of_best(pair, swapped) if swapped else None
        if not (place or _has_namesake(pair, first, last)) and (
            not _is_missed(pair, first, last) or _known(pair, first, last)
        ):
            continue
        start, end = pair.words[first].start, pair.words[last].end
        if pair.words[last].plain.endswith(_POSSESSIVE):
            end -= len(_POSSESSIVE)
        yield make_change("name", page_span(pair.sentence, start, end), place)


def _numbers(pair: SentencePair) -> set[int]:
    return {at for q in pair.quantities for at in range(q.first, q.last + 1)}


def _with_swap(pair: SentencePair, run: Run) -> tuple[Run, Run | None]:
    """Return the name, or the first part that the source exchanges, with its counterpart."""
    tried = ((part, _swapped(pair, *part)) for part in (run, *_parts(pair.words, run)))
    return next((found for found in tried if found[1]), (run, None))


def _has_namesake(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether the source has the last name in full, with another first name alone."""
    texts, word = pair.texts, pair.words[first]
    if last != first + 1 or not (pair.sources and texts.same_language) or _has(pair, word):
        return False
    opens = not pair.sentence[: word.start].strip()
    if opens and not is_person(pair.words, (first, last)):
        return False  # "Acquiring Young"
    source, surname = texts.source, pair.words[last].term
    for index in texts.term_places.get(surname, ()):
        words, sentence = source.words[index], source.sentences[index]
        for start, end in names(sentence, words, source.language):
            other = words[start]
            if (
                end == start + 1
                and words[end].term == surname
                and texts.weights[other.term]
                and sentence[other.end : words[end].start].isspace()
                and other.plain.isalpha()
                and not is_general_knowledge(other.plain, source.language)
                and _are_two(core(word.plain), core(other.plain))
            ):
                return True
    return False


def _are_two(one: str, other: str) -> bool:
    """Return whether two words are first names of two people: no titles, initials, or nicknames."""
    return min(len(one), len(other)) >= _SHORTEST - 1 and not (
        is_title(one) or is_title(other) or is_respelt(one, [without_marks(other)])
    )


def _without_opening(pair: SentencePair, run: Run) -> Run:
    """Return the run without a common word that is capitalised at the sentence's start."""
    first, last = run
    if last > first and not pair.sentence[: pair.words[first].start].strip():
        opening = core(pair.words[first].plain)
        if opening in pair.texts.lower_case or is_title(opening):
            return first + 1, last
    return run


def _parts(words: Sequence[Word], run: Run) -> list[Run]:
    """Return the names that "of" or "de" joins: "Tilda Marsh" and "Solund"."""
    cuts = [at for at in range(run[0], run[1] + 1) if words[at].plain in SMALL]
    edges = [run[0] - 1, *cuts, run[1] + 1]
    return [(a + 1, b - 1) for a, b in pairwise(edges) if cuts and b - a > 1]


def _is_missed(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether a source in this script and language should have the name."""
    language = pair.texts.page.language
    if _is_label(pair, last) or _says_where(pair, first, last):
        return False
    if writes_nouns_capital(language):
        return pair.texts.same_language and is_person(pair.words, (first, last))
    return pair.texts.same_language or (
        pair.texts.same_script and last > first and _is_untranslated(pair, first, last)
    )


def _is_label(pair: SentencePair, last: int) -> bool:
    """Return whether the name is in a label before a colon."""
    for at, word in enumerate(pair.words[:_LONGEST_LABEL]):
        if not (pair.sentence[word.start].isupper() or len(word.plain) <= _LONGEST_SMALL):
            return False
        if pair.sentence[word.end : word.end + 1] == ":":
            return at >= last
    return False


def _says_where(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether it says where a place of the source lies: "in Haridwar, Uttarakhand"."""
    place = first - 1
    while place > 0 and pair.sentence[pair.words[place].start].isupper():
        place -= 1
    between = pair.sentence[pair.words[first - 1].end : pair.words[first].start].strip()
    before = section(pair.texts.page.language or "en", "place_prepositions") or ""
    near = {*range(last + 1, min(last + 3, len(pair.words)))} - _numbers(pair)
    is_list = any(map(pair.is_name, near))
    return (
        0 <= place < first - 1
        and between == ","
        and not is_list
        and pair.words[place].plain in before.split()
        and _has(pair, pair.words[first - 1])
    )


def _is_untranslated(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether the page's language knows no word of the name, so can't translate it."""
    known = background(pair.texts.page.language)
    return known.share > 0 and not any(
        word.term in known.rarities or word.plain in pair.texts.lower_case
        for word in pair.words[first : last + 1]
    )


def _known(pair: SentencePair, first: int, last: int) -> bool:
    """Return whether the source has the name, or the page may know it from elsewhere.

    One content word of it is enough, or its initials, its people or country, or another spelling;
    but not if its last word and one more are absent: "South China Sea" in a text about China.
    """
    run = [word for word in pair.words[first : last + 1] if word.plain not in SMALL]
    if len(run) > 1 and not pair.texts.source_plains.isdisjoint(
        {"".join(word.plain[0] for word in run), "".join(word.plain for word in run)}
    ):
        return True
    if pair.letters.issuperset(range(first, last + 1)):
        return True
    telling = [
        word for word in run if not (is_title(word.plain) or any(map(str.isdigit, word.plain)))
    ]
    absent = [not _has(pair, word) for word in telling]
    if not all(absent) or not telling:
        return sum(absent) < _FEWEST_ABSENT or not absent[-1]
    if len(telling) > 1:
        return False
    plain = core(telling[0].plain)
    return len(plain) < _SHORTEST - pair.sentence[run[0].start :][:3].isupper() or (
        is_general_knowledge(plain, pair.texts.page.language)
    )


def _has(pair: SentencePair, word: Word) -> bool:
    texts, plain = pair.texts, core(word.plain)
    if not texts.weights[word.term] or word.term in texts.source_terms:
        return True
    return (
        plain in texts.bylines
        or plain[:_BEGINNING] in texts.source_beginnings
        or plain + "s" in texts.source_plains
        or plain.removesuffix("s") in texts.source_plains
        or texts.source_names_otherwise(plain)
        or _has_place_initials(plain, texts.initials)
        or (len(plain) >= _BEGINNING and any(n.endswith(plain) for n in texts.source_names))
        or is_short_for(plain, texts.source_names)
        or (len(plain) >= _SHORTEST and texts.has_respelt(plain))
    )


def _has_place_initials(plain: str, initials: frozenset[str]) -> bool:
    """Return whether the source spells the letters of its place out: "NYPD"."""
    return (
        plain.isascii()
        and len(plain) in {3, 4}
        and any(plain[:n] in initials for n in range(2, len(plain)))
    )


def _swapped(pair: SentencePair, first: int, last: int) -> Run | None:
    """Return the name in the best source sentence that is in the place of the page's."""
    if not pair.is_near_copy():
        return None
    sentence, words = pair.best_sentence, pair.best_words
    for page_side, source_side in pair.swaps:
        if (
            not (first in page_side and last in page_side)
            or len(page_side) > last - first + 1 + _SLACK
        ):
            continue
        if _shared(pair, page_side):
            continue
        named = names(sentence, words, pair.texts.source.language)
        for run in (
            *named,
            *((first + 1, last) for first, last in named if is_title(words[first].plain)),
            *(part for name in named for part in _parts(words, name)),
        ):
            inside = run[0] in source_side and run[1] in source_side
            if (
                inside
                and len(source_side) <= run[1] - run[0] + 1 + _SLACK
                and _are_of_one_kind(pair, (first, last), run)
                and not _one(pair, first, last, run)
            ):
                return run
    return None


def _are_of_one_kind(pair: SentencePair, page: Run, source: Run) -> bool:
    """Return whether both are persons, countries, places, or names before no noun.

    One place may lie in another one ("Tamil Nadu", "Rameswaram"), a film be shown there, and
    "the Kejriwal government" be Delhi's.
    """
    language = pair.texts.page.language
    kinds = {
        _kind(pair.sentence, pair.words, page, language),
        _kind(pair.best_sentence, pair.best_words, source, language),
    }
    if kinds in ({"person"}, {"country"}):
        return True
    is_alike = page[1] - page[0] == source[1] - source[0] or (
        pair.sentence[pair.words[page[0]].start : pair.words[page[1]].end].isupper()
    )
    is_place = kinds == {"place"} and pair.kept >= NEARLY_ALL
    return is_alike and (is_place or kinds <= {"person", "name"})


def _kind(sentence: str, words: Sequence[Word], run: Run, language: str | None) -> str:
    first, last = run
    if is_title(words[first].plain) or is_person(words, run):
        return "person"
    if any(is_general_knowledge(word.plain, language) for word in words[first : last + 1]):
        return "country"
    before = section(language or "en", "place_prepositions") or ""
    if first > 0 and words[first - 1].plain in before.split():
        return "place"
    after = sentence[words[last].end :][:2]
    is_attribute = (
        after[:1].isspace()
        and after[1:].islower()
        and words[last + 1].plain not in function_words(language)
    )
    return "attribute" if is_attribute else "name"


def _one(pair: SentencePair, first: int, last: int, run: Run) -> bool:
    """Return whether two spellings may be one name, or can't be compared as a pair."""
    page_side = [core(word.plain) for word in pair.words[first : last + 1]]
    source, named = pair.texts.source, pair.best_words[run[0] : run[1] + 1]
    source_side = [core(word.plain) for word in named]
    page_terms = pair.texts.page.terms[pair.index]
    if any(word.term in page_terms for word in named):
        return True
    if not set(_spellings(source_side)).isdisjoint(_spellings(page_side)):
        return True
    sides = ((page_side, pair.texts.page.language), (source_side, source.language))
    page_places, source_places = (
        {place_of(plain, language) for plain in (*side, _initials_of(side))} - {None}
        for side, language in sides
    )
    if page_places & source_places:
        return True
    return any(
        is_respelt(one, [without_marks(other)]) or other.endswith(one) or one.endswith(other)
        for one, other in (
            ("".join(page_side), "".join(source_side)), (page_side[-1], source_side[-1]),
        )
    )  # fmt: skip


def _spellings(plains: Sequence[str]) -> Iterator[str]:
    """Yield other spellings of a name's words: without marks, or another name."""
    for plain in plains:
        if plain not in SMALL:
            yield without_marks(plain)
            yield from other_names(plain)


def _initials_of(plains: Sequence[str]) -> str:
    return "".join(plain[0] for plain in plains if plain not in SMALL)


def _shared(pair: SentencePair, page_side: range) -> bool:
    """Return whether the source sentence has a word of the page's run anywhere."""
    terms = pair.texts.source.terms[pair.best]
    weights = pair.texts.weights
    return any(pair.words[at].term in terms for at in page_side if weights[pair.words[at].term])
