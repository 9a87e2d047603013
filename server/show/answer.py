"""What is said around the sentences: how an original was found, why, and what went wrong.

All of it reads plain JSON, of the server's answers and of saved ones alike.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from server.errors import OF_AN_ADDRESS, REFUSED
from server.language.messages import Words
from server.model import percent_of
from server.show.sentences import page_at
from server.show.states import Json
from server.urls import address_of_text

# Outcomes of a search in one place, best first.
OUTCOME_NAMES = {
    "not_confirmed": "turn_not_confirmed",
    "failed": "access_unreachable",
    "nothing": "turn_nothing",
}


# Reasons that give the share of the original, and nothing of weight besides.
SHARE_REASONS = ("alignment_some", "alignment_words")


def coverage_sentence(figures: Mapping[str, Any], words: Words) -> str:
    """Say how much of the original the page has, by words; by sentences of a translation."""
    if figures["not_compared"]:
        return words.text("alignment_translated", figures["used"], figures["source_sentences"])
    return words.text("coverage", percent_of(figures["covered_share"]))


def repeats_share(gist: Json | None, message: Json) -> bool:
    """Whether a reason only gives the share of the original, which the gist has said."""
    clauses = gist["clauses"] if gist else []
    says_share = any(clause["code"] == "share" for clause in clauses)
    return says_share and message["key"] in SHARE_REASONS


def reasons(comparison: Json, words: Words) -> list[str]:
    """Return the reason of a verdict, then its evidence, each quotation once.

    Without what only repeats the headline.
    """
    verdict = comparison["verdict"]
    lines = list[str]()
    quotes = set[str]()
    messages = [verdict["reason"], *(evidence["message"] for evidence in verdict["evidence"])]
    for message in messages:
        if repeats_share(comparison.get("gist"), message):
            continue
        line = words.say(message)
        if line not in lines and message["quote"] not in quotes:
            lines.append(line)
            quotes |= {message["quote"]} - {None}
    return lines


def how_found(comparison: Json, words: Words) -> Iterator[str]:
    """Yield what led to the original, and whose report that one retells itself."""
    search, source = comparison["search"], comparison["source"]
    candidates = search["candidates"] if search else []
    chosen = next(
        (candidate for candidate in candidates if candidate["url"] == search["source"]), None
    )
    if chosen is None:
        yield words.text("source_given" if source["url"] else "source_pasted")
        return
    yield words.say(chosen["found_by"][0]["message"])
    if retold := chosen.get("retells"):
        yield words.text("answer_retells", retold)


def places(comparison: Json, words: Words) -> list[str]:
    """Return the places that were searched, each with its best outcome."""
    outcomes: dict[str, set[str]] = {}
    for turn in comparison["search"]["tried"]:
        if turn["outcome"] != "not_asked":
            name = words.text(f"tried_{turn['finder']}") or str(turn["finder"])
            outcomes.setdefault(name, set()).add(turn["outcome"])
    lines = []
    for name, came in outcomes.items():
        best = next((key for outcome, key in OUTCOME_NAMES.items() if outcome in came), None)
        lines.append(f"{name} – {words.text(best)}" if best else name)
    return lines


def warning(problem: Json, words: Words) -> str:
    """Return a warning in the reader's words, else in the server's English."""
    key = f"problem_{problem['type'].rpartition('/')[2]}"
    params = problem.get("params") or {}
    if name := params.get("name"):
        return words.text("original_unopened", name, failure(problem, words)[0])
    variant = params.get("compared") or params.get("kind")
    return words.text(f"{key}_{variant}") or words.text(key) or str(problem["detail"])


def failure(problem: Json, words: Words) -> tuple[str, str]:
    """Return a title and advice for a problem."""
    slug = problem["type"].split("/")[-1]
    if slug in OF_AN_ADDRESS:
        general = words.text("page_refused" if slug in REFUSED else "page_unreachable")
        own = problem["detail"] if words.language == "en" else ""
        return words.text(f"page_{slug}_title"), own or general
    title = words.text(f"problem_{slug}_title") or words.text("fail_problem_title")
    if slug == "invalid_request":  # its words are for an extension, whose input nobody typed
        return title, problem["detail"]
    kind = (problem.get("params") or {}).get("kind")
    detail = words.text(f"problem_{slug}_{kind}") or words.text(f"problem_{slug}")
    return title, detail or problem["detail"]


def at_sentence(address: str | None, sentence: str, article: Json | None = None) -> str | None:
    """Return the address that opens a page, or a document, at a sentence."""
    if not address:
        return None
    offset = article["text"].find(sentence) if article and article.get("pages") else -1
    page = page_at(article, offset) if article else None
    return address_of_text(address, sentence, sentence, page)
