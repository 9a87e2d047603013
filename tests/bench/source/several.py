"""Teaches server/align/further_sources.py its least scores: which document a sentence gets.

    python -m tests.bench.source.several [--sample N] [--held-out]

Reads ../shared/data/source beside the project. A page has four sentences of each of two articles,
as blocks or in turn: of different events, or of one event by two outlets; or it is two
people's or models' summaries. The second is given, found in an index of all articles, or hidden
from it: then every source that is added is wrong. Wrong ones are on another event.
"""

import argparse
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from server.align import FurtherAlignment, Text, align, align_some, gaps_of, merge_missing
from server.config import Settings
from server.model import Alignment, CompareRequest, PageInput, PageSentence
from server.pipeline.compare import Done, compare
from server.pipeline.engine import Engine
from server.pipeline.tasks import article_of, check_some, check_texts, examine
from server.pipeline.tasks import text_of as page_text
from server.pipeline.wiring import open_engine
from tests.bench.align.align_data import f1, load
from tests.bench.source.find_data import Pool, articles, events, rows, text_of
from tests.bench.source.find_trials import fill
from tests.bench.verdict.verdict_data import share
from tests.bench.whole.cost import pages as real_pages

_EACH = 4  # sentences of each article
_SAME, _RELATED = 0.5, 0.3  # cosine of two copies, and of two texts on one event
_WORDS = 8  # of a sentence that is taken


@dataclass(frozen=True)
class Made:
    """A page of two articles; `parts` says which one each sentence is from."""

    kind: str
    first: str
    second: str
    sentences: list[str]
    parts: list[int]


def made_pages() -> Iterator[Made]:
    """Yield 200 pages of sentences, half of them on one event, and 100 of two summaries."""
    some = random.Random(11)
    long = sorted(key for key in articles() if len(_taken(key)) >= 2 * _EACH)
    for _ in range(100):
        yield _page("different events", *some.sample(long, 2), some)
    told = [[key for key in event if len(_taken(key)) >= 2 * _EACH] for event in events()]
    told = [event for event in told if len(event) > 1]
    for _ in range(100):
        yield _page("one event", *some.sample(some.choice(told), 2), some)
    pairs = [pair for pair in rows("pairs.jsonl.gz") if pair["article_id"] in articles()]
    while True:
        one, other = some.sample(pairs, 2)
        if one["article_id"] != other["article_id"]:
            sides = [list(text_of(pair["summary"]).sentences) for pair in (one, other)]
            parts = [number for number, side in enumerate(sides) for _ in side]
            keys = one["article_id"], other["article_id"]
            yield Made("two summaries", *keys, [*chain(*sides)], parts)


def _taken(key: str) -> list[str]:
    body = articles()[key]["body"]
    if not 1_000 < len(body) < 20_000:
        return []
    sentences = text_of(body).sentences
    return [text for text in dict.fromkeys(sentences) if len(text.split()) >= _WORDS]


def _page(kind: str, one: str, other: str, some: random.Random) -> Made:
    sides = []
    for key in (one, other):
        sentences = _taken(key)
        places = sorted(some.sample(range(len(sentences)), _EACH))
        sides.append([(sentences[at], len(sides)) for at in places])
    turns = chain(*zip(*sides, strict=True)) if some.random() < 0.5 else chain(*sides)
    sentences_of_page, parts = zip(*turns, strict=True)
    return Made(kind, one, other, list(sentences_of_page), list(parts))


def _body(key: str) -> Text:
    return text_of(articles()[key]["body"], articles()[key]["title"] or "")


def document_of(sentence: PageSentence) -> int | None:
    """Return the number of the source that a sentence is shown with."""
    if sentence.elsewhere:
        return sentence.elsewhere[0].source
    return 0 if sentence.source else None


