"""What a link shows of somebody else's original: enough to check the comparison, never all of it.

The sentences that the page uses are shown as evidence; of those that it leaves out, the
most important ones up to a bound. The others are withheld.
"""

from typing import Any

from server.text.sentences import count_words

# At most this many left-out sentences are shown, and this share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def linked(comparison: dict[str, Any], key: str) -> dict[str, Any]:
    """`comparison` (as JSON, changed in place) as the link `key` shows it.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`;
    the source's text is that of the others.
    """
    comparison["id"] = key
    source, alignment = comparison["source"], comparison["alignment"]
    if source is None:
        return comparison
    shown = _shown(alignment, source["language"]) if alignment else set()
    _thin(source, shown)
    if alignment:
        sentences = alignment["source"]
        alignment["withheld"] = [at for at in range(len(sentences)) if at not in shown]
        alignment["source"] = [text if at in shown else "" for at, text in enumerate(sentences)]
    return comparison


def _shown(alignment: dict[str, Any], language: str | None) -> set[int]:
    """The source sentences that a link shows."""
    quoted: set[int] = set()
    for sentence in alignment["sentences"]:
        quoted.update(sentence["source"])
        places = (change["source"] for change in sentence["changes"])
        quoted.update(place["sentence"] for place in places if place)
        quoted.update(span["sentence"] for span in (sentence.get("shared") or {}).get("source", []))
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


def _thin(source: dict[str, Any], shown: set[int]) -> None:
    """Leave only the `shown` sentences in an article; each is where `start` and `end` say."""
    whole, text = source["text"], ""
    sentences: list[dict[str, Any]] = []
    last = -1
    for at, sentence in enumerate(source["sentences"]):
        if at in shown:
            if last >= 0:
                text += _between(source["sentences"][last], sentence, whole, next_to=last + 1 == at)
            last = at
            text += sentence["text"]
        start = len(text) - len(sentence["text"]) if at in shown else len(text)
        said = sentence["text"] if at in shown else ""
        sentences.append({**sentence, "text": said, "start": start, "end": len(text)})
    source.update(text=text, sentences=sentences)


def _between(one: dict[str, Any], other: dict[str, Any], whole: str, *, next_to: bool) -> str:
    """What separates two shown sentences: as in the article if they are neighbours."""
    if one["paragraph"] != other["paragraph"]:
        return "\n\n"
    return str(whole[one["end"] : other["start"]]) if next_to else " "
