"""A "not" that only one side has."""

from collections.abc import Sequence
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
_RETOLD_FROM = 2  # source sentences that a retelling is compared with


def added_negations(pair: SentencePair) -> list[int]:
    """Return each "not" of a near copy whose sources deny nothing."""
    if not pair.is_near_copy() or any(line.denials for line in pair.lines(pair.sources)):
        return []
    return pair.page.negations[:MOST_LOOKED_AT]


def compare_added_negation(pair: SentencePair, index: int) -> Change | None:
    """Report a "not" beside a word that the source has without."""
    words, language = pair.page.words, pair.page.language
    source_by_page = {page: source for source, page in pair.kept_words.items()}
    reach = (*range(index + 1, index + 1 + _REACH), *range(index - 1, index - 1 - _REACH, -1))
    kept = None
    for near in reach:
        if near in source_by_page and pair.words.is_content(near):
            kept = near
            break
    if kept is None or not denies_clause(words, index, language):
        return None
    between = [near for near in range(index + 1, kept) if pair.words.is_content(near)]
    is_new_verb = not {*pair.words.absent_words}.isdisjoint(between)
    if is_new_verb and not changes_the_verb(language):
        return None  # "does not remove language" for "objected to language"
    if _is_denied_in_source(pair, about_terms(words, index, pair.texts.weights, language)):
        return None
    run = range(index, kept + 1) if index < kept and not between else [index]
    return change_of_words(pair, "negation", run, [source_by_page[kept]])


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
            if is_same and not line.denials:
                return change_of_facts(fact_of("negation", sentence, [index]), None, "one_sided")
    return None


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