def given(made: Made, counts: Counter[str]) -> None:
    """Count the sentences with the right document where both are given."""
    page, sources = Text(made.sentences, "en"), [_body(made.first), _body(made.second)]
    alone = [align(page, source) for source in sources]
    further = align_some(page, sources[1], gaps_of(alone[0]), copied=True)
    both = merge_missing(alone[0], [FurtherAlignment(1, further, list(sources[1].sentences))])
    for sentence, part in zip(both.sentences, made.parts, strict=True):
        found = [one.sentences[sentence.index].finding == "found" for one in alone]
        counts["sentences"] += 1
        counts["right"] += document_of(sentence) == part
        # A sentence that both articles have word for word is from either.
        counts["either"] += document_of(sentence) == part or all(
            one.sentences[sentence.index].label == "verbatim" for one in alone
        )
        counts["lost"] += any(found) and sentence.finding != "found"
        counts["moved"] += found[0] and sentence != alone[0].sentences[sentence.index]


def summaries() -> None:
    """Print how well people's alignments of summaries with three articles each are met.

    Every article is the first once. People align a sentence with every article that says it; an
    answer names further ones only for what the first lacks. `at most`: all that leaves possible.
    """
    topics: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in load("superpal_mn_dev"):
        topics[row["topic"]].append(row)
    counts: Counter[str] = Counter()
    for rows_of in topics.values():
        page = list(dict.fromkeys(row["summary_sentence"] for row in rows_of))
        names = sorted({row["doc"] for row in rows_of})
        for turn in range(len(names)):
            order = [*names[turn:], *names[:turn]]
            texts = [
                list(dict.fromkeys(row["source_sentence"] for row in rows_of if row["doc"] == name))
                for name in order
            ]
            gold = set[tuple[int, int, int]]()
            for row in rows_of:
                number = order.index(row["doc"])
                at = texts[number].index(row["source_sentence"])
                gold.add((page.index(row["summary_sentence"]), number, at))
            _count_pairs(page, texts, gold, counts)
    hits, listed, told = counts["hits"], counts["listed"], counts["told"]
    print("SuperPAL, right document", share(counts["right"], counts["sentences"]))
    print(f"pair F1 {f1(hits, listed, told):.3f}, precision", share(hits, listed))
    print(f"at most {f1(counts['possible'], counts['possible'], told):.3f}")


def _count_pairs(
    page: list[str], texts: list[list[str]], gold: set[tuple[int, int, int]], counts: Counter[str]
) -> None:
    text = Text(page, "en")
    first = align(text, Text(texts[0], "en"))
    further = [
        check_some(number, text, Text(source, "en"), gaps_of(first), copied=True)
        for number, source in enumerate(texts)
        if number
    ]
    answer = merge_missing(first, further)
    pairs = {(sentence.index, 0, at) for sentence in answer.sentences for at in sentence.source}
    pairs |= {
        (sentence.index, entry.source, at)
        for sentence in answer.sentences
        for entry in sentence.elsewhere
        for at in entry.sentences
    }
    for index, sentence in enumerate(answer.sentences):
        told = {pair for pair in gold if pair[0] == index}
        of_first = {pair for pair in told if pair[1] == 0}
        counts["possible"] += len(of_first or told)
        counts["sentences"] += 1
        counts["right"] += document_of(sentence) in {number for _, number, _ in told}
    counts["hits"] += len(pairs & gold)
    counts["listed"] += len(pairs)
    counts["told"] += len(gold)


