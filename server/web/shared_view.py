"""Reduces a linked comparison to what may be shown of somebody else's original.

It shows the sentences that the page uses, as evidence, and the most important omitted ones up to a
limit. The others are withheld.
"""

from typing import Any

from server.model import page_at
from server.text.sentences import count_words

# Limits of shown omitted sentences: their number, and their share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def linked(comparison: dict[str, Any], key: str) -> dict[str, Any]:
    """Reduce `comparison` (JSON, changed in place) to the view of the link `key`.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`; the
    source's text has only the others. Of further sources only the evidence is left.
    """
    comparison["id"] = key
    versions = [one for one in comparison.pop("versions", ()) if one["side"] == "page"]
    if versions:  # those of the original would show more of it
        comparison["versions"] = versions
    source, alignment = comparison["source"], comparison["alignment"]
    if source is None:
        return comparison
    _reduce_further(comparison, alignment or {"sentences": [], "further": []})
    shown = _shown(alignment, source["language"]) if alignment else set()
    _thin(source, shown)
    if alignment:
        sentences = alignment["source"]
        alignment["withheld"] = [place for place in range(len(sentences)) if place not in shown]
        alignment["source"] = [
            text if place in shown else "" for place, text in enumerate(sentences)
        ]
    if "sources" in comparison:
        comparison["sources"][0] = source
    return comparison


def _reduce_further(comparison: dict[str, Any], alignment: dict[str, Any]) -> None:
    quoted: dict[int, set[int]] = {}
    for sentence in alignment["sentences"]:
        for entry in sentence.get("elsewhere", ()):
            quoted.setdefault(entry["source"], set()).update(_places(entry, "sentences"))
    for number, article in enumerate(comparison.get("sources", ())[1:], 1):
        _thin(article, quoted.get(number, set()))
    for entry in alignment.get("further", ()):
        shown = quoted.get(entry["source"], set())
        texts = enumerate(entry["sentences"])
        entry["sentences"] = [text if place in shown else "" for place, text in texts]


def _shown(alignment: dict[str, Any], language: str | None) -> set[int]:
    """Return the source sentences that a link shows."""
    quoted: set[int] = set()
    for sentence in alignment["sentences"]:
        quoted.update(_places(sentence, "source"))
        quoted.update((sentence.get("opinion") or {}).get("source", []))
    words = [count_words(text, language) for text in alignment["source"]]
    room = LEFT_OUT_SHARE * sum(words)
    left_out = sorted(alignment["left_out"], key=lambda entry: int(entry["rank"]))
    shown = set(quoted)
    for entry in left_out[:MOST_LEFT_OUT]:
        if words[entry["source"]] <= room:
            room -= words[entry["source"]]
            shown.add(entry["source"])
    return shown


def _places(pair: dict[str, Any], name: str) -> set[int]:
    """Return the sentences of one source that a page sentence is shown with."""
    changed = {change["source"]["sentence"] for change in pair["changes"] if change["source"]}
    shared = {span["sentence"] for span in (pair.get("shared") or {}).get("source", [])}
    return {*pair[name], *changed, *shared}


def _thin(source: dict[str, Any], shown: set[int]) -> None:
    """Leave only the `shown` sentences in an article, with new positions."""
    whole, text = source["text"], ""
    sentences: list[dict[str, Any]] = []
    last = -1
    for place, sentence in enumerate(source["sentences"]):
        if place in shown:
            if last >= 0:
                text += _between(
                    source["sentences"][last], sentence, whole, next_to=last + 1 == place
                )
            last = place
            text += sentence["text"]
        start = len(text) - len(sentence["text"]) if place in shown else len(text)
        text_shown = sentence["text"] if place in shown else ""
        sentences.append({**sentence, "text": text_shown, "start": start, "end": len(text)})
    pages = _pages(source, sentences)
    source.update(text=text, sentences=sentences, pages=pages)


def _pages(source: dict[str, Any], shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pages of a thinned document at the new places of its sentences."""
    pages: list[dict[str, Any]] = []
    for before, now in zip(source["sentences"], shown, strict=True):
        number = page_at(source, before["start"])
        if number and now["text"]:
            pages.append({"number": number, "start": now["start"], "end": now["end"]})
    return pages


def _between(first: dict[str, Any], second: dict[str, Any], whole: str, *, next_to: bool) -> str:
    """Return the separator of two shown sentences, the article's if they are neighbours."""
    if first["paragraph"] != second["paragraph"]:
        return "\n\n"
    return str(whole[first["end"] : second["start"]]) if next_to else " "
