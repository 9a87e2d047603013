"""Measures whole answers on a small web of made-up hosts, in docs/measurements.md (find_table).

    python -m tests.bench.source.hidden_web [PAIRS] [THIRD] [PART/PARTS]

Reads ../shared/data/source beside the project. 30 papers have the articles, 16 digests retell, cut
and copy them in several designs; a fetcher in memory serves both. 276 articles are in the index:
the sources and what is nearest to them. PAIRS pairs (default 16) of a THIRD (0 or 1 to read errors
of, 2 to judge; default 0), by a hash of the article. A case is right if verdict and source are.
PART/PARTS ("1/4") asks every fourth case alone, of the same web.
"""

import html
import json
import math
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from server.config import Settings
from server.errors import FetchFailed, Problem
from server.model import CompareRequest, Comparison, PageInput
from server.net.fetch import Fetched
from server.pipeline.compare import Done, Engine, compare
from server.store import IndexArticle, SqliteArticles
from server.workers import WorkerPool
from tests.bench.whole.answers import DATA, WHOLE_WORDS, Without, hashed, paragraphs, read, third_of
from tests.coherent import check_coherent

INDEXED = 276
Way = Literal["address", "html", "text"]

_TOWNS = (
    *("Harrow", "Marlow", "Tidewell", "Norvane", "Ellery"),
    *("Ashcombe", "Brantley", "Calder", "Dunmore", "Everly"),
)
_KINDS = ("Gazette", "Courier", "Wire")
PAPERS = [
    (f"{town} {kind}", f"www.{town}-{kind}.example".lower()) for kind in _KINDS for town in _TOWNS
]
DIGESTS = [
    (f"{first} {second}", f"{first}{second}.example".lower())
    for first in ("Morning", "Pocket", "Signal", "Quick")
    for second in ("Brief", "Digest", "Notes", "Recap")
]
SHORT_HOST = "go.brf.example"

_CALLS = (
    "Read the full story at {name}",
    "Read full article",
    "Continue reading on {name}",
    "Full story: {name}",
    "Read more at {name}",
    "Original article",
)
_NOTES = (
    "",
    "<p><em>Summary by our editors</em></p>",
    "<p>1 min summary</p>",
    "<p class=kicker>In brief</p>",
)
_CREDITS = ("Source: {}", "Via {}", "Originally reported by {}", "(Source: {})", "Sources: {}")
_GOES_ON = (
    "Continue reading at {}",
    "This is an excerpt. The full article is at {}",
    "Read the rest at {}",
)
_COPIED = (
    "This article was first published by {}.",
    "Republished from {}.",
    "This story originally appeared in {}.",
)
_ICONS = (
    '<a class=btn href="{}" aria-label="Read the full story"><i class="icon arrow"></i></a>',
    '<a class=more href="{}" title="Read the original article"><svg width=9></svg></a>',
    '<a href="{}"><img src=/i/go.png alt="Full story"></a>',
)
# Briefs of other stories below the page's own.
_ALSO = (
    '<h3>{title}</h3><p>{text}</p><p><a href="{url}">Read the full story at {name}</a></p>',
    '<div><h4><a href="{url}">{title}</a></h4><p>{text}</p></div>',
    '<p><b>{title}.</b> {text} <a href="{url}">{name}</a></p>',
    '<p>{text}</p><p><a href="{url}">Read more</a></p>',
)
_FILLER = [
    saying
    for sayings in json.loads(
        Path(__file__).with_name("find_filler.json").read_text("utf-8")
    ).values()
    for saying in sayings
    if isinstance(saying, str) and "{" not in saying
]
_WALL = (
    '<div class="paywall"><h3>Subscribe to keep reading</h3><p>This article is for subscribers.</p>'
    "<a href=/subscribe>Subscribe</a> <a href=/login>Sign in</a></div>"
)


