"""What an edit of a copy turns round or leaves out: an amount, a doubt, a condition, who says it.

Each rule names one edit, and the first that fits counts; an edit that none names is other wording.
The words are of a language's tables; tests/bench/align/copies.py counts them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from server.align.changes.change import change_of_words
from server.align.facts import SentenceFacts
from server.align.pair import CLOSE_COPY, Edit, SentencePair
from server.language.data import table
from server.model import Change, ChangeKind
from server.text.statements import Cue, CueKind, words_of
from server.text.tokens import is_dense
from server.text.units import conventions

_SHORTEST_COPY = 5  # words of a sentence whose edits are named
# Words of an edit on either side: a longer one says something else.
_LONGEST = 3
_LONGEST_DENSE = 6  # where a word is a character
_LONGEST_CUT = 14  # words of a clause that the page leaves out and replaces by nothing
_LONGEST_CUT_DENSE = 28
_PIECE = range(1, 5)  # words of a piece that changes its place
_PARTIAL = {1, 2, 4}  # classes of amounts that are not all: few, some, most
_LONGEST_PARENTHESIS = 5  # words between marks: "critics of the plan claim"
_FEWEST_IN_CONDITION = 2  # content words: "if" alone may be a "whether"
_STEM_OF_VERB = 4  # letters that "closes" and "close" share

Cues = tuple[list[Cue], list[Cue]]  # of the page, of the source


class CopyEdit(NamedTuple):
    """An edit of a copy, with the words that are listed in it."""

    pair: SentencePair
    page: range
    source: range

    @property
    def sides(self) -> tuple[tuple[SentenceFacts, range], tuple[SentenceFacts, range]]:
        """Both sentences, each with the words of it that were edited."""
        return (self.pair.page, self.page), (self.pair.best, self.source)

    def cues(self, kind: CueKind) -> Cues:
        """Return the listed words and phrases of one kind that lie in the edit."""
        page, source = (
            [cue for cue in line.cues(kind) if cue.words[0] in run and cue.words[-1] in run]
            for line, run in self.sides
        )
        return page, source

    def denials(self) -> Cues:
        """Return the words of the edit that say "not"."""
        page, source = (
            [Cue(range(index, index + 1), 0) for index in line.denials if index in run]
            for line, run in self.sides
        )
        return page, source

    def says_only(self, cues: Cues) -> bool:
        """Whether all other content words of the edit are the same on both sides."""
        page_terms, source_terms = (
            Counter(line.words[index].term for index in run if index not in _words_of(side))
            for (line, run), side in zip(self.sides, cues, strict=True)
        )
        weights = self.pair.texts.weights
        differing = (page_terms - source_terms) + (source_terms - page_terms)
        return not any(weights[term] for term in differing)

    @property
    def is_cut(self) -> bool:
        """Whether the page has no content word in the place of the source's words."""
        weights = self.pair.texts.weights
        return not any(weights[self.pair.page.words[index].term] for index in self.page)

    @property
    def is_long(self) -> bool:
        """Whether it is too long for a word in the place of another one."""
        longest = _LONGEST_DENSE if is_dense(self.pair.page.plains[0]) else _LONGEST
        return max(len(self.page), len(self.source)) > longest

    def change(self, kind: ChangeKind, code: str | None = None) -> Change:
        """Return the edit as a change of a kind."""
        return change_of_words(self.pair, kind, self.page, self.source, code)


Rule = Callable[[CopyEdit], Change | None]


def edits_of_copy(pair: SentencePair) -> list[Edit]:
    """Return the edits of a copy, or two pieces of it that have changed places as one.

    They are a few words in the place of others, or a clause that is cut; the copy may be shortened.
    """
    if len(pair.page.words) < _SHORTEST_COPY or not pair.is_near_copy(CLOSE_COPY):
        return []
    if exchanged := _exchanged_pieces(pair):
        return [Edit(exchanged, exchanged)]
    longest_cut = _LONGEST_CUT_DENSE if is_dense(pair.page.plains[0]) else _LONGEST_CUT
    edits = []
    for edit in pair.edits:
        copy_edit = CopyEdit(pair, *edit)
        is_short_cut = copy_edit.is_cut and len(edit.source) <= longest_cut
        if is_short_cut or not copy_edit.is_long:
            edits.append(edit)
    return edits + _cuts_before_other_forms(pair)


def compare_edit(pair: SentencePair, edit: Edit) -> Change | None:
    """Name what an edit of a copy turns round; None where it is other wording."""
    copy_edit = CopyEdit(pair, *edit)
    for rule in CUT_RULES if copy_edit.is_long else RULES:
        change = rule(copy_edit)
        if change:
            return change
    return None


