"""Finds a verb that has another subject in the source: "the authority sued Klar".

Words alone don't show what a sentence's subject is. Only the plain order is read, on both sides of
the same form of a verb: the word right before it, auxiliaries left out, and the words behind it.
A pronoun may stand for anybody, so that nothing is said where one is the subject.
"""

from collections.abc import Iterator
from typing import NamedTuple

from server.align import SentenceFacts, SentencePair
from server.language.data import table
from server.text.statements import auxiliary_verbs, words_of

ARTICLES = frozenset(table("names")["articles"].split())
LONGEST_SUBJECT = 5  # words of it and of auxiliaries, where a clause has the plain order
OBJECT_REACH = 3  # words behind a verb within which its object stands
PARTICIPLES = ("ing",)  # endings of what is not a verb of its own in any clause
SHARED_ENDING = 2  # content words behind a verb by which both sides tell of one event


class OtherSubject(NamedTuple):
    """A verb with its subject as a claim has it, and as its source does: "Klar sued"."""

    claimed: str
    in_source: str


class Clause(NamedTuple):
    """A verb of a sentence with the word that is its subject, by their indices."""

    line: SentenceFacts
    subject: int
    verb: int
    is_passive: bool
    following: list[int]  # the content words behind the verb

    @property
    def subject_term(self) -> str:
        """The term of the subject."""
        return self.line.words[self.subject].term

    @property
    def following_terms(self) -> list[str]:
        """The terms of the content words behind the verb."""
        return [self.line.words[index].term for index in self.following]

    @property
    def has_object(self) -> bool:
        """Whether a content word follows the verb at once, or behind an article."""
        behind = self.verb + 1
        if behind in self.following:
            return self._is_next(behind)
        is_article = self.line.plains[behind : behind + 1] and self.line.plains[behind] in ARTICLES
        return bool(is_article) and behind + 1 in self.following and self._is_next(behind + 1)

    def _is_next(self, index: int) -> bool:
        """Whether a space alone stands between a word and the one before it."""
        words = self.line.words
        return self.line.text[words[index - 1].end : words[index].start] == " "

    @property
    def opens_clause(self) -> bool:
        """Whether few words stand between the clause's beginning and its verb."""
        if self.verb <= LONGEST_SUBJECT:
            return True
        start = self.line.words[self.verb - LONGEST_SUBJECT].start
        before = self.line.text[start : self.line.words[self.subject].start]
        return any(mark in before for mark in ",;:–—")

    @property
    def phrase(self) -> str:
        """The subject and its verb as they are written."""
        return self.line.text[slice(*self.line.extent([self.subject, self.verb]))]


def other_subject(pair: SentencePair) -> OtherSubject | None:
    """Return the first verb of a claim that has another subject in the source, or none.

    Nothing is said where the source has the claim's subject with this verb anywhere.
    """
    for clause in _clauses(pair, pair.page):
        in_source = _same_verbs(pair, clause)
        if any(_is_same_subject(clause, source_clause) for source_clause in in_source):
            continue
        for source_clause in in_source:
            if (
                _is_turned(clause, source_clause)
                or _is_exchanged(clause, source_clause)
                or _is_replaced(pair, clause, source_clause)
            ):
                return OtherSubject(clause.phrase, source_clause.phrase)
        subject = _subject_over(pair, clause)
        if subject:
            return OtherSubject(clause.phrase, f"{subject} {clause.line.plains[clause.verb]}")
    return None


def _clauses(pair: SentencePair, line: SentenceFacts) -> Iterator[Clause]:
    """Yield the words that may be a verb behind its subject.

    They are two content words in a row, but for auxiliaries; a comma may stand between them
    behind a name: "the founder, Asta Berg, leaves".
    """
    weights = pair.texts.weights
    auxiliaries = auxiliary_verbs(line.language) | words_of("passives", line.language)
    for verb in range(1, len(line.words)):
        word = line.words[verb]
        is_verb = weights[word.term] and word.plain[0].isalpha() and not line.is_capital(verb)
        if not is_verb or word.plain in auxiliaries:
            continue
        subject = verb - 1
        while subject > 0 and line.plains[subject] in auxiliaries:
            subject -= 1
        if not weights[line.words[subject].term]:
            continue
        between = line.text[line.words[subject].end : line.words[subject + 1].start]
        if between != " " and not (between == ", " and line.is_name(subject)):
            continue
        is_passive = line.plains[verb - 1] in words_of("passives", line.language)
        clause = Clause(line, subject, verb, is_passive, _content_after(pair, line, verb))
        if clause.opens_clause and not word.plain.endswith(PARTICIPLES):
            yield clause