@dataclass(frozen=True)
class Story:
    """An article with the paper that has it."""

    name: str
    url: str
    title: str
    body: str


@dataclass(frozen=True)
class Case:
    """A page with its truth: labels that are right, and addresses; no source is right with None.

    `items` are the originals of a page of several stories; what is `gone` is nowhere to be found,
    what is `shut` is in the index, but its page is not open to the server.
    """

    kind: str
    url: str
    html: str
    title: str
    text: str
    labels: tuple[str, ...]
    sources: tuple[str | None, ...]
    ways: tuple[Way, ...] = ("address", "html")
    items: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()


def story(article: dict[str, Any]) -> Story:
    """Return where an article is."""
    number = hashed(article["id"])
    name, host = PAPERS[number % len(PAPERS)]
    title = article["title"] or paragraphs(article["body"], 1)[0][:90]
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())[:8]) or "story"
    forms = (f"/2026/05/{slug}", f"/news/{slug}-{number}.html", f"/a/{number}", f"/{slug}")
    return Story(name, f"https://{host}{forms[number % 4]}", title, article["body"])


def page(host: str, name: str, title: str, body: str, note: str = "", head: str = "") -> str:
    """Return a page of one of four designs, by its host; `body` and `note` are HTML."""
    design = hashed(host) % 4
    menu = "<a href=/>Home</a> <a href=/world>World</a> <a href=/money>Money</a>"
    share = (
        '<div class=share><a href="https://www.facebook.com/sharer.php?u=x">Share</a> '
        '<a href="https://twitter.com/intent/tweet?url=x">Tweet</a></div>'
    )
    more = (
        "<aside><h3>Most read</h3><ul><li><a href=/2026/04/ferry-strike>Ferry strike enters its "
        "third week</a><li><a href=/2026/04/schools>Schools to open later</a></ul></aside>"
    )
    around = (
        "<section class=around><h3>Around the web</h3><ul><li><a "
        "href=https://www.everly-courier.example/2026/05/a-garden-for-all-of-the-town>A garden for "
        "all of the town</a><li><a href=https://shop.example/deals>Deals</a></ul></section>"
    )
    start = f"<html lang=en><head><title>{title} | {name}</title>{head}"
    start += f'<meta property="og:site_name" content="{name}"></head><body>'
    foot = f"<footer>© 2026 {name} <a href=/about>About</a> <a href=/privacy>Privacy</a></footer>"
    main = {
        0: f"<nav>{menu}</nav><article><h1>{title}</h1>{share}{body}{note}</article>{more}",
        1: f"<div id=top>{menu}</div><div class=post><h1>{title}</h1><div class=entry-content>"
        f"{body}</div>{note}{share}</div>{more}{around}",
        2: f"<header>{menu}</header><main><h1>{title}</h1>{body}{note}{share}</main>",
        3: f"<div class=nav>{menu}</div><div class=wrap><h2 class=title>{title}</h2>"
        f"<div class=text>{body}{note}</div></div><div class=side>{more}{around}</div>",
    }[design]
    return f"{start}{main}{foot}</body></html>"


def in_paragraphs(text: str) -> str:
    """`text` as HTML."""
    return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs(text))


