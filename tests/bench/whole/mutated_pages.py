"""Mutates pages for the workers, as `make soak` does (CONTRIBUTING.md): none may crash one.

    python -m tests.bench.whole.mutated_pages [--count 100000] [--begin 0] [--seconds S]

Page N is the same in each run, so that many slices make one trial: the last line says where the
next one begins. The pages are those of the tests; every sixteenth is one of ../shared/data, where
that is beside the project. Each is read and judged, and every eighth compared with what it was
made from, in a worker with the product's limits. A page over a limit is read again alone: below one
second of processor time it is a fault like any other. Faults are kept in build/mutated, and end the
run with status 1.
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module

from pydantic_core import to_json

from server.config import Settings
from server.errors import Problem
from server.model import Article, PageInput
from server.pipeline.tasks import JudgedPage, check_texts, examine, text_of
from server.workers import WorkerPool
from tests.servers import ROOT

FAULTS = ROOT / "build" / "mutated"
SHARED = ROOT.parent / "shared" / "data" / "extraction" / "fundus"
LIGHT_SECONDS = 1.0
PROGRESS = 1_000
# A call with Retry-After, as on a machine that is too busy, is tried as often.
TRIES = 5
# Longer pages cost most of the time, and have no other kinds of markup.
REAL_LENGTH = 160_000
# What pages were seen to hold that breaks parsers, or was made to.
PIECES = (
    *("&#31;", "&#1;", "&#xFFFE;", "&#xD800;", "&#x110000;", "&#0;", "&", "&amp", "&lt;p&gt;"),
    *("\x00", "\x1b[2J", "\x9b", "\u202e", "\u2028", "\ufeff", "\ud83d", "\u0301" * 30, "\xa0"),
    *(
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?xml",
        "<!DOCTYPE x>",
        '"',
        "'",
        "=",
        "\r",
        "\n",
    ),
    *(
        "<p>",
        "</p>",
        "<div>" * 20,
        "</div>" * 20,
        "<b><i><a>",
        "<table><tr><td>",
        "<li>",
        "<br>" * 50,
    ),
    *(
        "<script>",
        "</script>",
        "<style>",
        "<noscript>",
        "</noscript>",
        "<template>",
        "<svg>",
        "</svg>",
    ),
    *(
        "<iframe srcdoc='<p>x'>",
        "<base href='//['>",
        "<a href='http://['>",
        "<title>",
        "<body>",
        "<head>",
    ),
    *(
        "<math>",
        "<form>",
        "<select><option>",
        "<textarea>",
        "<frameset>",
        "<plaintext>",
        "<h1>",
        "<q>",
    ),
    *(
        '<meta charset="utf-7">',
        '<meta charset="x">',
        '<html lang="\U0001f600">',
        "<time datetime=9>",
    ),
    '<script type="application/ld+json">{"@type":"NewsArticle","author":[[]]}</script>',
    '<script type="application/ld+json">{"@type":"Article","datePublished":9e999}</script>',
    '<script type="application/ld+json">[{"articleBody":null,"@graph":{"a":[1,{}]}}]</script>',
    *(
        "1e309",
        "99999999999999999999",
        "½",
        "٣",
        "३",
        "-0",
        "NaN",
        "31 February 0000",
        "12/13/14",
        "𝟙",
    ),
)


def one_character(text: str, dice: random.Random) -> str:
    """Another character at one place."""
    offset = dice.randrange(len(text) + 1)
    return (
        text[:offset]
        + chr(dice.choice((dice.randrange(256), dice.randrange(0x3000))))
        + text[offset + 1 :]
    )


def put_in(text: str, dice: random.Random) -> str:
    """One of the pieces at up to five places."""
    for _ in range(dice.randint(1, 5)):
        offset = dice.randrange(len(text) + 1)
        text = text[:offset] + dice.choice(PIECES) * dice.choice((1, 1, 1, 40)) + text[offset:]
    return text


def at_tags(text: str, dice: random.Random) -> str:
    """Replace a tag by a piece, or by nothing."""
    parts = text.split("<")
    tag_index = dice.randrange(len(parts))
    parts[tag_index] = (
        parts[tag_index].partition(">")[2] if dice.random() < 0.5 else dice.choice(PIECES)
    )
    return "<".join(parts)


def moved(text: str, dice: random.Random) -> str:
    """Remove, double or move a part."""
    begin, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    passage, rest = text[begin:end], text[:begin] + text[end:]
    offset = dice.randrange(len(rest) + 1)
    return dice.choice(
        (rest, text[:end] + passage + text[end:], rest[:offset] + passage + rest[offset:])
    )


def cut(text: str, dice: random.Random) -> str:
    """Keep only the beginning or the end."""
    offset = dice.randrange(len(text) + 1)
    return dice.choice((text[:offset], text[offset:]))


def crossed(text: str, dice: random.Random) -> str:
    """Join the beginning of this page and the end of another."""
    other_page = dice.choice(originals())
    return text[: dice.randrange(len(text) + 1)] + other_page[dice.randrange(len(other_page)) :]


def misread(text: str, dice: random.Random) -> str:
    """Encode the page in one charset and decode it in another."""
    written, read = dice.choice((("utf-8", "cp1252"), ("utf-16", "latin-1"), ("utf-8", "utf-16")))
    return text.encode(written, "replace").decode(read, "replace")


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(one_character, put_in, at_tags, moved, cut, crossed),
    *(put_in, at_tags, one_character, put_in, moved, misread),
)


@cache
def originals() -> list[str]:
    """Return short pages of the project's own."""
    places = ("tests/e2e/made/pages", "server/net/sample")
    files = [file for place in places for file in sorted((ROOT / place).rglob("*.html"))]
    return [file.read_text("utf-8", "replace") for file in files]


