"""Teaches server/language/tables/background.json: how many sentences of the news have a term.

    python -m tests.bench.align.make_background

Counts come from ../shared/data: the articles of `source` (English), the article texts of
`extraction/fundus` and the pages of `extraction/trafeval` (the languages they are in). Only
terms and counts are kept, but no term that fewer than `RARE` sentences of its language have: what
is not in the table is rare. Counts are rounded to half powers of two.
"""

import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import sentencex
import trafilatura

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.language.data import (  # noqa: E402 - needs the path above
    base_language,
    stemmer_name,
)
from server.text.tokens import words  # noqa: E402 - needs the path above

DATA = ROOT.parent / "shared" / "data"
TABLE = ROOT / "server" / "language" / "tables" / "background.json"
EVERY = 4  # one article in four is enough for English
RARE = {"en": 12}
RARE_ELSEWHERE = 3
SMALLEST = 3_000  # characters of text a language needs
_LANGUAGE = re.compile(r'<html[^>]*\blang=["\']?([\w-]+)', re.IGNORECASE)


def texts() -> Iterator[tuple[str | None, str]]:
    """Language and text of each article."""
    with gzip.open(DATA / "source" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                yield "en", json.loads(line)["body"]
    for folder in ("fundus", "trafeval"):
        index = DATA / "extraction" / folder / "index.jsonl"
        for line in index.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            page = gzip.decompress((index.parent / entry["file"]).read_bytes())
            html = page.decode("utf-8", "replace")
            declared = _LANGUAGE.search(html)
            text = entry.get("text") or trafilatura.extract(html, favor_precision=True) or ""
            yield base_language(declared[1]) if declared else None, text


def count() -> dict[str, tuple[int, Counter[str]]]:
    """For each language the number of sentences and of those that have each term."""
    sentences: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    frequencies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counted_texts: set[str] = set()
    for tag, text in texts():
        language = {"nb": "no", "nn": "no"}.get(tag or "", tag)
        if not stemmer_name(language) or text in counted_texts:
            continue
        counted_texts.add(text)
        characters[language] += len(text)
        for paragraph in text.split("\n"):
            for sentence in sentencex.segment(language, paragraph):
                sentences[language] += 1
                terms = {word.term for word in words(sentence, language) if word.term}
                frequencies[language].update(term for term in terms if not term[0].isdigit())
    return {
        language: (sentences[language], frequencies[language])
        for language in sorted(sentences)
        if characters[language] >= SMALLEST
    }


def main() -> None:
    """Count and write the table."""
    table = {}
    for language, (sentences, frequencies) in count().items():
        buckets: defaultdict[int, list[str]] = defaultdict(list)
        for term, frequency in frequencies.items():
            if frequency >= RARE.get(language, RARE_ELSEWHERE) and " " not in term:
                buckets[round(2 * math.log2(frequency))].append(term)
        table[language] = {
            "sentences": sentences,
            "halves": {
                str(bucket): " ".join(sorted(buckets[bucket]))
                for bucket in sorted(buckets, reverse=True)
            },
        }
        print(language, sentences, "sentences,", sum(map(len, buckets.values())), "terms")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(TABLE.relative_to(ROOT), TABLE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
