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
    long_by_event = [[key for key in event if len(_taken(key)) >= 2 * _EACH] for event in events()]
    long_by_event = [event for event in long_by_event if len(event) > 1]
    for _ in range(100):
        yield _page("one event", *some.sample(some.choice(long_by_event), 2), some)
    pairs = [pair for pair in rows("pairs.jsonl.gz") if pair["article_id"] in articles()]
    while True:
        pair, other_pair = some.sample(pairs, 2)
        if pair["article_id"] != other_pair["article_id"]:
            sides = [list(text_of(pair["summary"]).sentences) for pair in (pair, other_pair)]
            parts = [number for number, side in enumerate(sides) for _ in side]
            keys = pair["article_id"], other_pair["article_id"]
            yield Made("two summaries", *keys, [*chain(*sides)], parts)


def _taken(key: str) -> list[str]:
    body = articles()[key]["body"]
    if not 1_000 < len(body) < 20_000:
        return []
    sentences = text_of(body).sentences
    return [text for text in dict.fromkeys(sentences) if len(text.split()) >= _WORDS]


def _page(kind: str, first: str, second: str, some: random.Random) -> Made:
    sides = []
    for key in (first, second):
        sentences = _taken(key)
        places = sorted(some.sample(range(len(sentences)), _EACH))
        sides.append([(sentences[index], len(sides)) for index in places])
    turns = chain(*zip(*sides, strict=True)) if some.random() < 0.5 else chain(*sides)
    sentences_of_page, parts = zip(*turns, strict=True)
    return Made(kind, first, second, list(sentences_of_page), list(parts))


def _body(key: str) -> Text:
    return text_of(articles()[key]["body"], articles()[key]["title"] or "")


def document_of(sentence: PageSentence) -> int | None:
    """Return the number of the source that a sentence is shown with."""
    if sentence.elsewhere:
        return sentence.elsewhere[0].source
    return 0 if sentence.source else None


def given(mixed_page: Made, counts: Counter[str]) -> None:
    """Count the sentences with the right document where both are given."""
    page, sources = (
        Text(mixed_page.sentences, "en"),
        [_body(mixed_page.first), _body(mixed_page.second)],
    )
    alone = [align(page, source) for source in sources]
    further = align_some(page, sources[1], gaps_of(alone[0]), copied=True)
    both = merge_missing(alone[0], [FurtherAlignment(1, further, list(sources[1].sentences))])
    for sentence, source_number in zip(both.sentences, mixed_page.parts, strict=True):
        is_found = [alignment.sentences[sentence.index].finding == "found" for alignment in alone]
        counts["sentences"] += 1
        counts["right"] += document_of(sentence) == source_number
        # A sentence that both articles have word for word is from either.
        counts["either"] += document_of(sentence) == source_number or all(
            alignment.sentences[sentence.index].label == "verbatim" for alignment in alone
        )
        counts["lost"] += any(is_found) and sentence.finding != "found"
        counts["moved"] += is_found[0] and sentence != alone[0].sentences[sentence.index]


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
                sentence_index = texts[number].index(row["source_sentence"])
                gold.add((page.index(row["summary_sentence"]), number, sentence_index))
            _count_pairs(page, texts, gold, counts)
    hits, listed, gold_count = counts["hits"], counts["listed"], counts["told"]
    print("SuperPAL, right document", share(counts["right"], counts["sentences"]))
    print(f"pair F1 {f1(hits, listed, gold_count):.3f}, precision", share(hits, listed))
    print(f"at most {f1(counts['possible'], counts['possible'], gold_count):.3f}")


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
    pairs = {
        (sentence.index, 0, source_index)
        for sentence in answer.sentences
        for source_index in sentence.source
    }
    pairs |= {
        (sentence.index, entry.source, source_index)
        for sentence in answer.sentences
        for entry in sentence.elsewhere
        for source_index in entry.sentences
    }
    for index, sentence in enumerate(answer.sentences):
        gold_pairs = {pair for pair in gold if pair[0] == index}
        of_first = {pair for pair in gold_pairs if pair[1] == 0}
        counts["possible"] += len(of_first or gold_pairs)
        counts["sentences"] += 1
        counts["right"] += document_of(sentence) in {number for _, number, _ in gold_pairs}
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


def searched(
    engine: Engine, index: _Hidden, pool: Pool, mixed_page: Made, counts: Counter[str]
) -> None:
    """Count what the index adds to the first article, with the second there and hidden."""
    copies = frozenset(
        key
        for key, _ in pool.best(articles()[mixed_page.second]["body"], frozenset())
        if pool.near(articles()[mixed_page.second]["body"], articles()[key]["body"]) >= _SAME
    )
    body = articles()[mixed_page.first]["body"]
    for name, without in (("there", frozenset[str]()), ("hidden", copies | {mixed_page.second})):
        index.without = frozenset(f"https://{key}.example/" for key in without)
        page = PageInput(text="\n\n".join(mixed_page.sentences), language="en")
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
            texts = articles()[mixed_page.second]["body"], articles()[mixed_page.first]["body"]
            near = max(pool.near(text, articles()[key]["body"]) for text in texts)
            counts[f"{name}: added"] += 1
            counts[f"{name}: second"] += key in {mixed_page.second, *copies}
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
    chosen = [(page, pool) for pool in by_language.values() if len(pool) > 3 for page in pool]
    some.shuffle(chosen)
    spent: tuple[list[float], list[float]] = ([], [])
    for page, pool in chosen[:30]:
        sources = some.sample([other_page for other_page in pool if other_page is not page], 3)
        for ratios, clock, work in zip(
            spent,
            (time.process_time, time.perf_counter),
            (_compared, partial(_answered, engine)),
            strict=True,
        ):
            one_source_time, three_sources_time = _best_of_three(
                clock, partial(work, page), sources
            )
            ratios.append(three_sources_time / one_source_time)
    return spent


def _best_of_three(
    clock: Callable[[], float], work: Callable[[list[PageInput]], object], sources: list[PageInput]
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for taken, given_sources in zip(times, (sources[:1], sources), strict=True):
            started = clock()
            work(given_sources)
            taken.append(clock() - started)
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
    return merge_missing(
        first,
        [
            check_some(source_number, text, page_text(article), gaps)
            for source_number, article in further
        ],
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=2, help="every N-th page")
    parser.add_argument("--held-out", action="store_true", help="pages that taught no limit")
    options = parser.parse_args()
    first = int(options.held_out)
    pages = list(islice(made_pages(), first, 300, options.sample))
    kinds = list(dict.fromkeys(mixed_page.kind for mixed_page in pages))
    summaries()
    for kind in kinds:
        counts: Counter[str] = Counter()
        for mixed_page in pages:
            if mixed_page.kind == kind:
                given(mixed_page, counts)
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
            for mixed_page in pages:
                if mixed_page.kind == kind:
                    searched(engine, index, pool, mixed_page, counts)
            print(kind, dict(sorted(counts.items())))
        for name, ratios in zip(("processor's time", "the clock"), timed(engine), strict=True):
            print(f"three sources over one, by {name}: {quantiles(ratios, n=10)}")
        engine.close()


if __name__ == "__main__":
    main()