@cache
def real_ones() -> list[str]:
    """Return short pages of newspapers, or the project's own where there are no others."""
    if not SHARED.is_dir():
        return originals()
    with (SHARED / "index.jsonl").open(encoding="utf-8") as lines:
        packed = [(SHARED / json.loads(line)["file"]).read_bytes() for line in lines]
    pages = [gzip.decompress(page).decode("utf-8", "replace") for page in packed]
    return [page for page in pages if len(page) <= REAL_LENGTH]


def mutated(number: int) -> tuple[str, str]:
    """Page `number`, and the page that it was made from."""
    dice = random.Random(number)
    original = text = dice.choice(real_ones() if number % 16 == 0 else originals())
    for _ in range(dice.randint(1, 6)):
        text = dice.choice(CHANGES)(text, dice)
    return text, original


def look(html: str, original: str | None) -> str:
    """Read and judge a page, and compare it with another; returns its verdict. For a worker."""
    page = PageInput(url="https://mutated.example/a", html=html)
    examined: JudgedPage = examine(page)
    to_json(examined.article), to_json(examined.verdict)
    if bad := [sign for sign in examined.article.text if sign < " " and sign not in "\n\t"]:
        raise ValueError(f"{len(bad)} control characters in an article's text")
    if original:
        texts = text_of(examined.article, examined.notes), text_of(article_of(original))
        to_json(check_texts(*texts))
    return examined.verdict.label


@cache
def article_of(original: str) -> Article:
    """Return the article of an unchanged page, read once for all mutations."""
    return examine(PageInput(url="https://original.example/a", html=original)).article


def timed(html: str, original: str | None) -> float:
    """Seconds of processor time of `look`. For a worker."""
    started = time.process_time()
    look(html, original)
    return time.process_time() - started


def outcome(pool: WorkerPool, number: int) -> tuple[str, bool]:
    """Return the outcome of page `number`, and whether that is a fault."""
    html, original = mutated(number)
    compared = original if number % 8 == 1 else None
    reason = "busy"
    for _ in range(TRIES):
        try:
            return pool.run(look, html, compared), False
        except Problem as problem:
            reason = problem.params.get("reason") or problem.slug
            if not problem.retryable:
                break
    if reason not in ("time", "memory"):
        return str(reason), reason in ("crash", "error", "busy")
    seconds = pool.run(timed, html, compared, timeout=600)
    return f"{reason} limit", seconds < LIGHT_SECONDS


def main() -> None:
    """Run one slice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--begin", type=int, default=0, help="number of the first page")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end the slice then")
    options = parser.parse_args()
    pool = WorkerPool(Settings(workers=1), warm=("server.pipeline.tasks",))
    pool.fork_from_here()  # as the server does
    counts: Counter[str] = Counter()
    faults: list[int] = []
    end, number = time.monotonic() + options.seconds, options.begin
    while number < options.begin + options.count and time.monotonic() < end:
        what, is_fault = outcome(pool, number)
        counts[what] += 1
        if is_fault:
            faults.append(number)
            FAULTS.mkdir(parents=True, exist_ok=True)
            faulty_page = FAULTS / f"{number}.html"
            faulty_page.write_text(mutated(number)[0], "utf-8", "surrogatepass")
            print(f"page {number}: {what}, kept as {faulty_page.relative_to(ROOT)}", flush=True)
        number += 1
        if number % PROGRESS == 0:
            print(f"{number - options.begin} pages, {len(faults)} faults", flush=True)
    pool.close()
    print(", ".join(f"{what} {times}" for what, times in counts.most_common()))
    print(f"{number - options.begin} pages, {len(faults)} faults; go on with --begin {number}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    import_module(
        "tests.bench.whole.mutated_pages"
    ).main()  # so that workers find `look` by its name