def _cuts_before_other_forms(pair: SentencePair) -> list[Edit]:
    """Return cut words beside which a word has another form: "one of the bridges", "the bridge"."""
    return [
        edit
        for edit in pair.term_edits
        if not edit.page and edit not in pair.edits and len(edit.source) <= _LONGEST
    ]


def exchanged_pieces(edit: CopyEdit) -> Change | None:
    """Name two pieces that changed places: who did it to whom.

    page: On Monday the mayor sued the paper in Orlund.
    source: On Monday the paper sued the mayor in Orlund.
    kind: role
    """
    page, source = (Counter(line.plains[index] for index in run) for line, run in edit.sides)
    return edit.change("role") if page == source else None


def rank(edit: CopyEdit) -> Change | None:
    """Name a rank that only one side has.

    page: The mayor of Orlund opened the new bridge on Monday.
    source: The deputy mayor of Orlund opened the new bridge on Monday.
    kind: role
    """
    cues = edit.cues("ranks")
    page, source = cues
    if bool(page) == bool(source) or not edit.says_only(cues):
        return None
    return change_of_words(edit.pair, "role", _words_of(page), _words_of(source))


def negation(edit: CopyEdit) -> Change | None:
    """Name a "not" more, here and in all of the sentence: "unless" is "if not".

    page: The council will open the bridge in Orlund unless it rains.
    source: The council will open the bridge in Orlund if it rains.
    kind: negation
    """
    cues = edit.denials()
    page, source = cues
    is_more_in_all = len(edit.pair.page.denials) != len(edit.pair.best.denials)
    if not is_more_in_all or len(page) == len(source) or not edit.says_only(cues):
        return None
    return edit.change("negation")


def amount(edit: CopyEdit) -> Change | None:
    """Name an amount of another class: "some" for "all".

    page: All bridges of the old town will be closed to lorries in May.
    source: Some bridges of the old town will be closed to lorries in May.
    kind: scope
    """
    cues = edit.cues("amounts")
    page, source = ({cue.kind for cue in side} for side in cues)
    if not (page and source and page.isdisjoint(source) and edit.says_only(cues)):
        return None
    return edit.change("scope")


def order(edit: CopyEdit) -> Change | None:
    """Name another order or comparison: "oldest" for "largest".

    page: The oldest ferry to Orlund left the old harbour on Monday.
    source: The largest ferry to Orlund left the old harbour on Monday.
    kind: scope
    """
    cues = edit.cues("superlatives")
    page, source = (
        {line.words[cue.words[0]].term for cue in side}
        for (line, _), side in zip(edit.sides, cues, strict=True)
    )
    if not (page and source and page.isdisjoint(source) and edit.says_only(cues)):
        return None
    return edit.change("scope")


def limiter(edit: CopyEdit) -> Change | None:
    """Name a part of the whole that the page gives as the whole: "half of the bridges".

    page: The old bridges will be closed to lorries in May.
    source: Half of the old bridges will be closed to lorries in May.
    kind: scope
    """
    pair, best = edit.pair, edit.pair.best
    if not edit.is_cut or _has_amount(pair.page, edit.page):
        return None
    limiters = _limiters(edit)
    if not limiters or _is_indefinite(edit):
        return None
    before = range(edit.source[0], limiters[0].words[0])
    behind = range(limiters[-1].words[-1] + 1, edit.source.stop)
    # "Three of the five lanes on the bridges": all of it was before the page's first word.
    opens = not edit.source[0] and not pair.texts.weights[best.words[edit.source[-1]].term]
    if _has_content(pair, before) or (_has_content(pair, behind) and not opens):
        return None
    return edit.change("scope")


def _limiters(edit: CopyEdit) -> list[Cue]:
    """Return the words of an edit that make a part of a whole: "half of", "some" or "40 %"."""
    pair, best = edit.pair, edit.pair.best
    articles = table("names")["articles"].split()
    # The page may keep the article: "one of the bridges", "the bridges".
    limiters = [
        cue
        for cue in best.cues("limiters")
        if {index for index in cue.words if best.plains[index] not in articles} <= {*edit.source}
    ]
    # "The bridges" for "some bridges", where bridges alone may be some.
    if not {*articles}.isdisjoint(pair.page.plains[index] for index in edit.page):
        numbers = {quantity.first for quantity in best.quantities}  # "some 3,000" are about so many
        limiters += [
            cue
            for cue in best.cues("amounts")
            if cue.kind in _PARTIAL
            and {*cue.words} <= {*edit.source}
            and cue.words[-1] + 1 not in numbers
        ]
    if edit.page.start > 1:
        # "Answers some of the questions" is "answers the questions", but "one of the largest" is
        # not "the largest".
        superlatives = _words_of((*best.cues("superlatives"), *best.cues("extremes")))
        limiters = [cue for cue in limiters if cue.words[-1] + 1 in superlatives]
    limiters += [
        Cue(range(quantity.first, quantity.last + 1), 0)
        for quantity in best.quantities
        if quantity.unit == "%"
        and {quantity.first, quantity.last + 1} <= {*edit.source}
        and best.text[quantity.end : quantity.end + 1] != ")"
    ]
    return limiters


