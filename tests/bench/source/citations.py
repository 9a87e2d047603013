"""Grades `cite`: judged sentences as claims that cite the article they were written from.

    python -m tests.bench.source.citations [held-out]

The claims are those of align/judged: one reader said of each which sentences of the article bear
it out, in full, in part or not at all. A passage is right where it is one of these; a wrong alarm
is a sentence that is borne out in full and matters, and is not `told`.
"""

import sys
from types import SimpleNamespace
from typing import Any, cast

from server.align import Text
from server.article import read_article
from server.cite import refer
from server.model import PageInput, Reference
from tests.bench.align.align_data import interval_of, is_held_out, load


def claims(*, held_out: bool) -> list[tuple[dict[str, Any], list[str], Reference]]:
    """Return the judged sentences, their article's sentences, and what `cite` says of them."""
    session = cast("Any", SimpleNamespace(run=lambda _, function, *given: function(*given)))
    found = []
    for entry in load("judged"):
        if is_held_out(" ".join(entry["source"])) != held_out:
            continue
        article = read_article(PageInput(text="\n\n".join(entry["source"])))
        for one in entry["sentences"]:
            text = Text([entry["page"][one["index"]]], article.language)
            found.append((one, entry["source"], refer(session, text, None, "", article)[0]))
    return found


def main() -> None:
    """Print the table."""
    told = [0, 0]
    passages = [0, 0]
    alarms = [0, 0]
    for judged, source, reference in claims(held_out="held-out" in sys.argv):
        support, said = judged["support"], reference.outcome
        if support in ("full", "partial") and judged["sources"]:
            passage = reference.passage or ""
            passages[0] += any(passage and passage in source[at] for at in judged["sources"])
            passages[1] += 1
        if support == "full":
            told[0] += said != "told"
            told[1] += 1
        if said != "told" and support != "note":
            alarms[0] += support != "full"
            alarms[1] += 1
    print("right passage, of borne out sentences", *passages, interval_of(*passages))
    print("wrong alarms, of wholly borne out sentences", *told, interval_of(*told))
    print("alarms that are right", *alarms, interval_of(*alarms))


if __name__ == "__main__":
    main()
