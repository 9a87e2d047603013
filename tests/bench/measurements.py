"""Writes docs/measurements.md from what the benchmarks print.

    python -m tests.bench.measurements [SECTION …]

Runs the benchmark of each SECTION of the page (all, without one) and puts what it prints there;
the other sections stay as they are. `--list` names the sections. Reads ../shared/data beside the
project: a section whose data is missing keeps what it has, and is named at the end.
"""

import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "measurements.md"

INTRODUCTION = """\
# Measurements

What each part does on real pages beside the project, as its benchmark printed it. Every figure in
the README and the documentation is from here. `python -m tests.bench.measurements` makes this
page; each section names the command that makes it alone.

Sites, articles and events are split in three by a hash. Two thirds taught weights, rules and
thresholds, by models that had not seen the page's own site, article or event; **the third taught
nothing** and is looked at once a version. Shares have their count and a 95 % interval. Times are
processor seconds, beside a named peer in the same run: compare ratios, not machines. The pages
belong to their publishers and are not part of the project.
"""


@dataclass(frozen=True)
class Section:
    """A part of the page: one benchmark's output."""

    title: str
    # The module below tests.bench, and its arguments.
    command: str
    # What is measured, on what, and what may mislead.
    about: str

    @property
    def name(self) -> str:
        """The module's name and arguments, in one word."""
        return self.command.replace(" --", "-").replace(" ", "-")


SECTIONS = (
    Section(
        "Main text",
        "article.extraction",
        "Text of articles against references that people cleaned, beside published extractors "
        'in the same run. The trees learned from fundus, trafeval and real, so that "page_side" '
        "flatters there; waddle taught nothing.",
    ),
    Section(
        "Title, authors and date",
        "article.metadata",
        "What a page says of itself, beside other tools in the same run.",
    ),
    Section(
        "Sentences",
        "article.sentences",
        "Ends of sentences in fifteen languages, sentencex alone beside the layer above it.",
    ),
    Section(
        "Verdict, two thirds",
        "verdict.verdict",
        "Is it whole, a part, a retelling, no article? Models have seen no page of the same site.",
    ),
    Section(
        "Verdict, the third", "verdict.verdict --keep", "The same on sites that taught nothing."
    ),
    Section(
        "Whose report, two thirds",
        "verdict.basis",
        "The credited outlet and the first answer, on pages read for it.",
    ),
    Section(
        "Whose report, the third", "verdict.basis --keep", "The same on sites that taught nothing."
    ),
    Section(
        "Digests, two thirds",
        "verdict.digests",
        "Pages of several stories, split into their items.",
    ),
    Section(
        "Digests, the third", "verdict.digests --keep", "The same on sites that taught nothing."
    ),
    Section(
        "Where a page points to",
        "source.pointers --half final",
        "Made pages that name their source in every way, with words, layouts and traps of "
        "their own.",
    ),
    Section(
        "Finding the source, two thirds",
        "source.find_table",
        "Each aim of finding on summaries whose source is known, among 31,001 articles.",
    ),
    Section(
        "Finding the source, the third",
        "source.find_table --third",
        "The same on articles and events that taught nothing.",
    ),
    Section(
        "Finding the source beside BM25",
        "source.finding",
        "Found, and refused where it is not there, beside the best article by plain BM25.",
    ),
    Section(
        "The index",
        "source.index",
        "Finding the right article, time and size, beside plain FTS5 on the same articles.",
    ),
    Section(
        "Aligning",
        "align.align",
        "Choice of sources and prediction of unsupported sentences, beside rapidfuzz, TF-IDF "
        "and BM25.",
    ),
    Section(
        "Alarms, two thirds",
        "align.judged",
        "Summaries judged sentence by sentence: which alarms are right, which wrong sentences "
        "raise one.",
    ),
    Section(
        "Alarms, the third", "align.judged held-out", "The same on articles that taught nothing."
    ),
    Section(
        "Rules of differences, the third",
        "align.rules --third",
        "How often each rule that decides fired and was right, over all judged sets.",
    ),
    Section(
        "Shares of claims, two thirds",
        "claims.support_train",
        "How well the share of a claim that a source bears it out parts claims that people judged "
        "right and wrong, by weights of other articles; then the outcome that is shown.",
    ),
    Section(
        "Shares of claims, the third",
        "claims.support_train --third",
        "The same on articles that taught nothing.",
    ),
    Section(
        "Written claims",
        "claims.written",
        "Lies and true sentences that we wrote on invented reports. Rules were built with the "
        "first three sets at hand, the fourth was looked at twice, the fifth changed one rule.",
    ),
    Section(
        "Claims after revisions",
        "claims.anchors",
        "Claims found again by their words in a text that was revised fifty times by rule.",
    ),
    Section(
        "Lies",
        "align.lies",
        "Altered sentences that pass, beside faithful ones in doubt.",
    ),
    Section(
        "What is left out",
        "align.left_out",
        "The order of omissions, graded by what other summaries of the same article have.",
    ),
    Section(
        "Whole answers, the third",
        "whole.answers 40 2",
        "Verdict and source together, as a reader gets them, on articles that taught nothing.",
    ),
    Section(
        "Stories",
        "whole.stories",
        "Texts of one origin put together, and those of two kept apart.",
    ),
    Section(
        "Cost of a comparison",
        "whole.cost",
        "Processor time of a whole comparison against readability-lxml alone on the same two "
        "pages, in turn.",
    ),
    Section("Cost of polling", "whole.polling", "Fifty feeds of twenty items on a local server."),
    Section(
        "Marks in the page",
        "browser.anchors",
        "Sentences found again in the browser's page, beside a plain search in text nodes.",
    ),
    Section(
        "Lines in feed readers",
        "whole.bridges lines 2 8",
        "Lines that a bridge writes above entries of real pages in a stand-in of Miniflux. A line "
        "is right if it says the entry's kind and, where these are known, leads to its original or "
        "names whose report it is.",
    ),
    Section(
        "Delay of a line",
        "whole.bridge_limits delay",
        "From a signed webhook to the entry's end in the queue, on a server of two workers with "
        "30,000 articles of the data. On a busy machine the clock's times grow by themselves; the "
        "server's own processor time doesn't.",
    ),
    Section(
        "Requests for the entries of a feed",
        "whole.bridge_limits budget",
        "What one host is asked for, of a hundred entries that came at once. Each row is the sum "
        "until then; robots.txt and tdmrep.json are among the first.",
    ),
)