class _Hidden:
    """The index without some articles."""

    def __init__(self, index: Any) -> None:
        self._index, self.without = index, frozenset[str]()

    def search_articles(self, *terms: Any, **options: Any) -> Any:
        options["exclude"] = {*options["exclude"], *self.without}
        return self._index.search_articles(*terms, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def searched(engine: Engine, index: _Hidden, pool: Pool, made: Made, counts: Counter[str]) -> None:
    """Count what the index adds to the first article, with the second there and hidden."""
    copies = frozenset(
        key
        for key, _ in pool.best(articles()[made.second]["body"], frozenset())
        if pool.near(articles()[made.second]["body"], articles()[key]["body"]) >= _SAME
    )
    body = articles()[made.first]["body"]
    for name, without in (("there", frozenset[str]()), ("hidden", copies | {made.second})):
        index.without = frozenset(f"https://{key}.example/" for key in without)
        page = PageInput(text="\n\n".join(made.sentences), language="en")
        request = CompareRequest(page=page, source=PageInput(text=body, language="en"))
        answer = _last(engine, request)
        if answer.alignment is None:
            continue
        counts[f"{name}: pages"] += 1
        labels = [sentence.label for sentence in answer.alignment.sentences]  # of the first
        counts[f"{name}: lacking before"] += labels.count("not_found")
        counts[f"{name}: lacking"] += answer.alignment.figures.not_found
        for source in answer.sources[1:]:
            key = (source.url or "").removeprefix("https://").removesuffix(".example/")
            texts = articles()[made.second]["body"], articles()[made.first]["body"]
            near = max(pool.near(text, articles()[key]["body"]) for text in texts)
            counts[f"{name}: added"] += 1
            counts[f"{name}: second"] += key in {made.second, *copies}
            counts[f"{name}: wrong"] += near < _RELATED


def _last(engine: Engine, request: CompareRequest) -> Any:
    return next(e.comparison for e in compare(engine, request) if isinstance(e, Done))


def timed(engine: Engine) -> tuple[list[float], list[float]]:
    """Return the times of three sources over those of one: processor's, and the clock's.

    Thirty real pages; the sources are other pages in their language, so that each of them is
    asked for nearly every sentence.
    """
    some = random.Random(3)
    by_language: dict[str, list[PageInput]] = {}
    for page in real_pages(122):
        article = article_of(page)
        if len(article.sentences) in range(10, 81):
            by_language.setdefault((article.language or "")[:2], []).append(page)
    chosen = [(one, pool) for pool in by_language.values() if len(pool) > 3 for one in pool]
    some.shuffle(chosen)
    spent: tuple[list[float], list[float]] = ([], [])
    for page, pool in chosen[:30]:
        sources = some.sample([one for one in pool if one is not page], 3)
        for ratios, clock, work in zip(
            spent,
            (time.process_time, time.perf_counter),
            (_compared, partial(_answered, engine)),
            strict=True,
        ):
            one, three = _best_of_three(clock, partial(work, page), sources)
            ratios.append(three / one)
    return spent


def _best_of_three(
    clock: Callable[[], float], work: Callable[[list[PageInput]], object], sources: list[PageInput]
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for taken, given_sources in zip(times, (sources[:1], sources), strict=True):
            begun = clock()
            work(given_sources)
            taken.append(clock() - begun)
    return min(times[0]), min(times[1])


def _answered(engine: Engine, page: PageInput, sources: list[PageInput]) -> Any:
    return _last(engine, CompareRequest(page=page, sources=sources, find=False))


def _compared(page: PageInput, sources: list[PageInput]) -> Alignment:
    """Compare as the server does, in this process."""
    examined = examine(page)
    # Of one source the verdict is made too.
    articles_of = (
        [article_of(source_text) for source_text in sources]
        if sources[1:]
        else [examine(sources[0]).article]
    )
    text = page_text(examined.article, examined.notes)
    first = check_texts(text, page_text(articles_of[0]))
    gaps = gaps_of(first)
    further = enumerate(articles_of[1:], 1)
    return merge_missing(first, [check_some(at, text, page_text(one), gaps) for at, one in further])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=2, help="every N-th page")
    parser.add_argument("--held-out", action="store_true", help="pages that taught no limit")
    options = parser.parse_args()
    first = int(options.held_out)
    pages = list(islice(made_pages(), first, 300, options.sample))
    kinds = list(dict.fromkeys(made.kind for made in pages))
    summaries()
    for kind in kinds:
        counts: Counter[str] = Counter()
        for made in pages:
            if made.kind == kind:
                given(made, counts)
        print(kind, "right document", share(counts["right"], counts["sentences"]), dict(counts))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        fill(path, address=lambda key: f"https://{key}.example/")
        engine = open_engine(Settings(workers=2), offline=True, index=path)
        assert engine.index is not None
        index = _Hidden(engine.index())
        engine.index = lambda: index  # type: ignore[assignment,return-value]
        pool = Pool()
        for kind in kinds:
            counts = Counter()
            for made in pages:
                if made.kind == kind:
                    searched(engine, index, pool, made, counts)
            print(kind, dict(sorted(counts.items())))
        for name, ratios in zip(("processor's time", "the clock"), timed(engine), strict=True):
            print(f"three sources over one, by {name}: {quantiles(ratios, n=10)}")
        engine.close()


if __name__ == "__main__":
    main()
