"""A comparison worded for pages without scripts: what extension/lib/view shows, as plain parts.

A test holds the two together: the same sentences, labels and figures.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from server.model import COUNTED_KINDS
from server.web.messages import Words

Json = dict[str, Any]


def reason(comparison: Json, words: Words) -> str:
    """Why the verdict: the heaviest piece of evidence, worded from its code."""
    verdict = comparison["verdict"]
    evidence = _heaviest(verdict["evidence"])
    if evidence is None or verdict["label"] == "unknown":
        return words.text(f"verdict_{verdict['label']}_reason")
    key = f"signal_{evidence['signal']}"
    numbers = [value for value in (evidence.get("params") or {}).values() if _is_number(value)]
    if numbers and (counted := words.count(key, numbers[0], *numbers[1:])):
        return counted
    quoted = f"“{evidence['quote']}”" if evidence["quote"] else ""
    return words.text(key, quoted) or " ".join(filter(None, [evidence["says"], quoted]))


def _heaviest(evidence: list[Json]) -> Json | None:
    """What the page itself says comes before what a comparison showed."""
    said = [
        each
        for each in evidence
        if each["signal"] != "alignment_shows" and each["quote"] and each["weight"] >= 0.5
    ]
    return max(said or evidence, key=lambda each: float(each["weight"]), default=None)


def figures(alignment: Json, words: Words) -> list[str]:
    """The figures a reader understands, a line each."""
    counts = alignment["figures"]
    minutes = round(counts["left_out_minutes"])
    verbatim = counts["verbatim"]
    lines = [words.text("figure_tells", counts["used"], counts["source_sentences"])]
    if counts["left_out_words"]:
        lines.append(
            words.count("figure_minutes", minutes)
            if minutes
            else words.text("figure_under_a_minute")
        )
    lines.append(
        words.text("figure_found", counts["found"], counts["page_sentences"])
        + (words.count("figure_verbatim", verbatim) if verbatim else "")
    )
    if counts["not_found"]:
        lines.append(words.count("figure_not_found", counts["not_found"]))
    changed = counts["changed"]
    lines += [
        words.count(f"figure_{kind}", changed[kind]) for kind in COUNTED_KINDS if changed[kind]
    ]
    return [line for line in lines if line]


def pairs(alignment: Json, words: Words) -> Iterator[Json]:
    """Each sentence of the page with its kind, its heading and its sources; worst first."""
    shown = [each for each in alignment["sentences"] if each["finding"] != "note"]
    for sentence in sorted(shown, key=lambda each: (-each["concern"], each["index"])):
        yield {
            "kind": sentence["finding"],
            "heading": words.text(sentence["heading"]),
            "text": alignment["page"][sentence["index"]],
            "sources": [alignment["source"][at] for at in sentence["source"]],
        }


def left_out(alignment: Json, words: Words) -> Iterator[Json]:
    """What the page does not tell, most important first; without what is not given out."""
    withheld = set(alignment.get("withheld") or ())
    for entry in sorted(alignment["left_out"], key=lambda each: each["rank"]):
        if entry["source"] not in withheld:
            why = words.text(f"why_{entry['why_code']}") or entry["why"]
            yield {"heading": why, "text": alignment["source"][entry["source"]]}


def places(comparison: Json, words: Words) -> list[str]:
    """Where the original was looked for, each place once; what could not be asked says so."""
    asked = [turn for turn in comparison["search"]["tried"] if turn["outcome"] != "not_asked"]
    return list(dict.fromkeys(_place(turn, words) for turn in asked))


def _place(turn: Json, words: Words) -> str:
    name = words.text(f"tried_{turn['finder']}") or str(turn["finder"])
    return f"{name} – {words.text('access_unreachable')}" if turn["outcome"] == "failed" else name


def at_sentence(address: str | None, sentence: str) -> str | None:
    """The address that opens a page at a sentence (URL text fragment)."""
    if not address:
        return None
    parts = sentence.split()
    ends = [parts[:5], parts[-5:]] if len(parts) > 12 else [parts]
    fragment = ",".join(quote(" ".join(part), safe="!~*'()").replace("-", "%2D") for part in ends)
    return f"{address}{'' if '#' in address else '#'}:~:text={fragment}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