def printed(section: Section) -> str:
    """Run a section's benchmark and return what it prints; RuntimeError where it fails."""
    module, *arguments = section.command.split()
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0 or not run.stdout.strip():
        raise RuntimeError((run.stderr.strip() or "it printed nothing").splitlines()[-1])
    return run.stdout.strip("\n")


def as_markdown(section: Section, output: str) -> str:
    """Return a section as Markdown, with its date and commit."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    provenance = (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}, Python {platform.python_version()}"
    )
    return (
        f"## {section.title}\n\n{section.about}\n\n"
        f"`python -m tests.bench.{section.command}` ({provenance})\n\n```text\n{output}\n```\n"
    )


def kept_sections(page: str) -> dict[str, str]:
    """Return the sections of an earlier page by their titles."""
    parts = re.split(r"(?m)^## (?=[^\n]+\n)", page)[1:]
    return {section.partition("\n")[0]: f"## {section.rstrip()}\n" for section in parts}


def main(arguments: list[str]) -> int:
    """Write the page; 1 if a benchmark failed, 2 for a section that does not exist."""
    names = {section.name for section in SECTIONS}
    if "--list" in arguments:
        print("\n".join(section.name for section in SECTIONS))
        return 0
    if unknown := [name for name in arguments if name not in names]:
        print(f"No section {', '.join(unknown)}; --list names them.", file=sys.stderr)
        return 2

    sections = kept_sections(PAGE.read_text("utf-8")) if PAGE.is_file() else {}
    failures = []
    for section in SECTIONS:
        if arguments and section.name not in arguments:
            continue
        print(section.name, file=sys.stderr, flush=True)
        try:
            sections[section.title] = as_markdown(section, printed(section))
        except RuntimeError as error:
            failures.append(f"{section.name}: {error}")
        # What was measured is kept, whatever happens to the next one.
        texts = [sections[section.title] for section in SECTIONS if section.title in sections]
        PAGE.write_text("\n".join([INTRODUCTION, *texts]), "utf-8")
    print("\n".join(failures), file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