def cases(pair: dict[str, Any], original: Story, others: Sequence[Story]) -> Iterator[Case]:
    """Yield the pages around a pair."""
    number = hashed(pair["id"])
    name, host = DIGESTS[number % len(DIGESTS)]
    title = html.escape(pair["title"] or original.title)
    summary = pair["summary"]
    address, link = original.url, f'<a href="{original.url}">{original.name}</a>'

    def choose(values: Sequence[str], shift: int = 0) -> str:
        return values[(number + shift) % len(values)]

    def make_case(
        kind: str,
        text: str,
        labels: tuple[str, ...],
        sources: tuple[str | None, ...],
        note: str = "",
        *,
        before: str = "",
        head: str = "",
        **more: Any,
    ) -> Case:
        url = f"https://{host}/{kind.replace(' ', '-')}/{number}-the-news-of-today"
        body = before + in_paragraphs(text)
        return Case(
            kind,
            url,
            page(host, name, title, body, note, head),
            title,
            text,
            labels,
            sources,
            **more,
        )

    labels = ("summary", "excerpt") if _is_lifted(summary, original.body) else ("summary",)
    retold = partial(make_case, text=summary, labels=labels, sources=(address,))
    everywhere: tuple[Way, ...] = ("address", "html", "text")
    call = html.escape(choose(_CALLS).format(name=original.name))
    yield retold("call", note=f'<p><a href="{address}">{call}</a></p>', before=choose(_NOTES, 1))
    yield retold("icon", note=choose(_ICONS).format(address))
    yield retold("credit", note=f"<p>{choose(_CREDITS).format(link)}</p>")
    named = choose(_CREDITS, 1).format(original.name)
    yield replace(
        retold("named", note=f"<p>{named}</p>", ways=everywhere), text=f"{summary}\n\n{named}"
    )
    yield retold("bare", ways=everywhere)
    half = math.ceil(len(paragraphs(summary, 1)) / 2)
    opinion = " ".join(_FILLER[(number + shift) % len(_FILLER)] for shift in range(half))
    yield make_case("with opinion", f"{summary} {opinion}", labels, (address,), ways=everywhere)
    by_name = f"As {original.name} reported, the story is this. {summary}"
    yield make_case("by name", by_name, labels, (address,), ways=everywhere)
    few = " ".join(paragraphs(summary, 1)[: 1 + number % 3])
    # Right, or honestly not found.
    yield make_case(
        "few sentences", few, ("summary", "excerpt", "unknown"), (address, None), ways=everywhere
    )
    shut = frozenset({address})
    yield retold(
        "shut",
        note=f'<p><a href="{address}">{call}</a></p>',
        sources=(address, None),
        shut=shut,
    )
    short = f"https://{SHORT_HOST}/{number:x}"
    yield retold("shortener", note=f'<p><a href="{short}">{call}</a></p>')
    yield retold(
        "declared",
        head=f'<link rel=canonical href="{address}"><meta property="og:url" content="{address}">',
    )
    middle = f"https://{DIGESTS[(number + 5) % len(DIGESTS)][1]}/{number}-in-short"
    yield retold("middle page", note=f'<p><a href="{middle}">Read the full story</a></p>')
    yield retold("absent", labels=ANY, sources=(None,), ways=everywhere, gone=frozenset({address}))
    yield make_case(
        "several stories",
        "",
        ANY,
        (None,),
        before="".join(
            f'<h2><a href="{item.url}">{html.escape(item.title)}</a></h2>'
            + in_paragraphs(" ".join(paragraphs(item.body, 2)[:1]))
            for item in (original, *others)
        ),
        items=tuple(item.url for item in (original, *others)),
    )
    briefs = "".join(_ALSO[number % len(_ALSO)].format(
        url=other.url, name=other.name, title=html.escape(other.title),
        text=html.escape(" ".join(paragraphs(other.body, 2)[:1])),
    ) for other in others)  # fmt: skip
    heading = ("<h2>Also today</h2>", "<h3>In short</h3>", "<hr>")[number % 3]
    among = f'<p><a href="{address}">{call}</a></p>{heading}{briefs}'
    yield retold("among others", note=among)
    parts = paragraphs(original.body)
    if len(parts) >= 4 and len(original.body.split()) >= WHOLE_WORDS:
        yield from _of_the_article(make_case, original, link, choose)


def _is_lifted(summary: str, body: str) -> bool:
    """Return whether at least half of the sentences are the article's own: an excerpt, too."""
    letters = "".join(filter(str.isalnum, body)).lower()
    sentences = [
        "".join(filter(str.isalnum, paragraph)).lower() for paragraph in paragraphs(summary, 1)
    ]
    return 2 * sum(sentence in letters for sentence in sentences) >= len(sentences)


