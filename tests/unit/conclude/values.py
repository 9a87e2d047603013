"""Verdicts, searches and alignments of tests, made by hand."""

from server.conclude.cases import correction_by_source
from server.conclude.comparison import SourceComparison
from server.model import (
    Alignment,
    Article,
    Basis,
    Candidate,
    Credit,
    Evidence,
    Figures,
    FoundBy,
    PageSentence,
    Search,
    Verdict,
)
from server.model.article import ArticleAccess

URL = "https://gazette.example/a"
CALL = "Read the full story"


def verdict(label, **fields):
    return Verdict(label, 0.8, [Evidence("points_to_longer", "", "Read on", None, 0.4)], **fields)


def whole(**fields):
    return Verdict("full", 0.9, [Evidence("whole_text", "", None, None, 0.9)], "complete", **fields)


def credited(name="The Gazette", kind="retells", quote="Source: The Gazette"):
    return Basis(kind, [Credit(name, None, None, "basis", quote, None, None)])


def article(text="Berth 12 was dredged.", words=400, url="https://evening.example/b", **fields):
    defaults = {
        **dict.fromkeys(("canonical_url", "title", "publisher", "published", "modified")),
        "access": ArticleAccess(),
    }
    return Article(
        url=url,
        authors=[],
        language="en",
        text=text,
        sentences=[],
        words=words,
        extractor="",
        **{**defaults, **fields},
    )


def candidate(relation, containment=0.8, *, finder="index", quote=None):
    return Candidate(
        *(URL, None, None, None, relation, 0.6, [FoundBy(finder, "", quote)]),
        *("not_fetched", containment, None, "same_event", ""),
    )


def search(*candidates):
    source = URL if candidates and candidates[0].relation == "source" else None
    return Search("source" if source else "not_found", source, list(candidates), [])


def alignment(found=8, same=8, covered=0.5, *, partly=0, differs=0, others=2, longer=1.0):
    """Of a page with `same` of its found sentences word for word, and `others` of its own.

    `longer`: its length as a multiple of the source's.
    """
    labels = ["verbatim", "near_verbatim"] * same
    labels = labels[:same] + ["paraphrase"] * (found + differs + partly - same)
    count = len(labels) + others
    sentences = [
        PageSentence(index, label, [index], 1.0, 0.0, [], []) for index, label in enumerate(labels)
    ]
    sentences += [
        PageSentence(index, "not_found", [], 0.0, 0.0, [], [])
        for index in range(len(labels), count)
    ]
    figures = Figures(
        *(count, found, same, partly, others, 20, 10, covered, 100, 0.5, {}), differs=differs
    )
    page = [f"Sentence {index:03}." for index in range(count)]
    source = ["x" * round(sum(map(len, page)) / longer)]
    return Alignment("monotone", sentences, [], figures, page, source)


def corrected(verdict, alignment, *, is_called=False):
    """Return what the comparison alone makes of a verdict."""
    comparison = SourceComparison(article(url=URL), alignment, None, is_called=is_called)
    correction = correction_by_source(verdict, comparison)
    return correction.apply(verdict) if correction else verdict