def _content_after(pair: SentencePair, line: SentenceFacts, index: int) -> list[int]:
    weights = pair.texts.weights
    return [
        behind for behind in range(index + 1, len(line.words)) if weights[line.words[behind].term]
    ]


def _same_verbs(pair: SentencePair, clause: Clause) -> list[Clause]:
    """Return the clauses of the source with a verb in the same form."""
    plain = clause.line.plains[clause.verb]
    clauses: list[Clause] = []
    for line in pair.texts.source.lines:
        if plain in line.plains:
            clauses += (
                source_clause
                for source_clause in _clauses(pair, line)
                if line.plains[source_clause.verb] == plain
            )
    return clauses


def _is_same_subject(clause: Clause, source_clause: Clause) -> bool:
    return (
        clause.subject_term == source_clause.subject_term
        and clause.is_passive == source_clause.is_passive
    )


def _is_turned(clause: Clause, source_clause: Clause) -> bool:
    """Whether one subject does in the claim what is done to it in the source, or the reverse."""
    if (
        clause.subject_term != source_clause.subject_term
        or clause.is_passive == source_clause.is_passive
    ):
        return False
    return (source_clause if clause.is_passive else clause).has_object


def _is_exchanged(clause: Clause, source_clause: Clause) -> bool:
    """Whether the source's subject is the claim's object: "sued Velmo" for "Velmo sued"."""
    if clause.is_passive or source_clause.is_passive or not clause.has_object:
        return False
    if source_clause.subject_term in _terms_before(clause.line, clause.verb):
        return False
    is_object = clause.following_terms[:1] == [source_clause.subject_term]
    is_object_in_source = clause.subject_term in source_clause.following_terms
    return is_object or (
        is_object_in_source and source_clause.subject_term in clause.following_terms
    )


def _is_replaced(pair: SentencePair, clause: Clause, source_clause: Clause) -> bool:
    """Whether the source says word for word of somebody else what a claim says of its subject.

    Where the source has that subject elsewhere, both are names, or neither: "the company" may be
    Velmo.
    """
    if (
        clause.is_passive != source_clause.is_passive
        or source_clause.subject_term in pair.page.terms
    ):
        return False
    if clause.subject_term in _terms_before(source_clause.line, source_clause.verb):
        return False
    ending = clause.following_terms[:SHARED_ENDING]
    if clause.subject_term in source_clause.following_terms:
        return bool(ending) and source_clause.following_terms[:1] == ending[:1]
    if _is_name(pair, clause) != _is_name(pair, source_clause) or len(ending) < SHARED_ENDING:
        return False
    # Else it may be another word for the same: "officials".
    is_in_source = clause.subject_term in pair.texts.source.all_terms
    return is_in_source and source_clause.following_terms[:SHARED_ENDING] == ending


def _is_name(pair: SentencePair, clause: Clause) -> bool:
    """Whether the subject may be a name: a word with a capital that neither text writes without."""
    plain = clause.line.plains[clause.subject]
    return clause.line.is_capital(clause.subject) and plain not in pair.texts.lower_case_words


def _subject_over(pair: SentencePair, clause: Clause) -> str | None:
    """Return the source's subject of a verb whose object there is the claim's subject."""
    plain = clause.line.plains[clause.verb]
    if clause.is_passive or not clause.has_object:
        return None
    if plain in words_of("reporting_verbs", clause.line.language):
        return None  # "said Brink"
    claimed_object = clause.following_terms[0]
    for line in pair.texts.source.lines:
        for verb, source_plain in enumerate(line.plains):
            if source_plain != plain or not verb:
                continue
            objects = [
                line.words[index].term
                for index in _content_after(pair, line, verb)
                if index - verb <= OBJECT_REACH
            ]
            if clause.subject_term not in objects:
                continue
            for before in range(verb):
                if line.words[before].term == claimed_object:
                    return line.text[line.words[before].start : line.words[before].end]
    return None


def _terms_before(line: SentenceFacts, index: int) -> frozenset[str]:
    return frozenset(word.term for word in line.words[:index] if word.term)