def doubt(edit: CopyEdit) -> Change | None:
    """Name a doubt that the page leaves out, and says in no other words.

    page: The treasurer of Orlund stole 400 kroner from the school fund.
    source: The treasurer of Orlund allegedly stole 400 kroner from the school fund.
    kind: hedge
    """
    page, best = edit.pair.page, edit.pair.best
    dropped = [cue for cue in _doubts(best) if {*cue.words} <= {*edit.source}]
    if not dropped or _has_own_doubt(page, edit.pair.kept_words.values()) or page.cues("claims"):
        return None
    is_same = edit.says_only(([], dropped)) or _has_other_form(edit, dropped)
    return edit.change("hedge") if is_same else None


def added_doubt(edit: CopyEdit) -> Change | None:
    """Name a doubt that the page adds to what the source states: "may" for "will".

    page: The old bridge in Orlund may be closed to lorries in spring.
    source: The old bridge in Orlund will be closed to lorries in spring.
    kind: hedge
    """
    pair = edit.pair
    added = [cue for cue in _doubts(pair.page) if {*cue.words} <= {*edit.page}]
    is_modal = len(edit.page) == 1 and 0 < len(edit.source) <= _LONGEST
    if not (added and is_modal) or _has_content(pair, edit.source):
        return None
    if _has_own_doubt(pair.best, pair.kept_words):
        return None
    return edit.change("hedge", "added_doubt")


def condition(edit: CopyEdit) -> Change | None:
    """Name a condition that the page leaves out.

    page: The ferry line will cut the route to Orlund.
    source: If the subsidy ends, the ferry line will cut the route to Orlund.
    kind: hedge
    """
    pair, best = edit.pair, edit.pair.best
    if not edit.is_cut or pair.page.cues("conditions") or pair.page.cues("clause_conditions"):
        return None
    conditions = best.cues("conditions")
    conditions += [cue for cue in best.cues("clause_conditions") if _begins_clause(best, cue)]
    asking = words_of("reporting_verbs", best.language)
    for cue in conditions:
        if best.plains[cue.words[0] - 1] in asking:
            continue  # "asked if", which is "whether"
        stated = range(cue.words[-1] + 1, edit.source.stop)
        content = [index for index in stated if _has_content(pair, [index])]
        if cue.words[0] in edit.source and len(content) >= _FEWEST_IN_CONDITION:
            return edit.change("hedge", "condition")
    return None


def attribution(edit: CopyEdit) -> Change | None:
    """Name a claim that the page gives as a fact: it leaves out who claims it.

    page: The old bridges will be closed to lorries in May.
    source: Critics claim that the old bridges will be closed to lorries in May.
    kind: hedge
    """
    pair = edit.pair
    if not (edit.source and edit.is_cut and _is_followed_by_kept(edit)):
        return None
    clause = _from_article(edit)
    if not _is_cut_clause(clause):
        return None
    claims = [
        cue
        for cue in pair.best.cues("claims")
        if {*cue.words} <= {*clause.source} and not pair.best.is_name(cue.words[0])
    ]
    still_said = words_of("reporting_verbs", pair.page.language)
    if not claims or not still_said.isdisjoint(pair.page.plains):
        return None
    # "Accused of planning the attack" is not a view on the attack.
    behind = [
        index
        for index in range(claims[-1].words[-1] + 1, clause.source.stop)
        if pair.best.plains[index] not in still_said  # "critics said that"
    ]
    if _has_content(pair, behind) and not _mark_behind(pair.best, edit.source[-1]):
        return None
    if pair.page.cues("claims") or _has_own_doubt(pair.page, pair.kept_words.values()):
        return None
    return edit.change("hedge", "attribution")


CUT_RULES: tuple[Rule, ...] = (exchanged_pieces, limiter, condition, attribution, doubt)
RULES: tuple[Rule, ...] = (
    exchanged_pieces,
    rank,
    negation,
    amount,
    order,
    limiter,
    condition,
    attribution,
    doubt,
    added_doubt,
)


def _doubts(line: SentenceFacts) -> list[Cue]:
    """Return the words that leave a sentence in doubt; "in May" and "almost 500" have none."""
    months = conventions(line.language).months
    numbers = {quantity.first for quantity in line.quantities}
    doubts = []
    for cue in line.cues("hedges"):
        first, last = cue.words[0], cue.words[-1]
        is_month = line.is_name(first) and months.at(line.plains, first)
        # The bound of a number is compared with the number.
        if not (is_month or first in numbers or last + 1 in numbers):
            doubts.append(cue)
    return doubts


