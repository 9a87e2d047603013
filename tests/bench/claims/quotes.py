"""Counts altered quotations that are found, and faithful ones that are accused.

    python -m tests.bench.claims.quotes [--third] [--show]

Quotations of real articles are altered by rule: a word exchanged for another of the article, an
inner word dropped, halves of two quotations joined. Faithful ones are whole, a part, with "…" for
a word left out, or with a first letter in brackets. Those of two thirds of the articles, or --third
of the others.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from server.align import Text, TextPair
from server.cite.claims.quoted import check_quotations
from server.text.quotations import is_work, quotations
from tests.bench.align.align_data import DATA, interval_of, is_held_out, split

_MOST = 200  # of either kind
_LENGTHS = range(6, 40)  # words of a quotation that is altered


def _quoted(source: Sequence[str]) -> list[list[str]]:
    found = [one[start:end].split() for one in source for start, end in quotations(one)]
    return [one for one in found if len(one) in _LENGTHS and not is_work(" ".join(one))]


def altered(quoted: list[list[str]], others: list[str], chance: random.Random) -> Iterator[str]:
    """Yield one quotation of each way of altering that an article allows."""
    line = [*chance.choice(quoted)]
    at = chance.randrange(1, len(line) - 1)
    new = [word for word in others if word.lower() != line[at].lower().strip(",.!?")]
    if new and line[at].isalpha():
        yield " ".join([*line[:at], chance.choice(new), *line[at + 1 :]])
    if line[at].isalpha() and line[at] not in (line[at - 1], line[at + 1]):
        yield " ".join([*line[:at], *line[at + 1 :]])
    if len(quoted) > 1:
        one, other = chance.sample(quoted, 2)
        yield " ".join([*one[: len(one) // 2], *other[len(other) // 2 :]])


def faithful(quoted: list[list[str]], chance: random.Random) -> Iterator[str]:
    """Yield a quotation whole, a part of it, with a word left out, and with a letter changed."""
    line = chance.choice(quoted)
    yield " ".join(line)
    yield " ".join(line[1:5])
    yield " ".join([*line[:2], "…", *line[3:]])
    first = line[0][:1]
    if first.isalpha():
        yield " ".join([f"[{first.swapcase()}]{line[0][1:]}", *line[1:]])


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--third", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    chance = random.Random(7)
    with gzip.open(DATA.parent / "source" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [row["body"] for row in map(json.loads, lines) if row["source"] in ("bbc", "fnc")]
    bodies = [body for body in bodies if is_held_out(body) == given.third]
    chance.shuffle(bodies)
    asked, accused = Counter[bool](), Counter[bool]()
    for body in bodies:
        source = split(body)
        quoted = _quoted(source)
        if not quoted:
            continue
        words = [word for word in body.split() if word.isalpha()]
        made = [(True, one) for one in altered(quoted, words, chance)]
        made += [(False, one) for one in faithful(quoted, chance)]
        for is_altered, text in made:
            if asked[is_altered] == _MOST or '"' in text or "“" in text:
                continue
            sentence = f"They said that “{text}” in the end."
            found = check_quotations(
                sentence, TextPair.of(Text([sentence], "en"), Text(source, "en"))
            )
            asked[is_altered] += 1
            accused[is_altered] += any(not one.verbatim for one in found)
            if given.show and is_altered == all(one.verbatim for one in found):
                print("missed" if is_altered else "accused", sentence, found)
        if min(asked[True], asked[False]) == _MOST:
            break
    print("altered ones found", interval_of(accused[True], asked[True]), asked[True])
    print("faithful ones accused", interval_of(accused[False], asked[False]), asked[False])


if __name__ == "__main__":
    main()
