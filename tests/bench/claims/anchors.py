"""Measures whether claims are found again after 50 revisions, in docs/measurements.md.

    python -m tests.bench.claims.anchors [--texts N] [--revisions N]

Reads ../shared/data/align/defacto_train.jsonl.gz where it is: summaries and the corrections that
people made of them, which give the sizes of edits. Each of 40 articles of ../shared/data/source is
edited by rule: in a revision one sentence in twelve is edited by as many words as a person changed,
one from elsewhere is put in, and now and then one is dropped or a paragraph moved.
"""

import argparse
import difflib
import gzip
import json
import random
from typing import Any

from server.cite.known import LIKENESS, match_sentences
from server.text.sentences import split
from tests.bench.align.align_data import DATA as ALIGN_DATA

DATA = ALIGN_DATA.parent
_FEWEST = 40  # sentences of an article, so that most are left after all revisions
_LETTERS = 5_000  # of a body that may have as many


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of ../shared/data."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def edit_shares() -> list[float]:
    """Return the shares of words that people changed in sentences they corrected, in order."""
    shares = []
    for row in rows("align/defacto_train.jsonl.gz"):
        before, after = " ".join(row["summary_sentences"]).split(), (row["corrected"] or "").split()
        if after and before != after:
            same = difflib.SequenceMatcher(None, before, after, autojunk=False)
            shares.append(1 - same.ratio())
    return sorted(shares)


def edited(sentence: str, share: float, words: list[str], chance: random.Random) -> str:
    """Return `sentence` with `share` of its words exchanged, dropped or added."""
    parts = sentence.split()
    for _ in range(max(1, round(share * len(parts) / 2))):
        index = chance.randrange(len(parts))
        match chance.randrange(3):
            case 0:
                parts[index] = chance.choice(words)
            case 1:
                parts.insert(index, chance.choice(words))
            case _ if len(parts) > 3:
                del parts[index]
    return " ".join(parts)


def main() -> None:
    """Print how many anchors hold, and how many lead to another sentence."""
    options = argparse.ArgumentParser()
    options.add_argument("--texts", type=int, default=40)
    options.add_argument("--revisions", type=int, default=50)
    arguments = options.parse_args()
    chance, shares = random.Random(4242), edit_shares()
    bodies = [
        row["body"] for row in rows("source/articles.jsonl.gz") if len(row["body"]) > _LETTERS
    ][:600]
    texts = [
        sentences
        for body in bodies
        if len(sentences := [sentence.text for sentence in split(body.split("\n\n"), "en")])
        >= _FEWEST
    ]
    chance.shuffle(texts)
    right = lost = wrong = survived = 0
    strangers = [sentence for text in texts[arguments.texts :] for sentence in text]
    for text in texts[: arguments.texts]:
        now: list[tuple[int, str]] = list(enumerate(text))  # a number for ever, and the words
        anchor = {index: index for index in range(len(text))}  # where we believe that number is
        fresh, words = len(text), " ".join(text).split()
        for _ in range(arguments.revisions):
            after = list(now)
            for _ in range(max(1, len(after) // 12)):
                index = chance.randrange(len(after))
                number, old = after[index]
                after[index] = (number, edited(old, chance.choice(shares), words, chance))
            if chance.random() < 0.4:
                del after[chance.randrange(len(after))]
            after.insert(chance.randrange(len(after) + 1), (fresh, chance.choice(strangers)))
            fresh += 1
            if chance.random() < 0.2:
                begin = chance.randrange(len(after) - 2)
                moved = after[begin : begin + 3]
                del after[begin : begin + 3]
                place = chance.randrange(len(after) + 1)
                after[place:place] = moved
            was = match_sentences(
                [sentence for _, sentence in now], [sentence for _, sentence in after]
            )
            places = {old: index for index, old in enumerate(was) if old is not None}
            anchor = {n: places[index] for n, index in anchor.items() if index in places}
            now = after
        alive = {number: index for index, (number, _) in enumerate(now) if number < len(text)}
        survived += len(alive)
        right += sum(anchor.get(number) == index for number, index in alive.items())
        lost += sum(number not in anchor for number in alive)
        wrong += sum(anchor.get(number, index) != index for number, index in alive.items())
        wrong += sum(number not in alive for number in anchor)
    print(f"likeness {LIKENESS:g}; median share of words in an edit {shares[len(shares) // 2]:.2f}")
    print(
        f"{arguments.texts} texts, {arguments.revisions} revisions, {survived} sentences "
        "still there"
    )
    print(f"anchors that hold {right / survived:.3f}, lost {lost / survived:.3f}")
    print(f"anchors that lead to another sentence {wrong / max(1, right + wrong):.3f}")


if __name__ == "__main__":
    main()