# What a page may be called whose source can't be found; neither cut nor walled.
ANY = ("summary", "unknown", "full", "not_article")


def _of_the_article(
    make_case: Callable[..., Case], original: Story, link: str, choose: Callable[..., str]
) -> Iterator[Case]:
    parts, address = paragraphs(original.body), original.url
    start = "\n".join(parts[: max(1, len(parts) // 3)])
    everywhere: tuple[Way, ...] = ("address", "html", "text")
    title = html.escape(original.title)
    yield make_case(
        "cut, call", start, ("excerpt",), (address,), f"<p>{choose(_GOES_ON).format(link)}</p>"
    )
    yield make_case("cut, bare", start, ("excerpt",), (address,), ways=everywhere)
    host = address.split("/")[2]
    walled = page(host, original.name, title, in_paragraphs(start), _WALL)
    own = (None, address)
    wall = Case("wall", f"{address}?x=1", walled, title, start, ("paywalled",), own, ways=("html",))
    yield wall
    whole_page = page(host, original.name, title, in_paragraphs(original.body))
    yield Case(
        "whole", address, whole_page, title, original.body, ("full",), (None,), ways=everywhere
    )
    copied = make_case(
        "copied", original.body, ("full",), own, f"<p>{choose(_COPIED).format(link)}</p>"
    )
    yield replace(copied, ways=everywhere)
    yield make_case(
        "whole, absent",
        original.body,
        ("full",),
        (None,),
        ways=everywhere,
        gone=frozenset({address}),
    )


Answered = tuple[Case, Way, Comparison]


@dataclass(frozen=True)
class Web:
    """Serves pages from memory; what is `gone` answers like an address that never was."""

    pages: dict[str, str]
    moved: dict[str, str]
    gone: frozenset[str] = field(default=frozenset())

    def fetch(self, url: str, **_: Any) -> Fetched:
        """Return the page at `url`; raise FetchFailed for an unknown address."""
        address = self.moved.get(url, url)
        if address not in self.pages or address in self.gone:
            raise FetchFailed(f"{url} is not there.", url=url)
        return Fetched(address, 200, self.pages[address])

    def get(self, url: str, *_: Any, **__: Any) -> Any:
        """No feed is there."""
        raise FetchFailed(f"{url} is not there.", url=url)

    def site_maps(self, *_: Any, **__: Any) -> list[str]:
        """No site map is there."""
        return []

    def close(self) -> None:
        """Nothing is open."""


def nearest(articles: dict[str, dict[str, Any]], keys: Sequence[str], count: int) -> list[str]:
    """Return the `count` articles that share the most rare words with the `wanted` ones."""
    words = {
        key: frozenset(re.findall(r"\w{3,}", f"{article['title']} {article['body'][:600]}".lower()))
        for key, article in articles.items()
    }
    frequencies = Counter(word for words_of in words.values() for word in words_of)
    weight = {word: math.log(len(words) / n) for word, n in frequencies.items()}
    share_of_each = math.ceil((count - len(keys)) / len(keys))
    chosen = dict.fromkeys(keys)
    for key in keys:
        shared = sorted(
            (candidate for candidate in words if candidate not in chosen),
            key=lambda candidate, key=key: -sum(weight[w] for w in words[key] & words[candidate]),
        )
        chosen |= dict.fromkeys(shared[:share_of_each])
    return list(chosen)[:count]


def is_right(case: Case, comparison: Comparison) -> bool:
    """Return whether the source is the right one, or each story of several has its own."""
    search = comparison.search
    if case.items:
        offered = [item.candidates[0].url for item in search.items] if search else []
        return offered == list(case.items)
    return (search.source if search else None) in case.sources


def is_wrong(case: Case, comparison: Comparison) -> bool:
    """Return whether another page is called the source."""
    source = comparison.search.source if comparison.search else None
    return source is not None and source not in case.sources


def is_wholly_right(case: Case, comparison: Comparison) -> bool:
    """Return whether verdict and source are right."""
    return is_right(case, comparison) and comparison.verdict.label in case.labels


def is_called_cut(case: Case, comparison: Comparison) -> bool:
    """Return whether a whole page is called anything less."""
    return case.labels == ("full",) and comparison.verdict.label not in ("full", "unknown")


def given(case: Case, way: Way) -> PageInput:
    """Return the page as a reader sends it."""
    if way == "text":
        return PageInput(text=case.text, title=html.unescape(case.title))
    return PageInput(url=case.url) if way == "address" else PageInput(url=case.url, html=case.html)


def chosen_pairs(count: int, third: int) -> list[dict[str, Any]]:
    """Pairs of different articles of a third, always the same ones."""
    pairs = sorted(read("pairs.jsonl.gz"), key=lambda pair: hashed(f"web {pair['id']}"))
    by_article = {
        pair["article_id"]: pair for pair in pairs if third_of(pair["article_id"]) == third
    }
    return list(by_article.values())[:count]


def measured(chosen: Sequence[dict[str, Any]], part: int = 1, parts: int = 1) -> list[Answered]:
    """Return the answers on each of `parts` pages made of `chosen` pairs, from number `part` on."""
    articles = {article["id"]: article for article in read("articles.jsonl.gz")}
    source_keys = [pair["article_id"] for pair in chosen]
    stories = {key: story(articles[key]) for key in nearest(articles, source_keys, INDEXED)}
    all_cases = []
    for place, pair in enumerate(chosen):
        others = [stories[source_keys[(place + shift) % len(source_keys)]] for shift in (1, 2, 3)]
        all_cases += cases(pair, stories[pair["article_id"]], others)
    pages = {case.url: case.html for case in all_cases}
    moved = {}
    for story_page in stories.values():
        host = story_page.url.split("/")[2]
        pages[story_page.url] = page(
            host, story_page.name, html.escape(story_page.title), in_paragraphs(story_page.body)
        )
    for pair in chosen:
        number, original = hashed(pair["id"]), stories[pair["article_id"]]
        moved[f"https://{SHORT_HOST}/{number:x}"] = original.url
        middle, host = DIGESTS[(number + 5) % len(DIGESTS)]
        sentences = " ".join(paragraphs(pair["summary"], 1)[:2])
        note = f'<p>This is a summary. <a href="{original.url}">Read the original</a></p>'
        title = html.escape(pair["title"] or original.title)
        pages[f"https://{host}/{number}-in-short"] = page(
            host, middle, title, in_paragraphs(sentences), note
        )
    with TemporaryDirectory() as folder:
        index = SqliteArticles(Path(folder) / "index.db")
        index.add_articles(
            IndexArticle(
                story_page.url,
                story_page.title,
                story_page.body if _is_whole(story_page) else "",
                story_page.body[:300],
                story_page.name,
            )
            for story_page in stories.values()
        )
        return _answers(all_cases[part - 1 :: parts], pages, moved, index)


def _is_whole(article: Story) -> bool:
    """Return whether the index has the whole text: of two in three, the rest are leads."""
    return bool(hashed(article.url) % 3)


def _answers(
    asked_cases: list[Case], pages: dict[str, str], moved: dict[str, str], index: SqliteArticles
) -> list[Answered]:
    # What a busy machine takes longer for is no other answer.
    settings = Settings(search_archive=False, worker_seconds=300, find_seconds=300)
    pool = WorkerPool(settings)

    def run(case_and_way: tuple[Case, Way]) -> tuple[Case, Way, Comparison | None]:
        case, way = case_and_way
        index_without = Without(index, case.gone)
        web = Web(pages, moved, case.gone | case.shut)
        engine = Engine(settings, pool, web, lambda: index_without)  # type: ignore[arg-type,return-value]
        request = CompareRequest(page=given(case, way))
        try:
            events = list(compare(engine, request, threading.Event()))
        except Problem as problem:
            print(f"{case.kind} by {way}: {problem}")
            return case, way, None
        return case, way, next(event.comparison for event in events if isinstance(event, Done))

    with ThreadPoolExecutor(2) as threads:
        answered = list(
            threads.map(run, [(case, way) for case in asked_cases for way in case.ways])
        )
    pool.close()
    return [(case, way, answer) for case, way, answer in answered if answer is not None]


def main() -> None:
    """Print the tables: by way, and by kind and way."""
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    count, third, slice_ = (*sys.argv[1:], *("16", "0", "1/1")[len(sys.argv) - 1 :])
    part, parts = map(int, slice_.split("/"))
    rows = measured(chosen_pairs(int(count), int(third)), part, parts)
    table(rows)
    if out := os.environ.get("UNABRIDGED_BENCH_OUT"):
        Path(out).write_text("".join(json.dumps(_row(*row)) + "\n" for row in rows))


def table(rows: Sequence[Answered]) -> None:
    """Count right answers, wrong sources, missed sources and whole pages called cut."""
    print(f"{'':24} {'n':>4} {'right':>6} {'wrong':>6} {'not found':>10} {'called cut':>11}")
    groups: dict[str, list[tuple[Case, Comparison]]] = {}
    for case, way, answer in rows:
        groups.setdefault(f"by {way}", []).append((case, answer))
    for case, way, answer in rows:
        groups.setdefault(f"{case.kind}, {way}", []).append((case, answer))
    for name, group in groups.items():
        right = sum(is_wholly_right(*case_and_answer) for case_and_answer in group)
        wrong = sum(is_wrong(*case_and_answer) for case_and_answer in group)
        lost = sum(
            not is_right(*case_and_answer) and not is_wrong(*case_and_answer)
            for case_and_answer in group
        )
        cut = sum(is_called_cut(*case_and_answer) for case_and_answer in group)
        print(f"{name:24} {len(group):4} {right:6} {wrong:6} {lost:10} {cut:11}")
    said = [_contradiction(answer, way) for _, way, answer in rows]
    print(f"answers that contradict themselves: {len([*filter(None, said)])} of {len(said)}")


def _contradiction(answer: Comparison, way: Way) -> str:
    """Return what in an answer says another publisher, or more than it rests on; "" if nothing."""
    try:
        check_coherent(answer, is_text=way == "text")
    except AssertionError as error:
        return str(error) or "an answer's parts contradict each other"
    return ""


def _row(case: Case, way: Way, comparison: Comparison) -> dict[str, Any]:
    """Return a case with its answer, for reading the errors."""
    search, alignment = comparison.search, comparison.alignment
    return {
        "kind": case.kind,
        "way": way,
        "right": is_wholly_right(case, comparison),
        "label": comparison.verdict.label,
        "labels": case.labels,
        "source": search and search.source,
        "sources": case.sources,
        "url": case.url,
        "text": case.text,
        "contradiction": _contradiction(comparison, way),
        "signals": [
            (reason.signal, reason.weight, reason.quote) for reason in comparison.verdict.evidence
        ],
        "outcome": search and search.outcome,
        "candidates": search
        and [
            (
                candidate.url,
                candidate.relation,
                candidate.why_code,
                candidate.confidence,
                candidate.containment,
            )
            for candidate in search.candidates
        ],
        "items": search and [[c.url for c in item.candidates] for item in search.items],
        "tried": search
        and [(attempt.finder, attempt.outcome, attempt.detail) for attempt in search.tried],
        "figures": alignment
        and [alignment.figures.page_sentences, alignment.figures.found, alignment.figures.verbatim],
        "warnings": [warning.detail for warning in comparison.warnings],
    }


if __name__ == "__main__":
    main()