def _has_own_doubt(line: SentenceFacts, kept: Collection[int]) -> bool:
    """Whether a sentence has a word of doubt that the other one lacks: it may say the same."""
    own = {index for cue in _doubts(line) for index in cue.words}
    possible = words_of("possibilities", line.language)
    own.update(index for index, plain in enumerate(line.plains) if plain in possible)
    return not own.issubset(kept)


def _has_other_form(edit: CopyEdit, dropped: Sequence[Cue]) -> bool:
    """Whether the page has the verb alone, in another form: "closes" for "could close"."""
    page, source = (
        [
            line.plains[index]
            for index in run
            if edit.pair.texts.weights[line.words[index].term] and index not in _words_of(cues)
        ]
        for (line, run), cues in zip(edit.sides, ([], dropped), strict=True)
    )
    if not len(page) == len(source) == 1:
        return False
    verb, other = page[0], source[0]
    return len(verb) >= _STEM_OF_VERB and verb[:_STEM_OF_VERB] == other[:_STEM_OF_VERB]


def _has_amount(line: SentenceFacts, run: Iterable[int]) -> bool:
    amounts = {index for cue in line.cues("amounts") for index in cue.words}
    return not amounts.isdisjoint(run)


def _is_indefinite(edit: CopyEdit) -> bool:
    """Whether the page speaks of some: "set fire to buildings" for "to some of the buildings"."""
    page, best = edit.pair.page, edit.pair.best
    articles = table("names")["articles"].split()
    before = page.plains[edit.page.start - 1] if edit.page.start else ""
    behind = range(edit.page.stop, edit.page.stop + 1)
    if edit.page or before in articles or best.plains[edit.source[-1]] not in articles:
        return False
    return any(edit.pair.texts.weights[page.words[index].term] for index in behind)


def _has_content(pair: SentencePair, source: Iterable[int]) -> bool:
    """Whether any of these words of the best source sentence is more than a function word."""
    return any(pair.texts.weights[pair.best.words[index].term] for index in source)


def _begins_clause(line: SentenceFacts, cue: Cue) -> bool:
    first = cue.words[0]
    return not first or bool(_mark_behind(line, first - 1))


def _from_article(edit: CopyEdit) -> CopyEdit:
    """Return a cut of "critics claim that the" with the article before it, not the one behind."""
    start, stop = edit.source.start, edit.source.stop
    plains = edit.pair.best.plains
    if edit.page or not start or plains[start - 1] != plains[stop - 1]:
        return edit
    return edit._replace(source=range(start - 1, stop - 1))


def _is_cut_clause(edit: CopyEdit) -> bool:
    """Whether the cut words open the sentence, or are a few between two marks."""
    best, first = edit.pair.best, edit.source[0]
    if not first:
        return True
    is_between_marks = _mark_behind(best, first - 1) and _mark_behind(best, edit.source[-1])
    return bool(is_between_marks) and len(edit.source) <= _LONGEST_PARENTHESIS


def _is_followed_by_kept(edit: CopyEdit) -> bool:
    """Whether the next content word of the source is one that the page keeps."""
    pair = edit.pair
    for index in range(edit.source.stop, len(pair.best.words)):
        if index not in pair.kept_words:
            return False
        if _has_content(pair, [index]):
            return True
    return True  # at the end: "…, critics claim"


def _mark_behind(line: SentenceFacts, index: int) -> str:
    """Return the mark between a word and the next one."""
    following = line.words[index + 1].start if index + 1 < len(line.words) else len(line.text)
    return line.text[line.words[index].end : following].strip()


def _words_of(cues: Iterable[Cue]) -> list[int]:
    return [index for cue in cues for index in cue.words]


def _exchanged_pieces(pair: SentencePair) -> range:
    """Return the words of two pieces that changed places, with those between them."""
    page, source = pair.page.plains, pair.best.plains
    if len(pair.edits) < 2 or Counter(page) != Counter(source):
        return range(0)
    first, last = pair.edits[0], pair.edits[-1]
    start = min(first.page.start, first.source.start)
    stop = max(last.page.stop, last.source.stop)
    page_run, source_run = page[start:stop], source[start:stop]
    for before, behind in product(_PIECE, repeat=2):
        swapped = source_run[-before:] + source_run[behind:-before] + source_run[:behind]
        if page_run != swapped:
            continue
        pieces = (
            range(start, start + before),
            range(start + before, stop - behind),
            range(stop - behind, stop),
        )
        if all(any(map(pair.words.is_content, piece)) for piece in pieces):
            return range(start, stop)
    return range(0)
