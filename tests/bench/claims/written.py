"""Measures what `cite` says of lies and truths that we wrote, in docs/measurements.md.

    python -m tests.bench.claims.written [first|second|third|fourth|fifth] [--show]

Reads tests/bench/claims/written.json. Lies take the words of an invented report and exchange roles,
predicates, causes, scopes and figures of its own. True sentences tell it in nearly its words, in
the third and fourth set in other words. Rules were built with the first three sets at hand; the
fourth was looked at twice, by the fifth the rule for joined words was changed once.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from server.align import Text
from server.cite.claims import CitedClaim, check_claim
from server.text.sentences import split

DATA = Path(__file__).with_name("written.json")


def main() -> None:
    """Print how many lies and true sentences have which outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=["first", "second", "third", "fourth", "fifth"])
    parser.add_argument("--show", action="store_true", help="each sentence with its outcome")
    options = parser.parse_args()
    reports_by_set = json.loads(DATA.read_text("utf-8"))
    for name in options.sets:
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for report in reports_by_set[name]:
            sentences = [sentence.text for sentence in split([report["source"]], "en")]
            source = Text(sentences, "en")
            lies = [(f"lie: {kind}", text) for kind, text in report["lies"]]
            for kind, text in [*lies, *(("true", text) for text in report["truths"])]:
                checked = check_claim(CitedClaim(Text([text], "en")), source)
                group = kind.partition(":")[0]
                counts[group][checked.outcome] += 1
                gaps = [
                    word
                    for sentence in checked.sentences
                    if sentence.near
                    for word in sentence.near.lacks
                ]
                has_gap = checked.outcome == "matches" and bool(gaps)
                counts[group]["matches without a lesser word"] += has_gap
                if options.show:
                    print(f"{checked.outcome:9} {checked.confidence} {kind}: {text} {gaps}")
        for group, by_outcome in counts.items():
            shown = "  ".join(f"{key} {count}" for key, count in by_outcome.most_common())
            print(f"{name}: {group}: {shown}")


if __name__ == "__main__":
    main()
