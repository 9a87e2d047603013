"""The English of what was concluded, for programs: a reader's language has it by `message`.

What the page alone shows, and what a finder met, has its sentence from there. A conclusion only
gives values; here they get theirs, once, before an answer leaves.
"""

from dataclasses import replace

from server.language.messages import words
from server.model import Candidate, Evidence, Reason, Search, Verdict

# Why what was compared is not the source after all.
_NOT_THE_SOURCE: dict[Reason, str] = {
    "same_event": "Most of what the page has is not in it: it may be other coverage of the same "
    "event.",
    "no_match": "It has none of the page's sentences.",
    "too_little": "It has too few of the page's sentences.",
}


def word_verdict(verdict: Verdict) -> Verdict:
    """Return a verdict whose evidence has its sentence everywhere."""
    evidence = [entry if entry.says else _worded_evidence(entry) for entry in verdict.evidence]
    return Verdict(verdict.label, verdict.confidence, evidence, verdict.answer, verdict.basis)


def word_search(search: Search) -> Search:
    """Return a search whose candidates say everywhere why they are what they are."""
    candidates = [
        candidate if candidate.why else _worded_candidate(candidate)
        for candidate in search.candidates
    ]
    return replace(search, candidates=candidates)


def _worded_evidence(evidence: Evidence) -> Evidence:
    return replace(evidence, says=_sentence(evidence))


def _sentence(evidence: Evidence) -> str:
    """Say what evidence shows. Where an address is to be told, the reader's message lacks it."""
    url = evidence.params.get("url")
    if evidence.signal == "links_to_original":
        place = f"{url} (“{evidence.quote}”)"
        return f"The page leads to its story at {place}, which could not be read."
    if evidence.signal == "short_text":
        return f"The text is short, and {url} tells most of what it says."
    return words("en").say(evidence.message) + _difference_note(evidence)


def _difference_note(evidence: Evidence) -> str:
    """Say how many of the sentences that are told whole differ in a fact."""
    differs = evidence.params.get("differs", 0)
    if not differs:
        return ""
    if evidence.params["whole"] == 1:
        return " It differs in a fact."
    noun = "sentence differs" if differs == 1 else "sentences differ"
    return f" {differs} {noun} in a fact."


def _worded_candidate(candidate: Candidate) -> Candidate:
    return replace(candidate, why=_NOT_THE_SOURCE.get(candidate.why_code, ""))
