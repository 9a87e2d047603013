"""Who did it to whom: a passive made active, and two names or nouns in each other's place."""

from collections.abc import Sequence
from itertools import combinations

from server.align.changes.change import change_of_words
from server.align.facts import SentenceFacts
from server.align.pair import Edit, SentencePair
from server.language.data import table
from server.model import Change
from server.text.names import writes_nouns_capital
from server.text.statements import words_of
from server.text.tokens import Word

_LONGEST_PASSIVE = 8  # words from "was" to "by"
_STEM_OF_VERB = 3  # letters that "beaten" and "beat" share
_STEM_OF_LAST_VERB = 4  # of a verb behind who does it, where it may be of another clause


def turned_voice(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Name a passive that the page makes active, or the reverse, with both names in their order.

    page: Leonard outpointed Duran in the last fight of the evening.
    source: Leonard was outpointed by Duran in the last fight of the evening.
    kind: role
    """
    if not pair.is_near_copy() or not words_of("passives", sentence.language):
        return None
    page_passive = _passive_of(sentence)
    source_passive = _passive_of(pair.best)
    if bool(page_passive) == bool(source_passive):
        return None

    is_page = bool(page_passive)
    passive = page_passive or source_passive
    line, other = pair.best, sentence
    if is_page:
        line, other = other, line
    # From the words of the passive sentence to those of the active one, where both have them.
    active_by_passive = dict(pair.kept_words)
    if is_page:
        active_by_passive = {page: source for source, page in pair.kept_words.items()}
    before = _nearest_kept(pair, line, range(passive[0] - 1, -1, -1), active_by_passive)
    behind = _nearest_kept(pair, line, range(passive[-1] + 1, len(line.words)), active_by_passive)
    if before is None or behind is None:
        return None
    between = range(active_by_passive[before] + 1, active_by_passive[behind])
    verb = _verb_in(pair, line, passive, other, between)
    if verb is None:
        return None
    return change_of_words(
        pair, "role", passive if is_page else [verb], [verb] if is_page else passive
    )


def exchanged_words(pair: SentencePair, _: SentenceFacts) -> Change | None:
    """Name two words that have changed places in a copy that was shortened.

    page: The police arrested the singer after the guard accused him of theft.
    source: The police then arrested the guard after the singer accused him of theft.
    kind: role
    """
    if not pair.is_near_copy():
        return None
    edits = [
        (edit, *_terms_of(pair, edit))
        for edit in pair.replacements
        if _names_who(pair.page, edit.page) and _names_who(pair.best, edit.source)
    ]
    for (edit, page_terms, source_terms), (
        other,
        other_page_terms,
        other_source_terms,
    ) in combinations(edits, 2):
        if not (page_terms and source_terms) or page_terms & source_terms:
            continue
        if page_terms == other_source_terms and source_terms == other_page_terms:
            page = range(edit.page.start, other.page.stop)
            return change_of_words(pair, "role", page, range(edit.source.start, other.source.stop))
    return None


def _passive_of(line: SentenceFacts) -> range:
    """Return the words from an auxiliary of the passive to the "by" before who does it."""
    auxiliaries = words_of("passives", line.language)
    agents = words_of("agents", line.language)
    for first, plain in enumerate(line.plains):
        if plain not in auxiliaries:
            continue
        for last in range(first + 1, min(first + 1 + _LONGEST_PASSIVE, len(line.plains))):
            is_agent = line.plains[last] in agents
            if is_agent and _names_who(line, range(last + 1, last + 3)):
                return range(first, last + 1)
    return range(0)


def _nearest_kept(
    pair: SentencePair, line: SentenceFacts, way: range, kept: dict[int, int]
) -> int | None:
    """Return the first content word on the way if the other sentence keeps it."""
    for index in way:
        if pair.texts.weights[line.words[index].term]:
            return index if index in kept else None
    return None


def _verb_in(
    pair: SentencePair, line: SentenceFacts, passive: range, other: SentenceFacts, between: range
) -> int | None:
    """Return the active verb among the words between both names, if it is the passive's."""
    auxiliaries = words_of("passives", other.language)
    if not auxiliaries.isdisjoint(other.plains[index] for index in between):
        return None
    # "Wurde von Marsch besiegt": the verb may be last.
    participles = dict.fromkeys(passive[1:-1], _STEM_OF_VERB)
    participles |= dict.fromkeys(range(passive[-1] + 1, len(line.words)), _STEM_OF_LAST_VERB)
    kept = {*pair.kept_words} if other is pair.best else {*pair.kept_words.values()}
    content = [index for index in between if pair.texts.weights[other.words[index].term]]
    # "Besiegte im letzten Kampf des Abends": what both sides keep is not a verb of one side.
    content = [index for index in content if index not in kept] or content
    if len(content) != 1:
        return None
    active = other.words[content[0]]
    is_passive_verb = any(
        pair.texts.weights[line.words[index].term]
        and _are_one_verb(line.words[index], active, stem)
        for index, stem in participles.items()
    )
    return content[0] if is_passive_verb else None


def _are_one_verb(participle: Word, active: Word, stem: int) -> bool:
    """Whether two words have one term, or begin with the same letters."""
    return participle.term == active.term or participle.plain[:stem] == active.plain[:stem]


def _names_who(line: SentenceFacts, run: range) -> bool:
    """Whether words are of a name, or a noun behind an article: "the singer"."""
    articles = table("names")["articles"].split()
    words = range(max(0, run.start - 1), min(run.stop, len(line.words)))
    has_name = any(
        line.is_name(index) or (writes_nouns_capital(line.language) and line.is_capital(index))
        for index in words
        if index in run
    )
    return has_name or any(line.plains[index] in articles for index in words)


def _terms_of(pair: SentencePair, edit: Edit) -> tuple[frozenset[str], frozenset[str]]:
    return (
        _content(pair, pair.page, edit.page),
        _content(pair, pair.best, edit.source),
    )


def _content(pair: SentencePair, line: SentenceFacts, run: Sequence[int]) -> frozenset[str]:
    terms = {line.words[index].term for index in run}
    return frozenset(term for term in terms if pair.texts.weights[term])
