"""A "not" that only one side has."""

from collections.abc import Iterator, Sequence
from itertools import chain

from server.align.changes.change import change_of_facts, change_of_words, fact_of
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change
from server.text.statements import about_terms, changes_the_verb, denies_clause

_REACH = 4  # words to each side of a "not" in which the word that it denies is
_DENIED_TOO = 0.6  # share of what a "not" is about that the source denies too
# Share of what the source denies that the page says.
_SAID_WITHOUT = 1.0
_SAID_WITHOUT_IF_CHANGING = 0.4  # where a "not" changes the form of the verb
_ABOUT_REACH = 7  # words after a "not" that it may be about, in other words
_SAME_PREDICATE = 2  # of them that the source must have
_COMPARED = 3  # source sentences whose statements are compared
_WITHIN_STATEMENT = 4  # words from who to does, and from does to what
_RETOLD_FROM = 2  # source sentences that a retelling is compared with
_QUESTION_MARKS = ("?", "？", "؟", '?"', "?”")  # "can you blame him?" says that you can't


def added_negations(pair: SentencePair) -> list[int]:
    """Return each "not" of a near copy whose sources deny nothing."""
    if not pair.is_near_copy() or any(line.denials for line in pair.lines(pair.sources)):
        return []
    return pair.page.negations[:MOST_LOOKED_AT]


def compare_added_negation(pair: SentencePair, index: int) -> Change | None:
    """Report a "not" beside a word that the source has without."""
    words, language = pair.page.words, pair.page.language
    if not changes_the_verb(language) and _denies_what_is_new(pair, index):
        return None  # "with no survivors" at the end adds something
    source_by_page = {page: source for source, page in pair.kept_words.items()}
    reach = (*range(index + 1, index + 1 + _REACH), *range(index - 1, index - 1 - _REACH, -1))
    kept_index = None
    for neighbour in reach:
        if neighbour in source_by_page and pair.words.is_content(neighbour):
            kept_index = neighbour
            break
    if kept_index is None or not denies_clause(words, index, language):
        return None
    between = [
        neighbour for neighbour in range(index + 1, kept_index) if pair.words.is_content(neighbour)
    ]
    is_new_verb = not {*pair.words.absent_words}.isdisjoint(between)
    if is_new_verb and not changes_the_verb(language):
        return None  # "does not remove language" for "objected to language"
    if _is_denied_in_source(pair, about_terms(words, index, pair.texts.weights, language)):
        return None
    run = range(index, kept_index + 1) if index < kept_index and not between else [index]
    return change_of_words(pair, "negation", run, [source_by_page[kept_index]])


def _denies_what_is_new(pair: SentencePair, index: int) -> bool:
    """Whether the first content word after a "not" is nowhere in the source."""
    for neighbour in range(index + 1, min(index + 1 + _REACH, len(pair.page.words))):
        if pair.words.is_content(neighbour):
            return neighbour in pair.words.absent_words
    return False


def dropped_negations(pair: SentencePair) -> list[int]:
    """Return each "not" of the source of a near copy that denies nothing."""
    if not pair.is_near_copy() or pair.page.denials:
        return []
    return pair.best.negations


def compare_dropped_negation(pair: SentencePair, index: int) -> Change | None:
    """Report a "not" of the source about what the page says without."""
    source = pair.best
    is_changing = changes_the_verb(source.language)
    instead = [edit.page for edit in pair.replacements if index in edit.source]
    if not is_changing and any(map(pair.words.is_content, chain(*instead))):
        return None  # "prevents" for "does not"
    about = {*about_terms(source.words, index, pair.texts.weights, source.language)}
    least = _SAID_WITHOUT_IF_CHANGING if is_changing else _SAID_WITHOUT
    if not about or len(pair.page.terms & about) < least * len(about):
        return None
    return change_of_words(pair, "negation", (), [index])


def one_sided_negation(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Report a "not" of the page where a source sentence has the same predicate.

    In other words that is a doubt: it is right in less than two of three cases.
    """
    if not pair.texts.same_language or changes_the_verb(sentence.language):
        return None
    for index in sentence.negations:
        if _is_not_all(sentence, index):
            continue
        about = _terms_after(pair, sentence, index)
        if not denies_clause(sentence.words, index, sentence.language):
            continue
        if _is_denied_in_source(pair, about):
            continue
        for line in pair.lines(pair.sources[:_RETOLD_FROM]):
            shared = line.terms.intersection(about)
            is_same = len(shared) >= _SAME_PREDICATE and about[0] in shared
            is_question = line.text.rstrip().endswith(_QUESTION_MARKS)
            if is_same and not line.denials and not is_question:
                return change_of_facts(fact_of("negation", sentence, [index]), None, "one_sided")
    return None


def turned_statement(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Name a "not" that one side has between the same three content words in a row.

    The sentences may be of other words otherwise. Where a word may stand between the second and the
    third, it was right in four of six cases alone.
    page: Though the union is satisfied with the offer, it wants to go on talking.
    source: But the union isn't satisfied with the offer, which it had from the line on Monday.
    kind: negation
    """
    if not pair.texts.same_language or changes_the_verb(sentence.language):
        return None
    for line in pair.lines(pair.sources[:_COMPARED]):
        source_statements = dict(_statements(pair, line))
        for terms, page_run in _statements(pair, sentence):
            source_run = source_statements.get(terms)
            if source_run is None:
                continue
            page_denies, source_denies = _denies(sentence, page_run), _denies(line, source_run)
            is_turned = page_denies != source_denies
            if is_turned and not _is_denied_near(
                *((line, source_run) if page_denies else (sentence, page_run))
            ):
                return change_of_facts(
                    fact_of("negation", sentence, page_run), fact_of("negation", line, source_run)
                )
    return None


def _statements(pair: SentencePair, line: SentenceFacts) -> Iterator[tuple[tuple[str, ...], range]]:
    """Yield the terms of three content words in a row, with the place of the first two."""
    weights, denials = pair.texts.weights, line.denials
    content = [
        index
        for index, word in enumerate(line.words)
        if weights[word.term] and index not in denials
    ]
    for who, does, what in zip(content, content[1:], content[2:], strict=False):
        if does - who <= _WITHIN_STATEMENT and what - does <= _WITHIN_STATEMENT:
            terms = tuple(line.words[index].term for index in (who, does, what))
            yield terms, range(who, does + 1)


def _denies(line: SentenceFacts, run: range) -> bool:
    """Whether a "not" is between the first and the last of some words."""
    return any(index in run[1:-1] for index in line.negations)


def _is_denied_near(line: SentenceFacts, run: range) -> bool:
    """Whether anything that denies is among some words or near them."""
    return any(run.start - _REACH <= index < run.stop + _REACH for index in line.denials)


def _is_not_all(sentence: SentenceFacts, index: int) -> bool:
    """Whether a "not" is of an amount: "not all"."""
    return any(cue.words[0] == index + 1 for cue in sentence.cues("amounts"))


def _terms_after(pair: SentencePair, sentence: SentenceFacts, index: int) -> list[str]:
    following = sentence.words[index + 1 : index + 1 + _ABOUT_REACH]
    return [word.term for word in following if pair.texts.weights[word.term]]


def _is_denied_in_source(pair: SentencePair, about: Sequence[str]) -> bool:
    """Whether the source says "not" of the same somewhere."""
    if not about:
        return False
    least = _DENIED_TOO * len(about)
    return any(
        about[0] in denied or len(denied.intersection(about)) >= least
        for denied in pair.texts.negation_contexts
    )
