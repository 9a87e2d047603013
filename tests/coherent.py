"""Holds the parts of an answer against each other, so that none contradicts another."""

from collections import Counter

from server.model import Alignment, Comparison, Origin
from server.text.credits.publishers import alike_names, is_agency


def _is_anywhere(origin: Origin | None) -> bool:
    """Return whether a report is its outlet's at any address: called for by name, or a wire's."""
    return origin is not None and (origin.by == "call" or is_agency(origin.name))


def check_coherent(answer: Comparison, *, is_text: bool = False) -> None:
    """Hold the parts of an answer that say whose report it is against each other."""
    verdict, search = answer.verdict, answer.search
    origin, outlets = search.origin if search else None, verdict.basis.outlets
    assert all(credit.name for credit in verdict.basis.credits)
    assert not (verdict.basis.kind == "own" and outlets)
    names = [outlet.name for outlet in outlets[:1]]
    names += [str(name) for name in verdict.heading.params]
    if origin and (verdict.basis.kind != "own" and names):
        names.append(origin.name)
    assert len(set(names)) <= 1, names
    assert bool(verdict.grounds) == (verdict.answer != "unsure")
    assert all(evidence.says for evidence in verdict.evidence)
    if verdict.answer == "complete":
        assert not outlets
        assert not is_text
        calls = ("links_to_original", "continues_on_site", "says_summary", "more_pages")
        assert not [entry for entry in verdict.evidence if entry.signal in calls]
    if answer.source and search and search.source and names and not _is_anywhere(origin):
        shown = answer.source.publisher or answer.source.url
        assert alike_names(names[0], shown), (names, shown)
    for candidate in search.candidates if search else ():
        assert candidate.relation != "retelling" or candidate.url != search.source
    if answer.source and search and search.source:
        assert origin is None or origin.read


def check_account(result: Alignment) -> None:
    """Hold the states of the source's sentences against all that is said of them."""
    figures, account = result.figures, result.account
    assert [entry.source for entry in account] == list(range(len(result.source)))
    states = Counter(entry.state for entry in account)
    used = figures.told + figures.told_in_part
    assert (figures.told, figures.told_in_part) == (states["told"], states["in_part"])
    assert (figures.left_out, figures.not_compared) == (states["left_out"], states["not_compared"])
    assert used == figures.used
    assert used + figures.left_out + figures.not_compared == figures.source_sentences
    assert figures.source_sentences + states["aside"] == len(account)
    for entry in account:
        resting = [
            sentence.index for sentence in result.sentences if entry.source in sentence.source
        ]
        assert entry.told_by == resting
        assert entry.state in ("told", "in_part") or not resting
        assert entry.state == "in_part" or not entry.rest
        assert resting or not entry.differs
        text = result.source[entry.source]
        assert all(text[span.start : span.end] == span.text for span in entry.rest)
    listed = [(entry.source, entry.span) for entry in result.left_out]
    whole_sentences = [(entry.source, None) for entry in account if entry.state == "left_out"]
    pieces = [(entry.source, span) for entry in account for span in entry.rest]
    assert Counter(listed) == Counter([*whole_sentences, *pieces])
    unknown = [entry.source for entry in account if entry.state == "not_compared"]
    assert result.not_compared == unknown
