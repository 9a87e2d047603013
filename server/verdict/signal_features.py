"""All signals of a page, and the names by which the classifier knows them.

What a page says to its reader is in the rows of `remarks.json`, read off its remarks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from server.model import REFUSALS, counted, read_rows
from server.page.block import letters_in
from server.page.document import Document, Link
from server.page.remarks import LineRow, Remark
from server.page.view import PageView
from server.text.lexicon import fold
from server.text.sentences import last_words
from server.urls import host_of
from server.verdict.basis import SIGNED_OFF, CreditedOutlet, candidates_of
from server.verdict.digest import find_digest
from server.verdict.mentions import Mention
from server.verdict.signal import Params, Signal, SignalCode

_MOST = 3  # credits that are shown
_SHOWN = 160  # characters of a note that is quoted whole
_LEADING = {"links_to_original", "continues_on_site"}
_PLACES = {"here": "Where the text ends", "near": "After the text", "far": "Elsewhere on the page"}


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class RemarkRow(LineRow):
    """A row of `remarks.json`, with a piece of a page in which it is seen.

    `link` is where that leads, `quote` what is shown. A row that is `alone` counts where no other
    leads on.
    """

    code: SignalCode
    says: str
    kind: str = ""
    link: Literal["", "away", "version", "called", "ending", "account"] = ""
    quote: Literal["line", "note", "link", "end"] = "line"
    alone: bool = False

    def first(self, remarks: Iterable[Remark]) -> Remark | None:
        """Return the first of `remarks` of which all holds."""
        return next(iter(self.fitting(remarks)), None)

    def signal(self, remark: Remark) -> Signal:
        """Return what `remark` shows."""
        link: Link | None = getattr(remark, self.link) if self.link else None
        block, quote = remark.block, remark.text
        if self.quote == "note" and len(block.text) <= _SHOWN:
            quote = block.text
        elif self.quote == "link" and link and link.text:
            quote = link.text
        elif self.quote == "end":
            quote = last_words(block.sentences[-1])
        named = {"line": remark.text, "quote": quote, "place": _PLACES[remark.where]}
        name = block.wall if "{name}" in self.says else ""
        words = self.says.format(**named, name=name)
        shown = link.element if link and link.text == quote else None
        params = [("name", name)] if name else []
        params += [("url", link.url)] if link and self.link != "account" else []
        element = block.element if shown is None else shown
        return Signal(self.code, words, quote, element, self.kind, tuple(params))


@cache
def rows() -> dict[str, list[RemarkRow]]:
    """Return the rows of `remarks.json`, those of which the first remark counts together."""
    grouped: defaultdict[str, list[RemarkRow]] = defaultdict(list)
    for row in read_rows(__package__, "remarks.json", RemarkRow):
        kind = "alone" if row.alone else "" if row.quote == "note" else row.kind
        grouped[f"{row.code}:{kind}"].append(row)
    return grouped


def remark_signals(view: PageView) -> list[Signal]:
    """Return what the remarks of a page say of its text, the first of each kind."""
    remarks, found = view.remarks, list[Signal]()
    for group in rows().values():
        seen = [(remarks.index(one), row, one) for row in group if (one := row.first(remarks))]
        if seen and not (group[0].alone and any(one.code in _LEADING for one in found)):
            _, row, remark = min(seen, key=itemgetter(0))
            found.append(row.signal(remark))
    return found


def attribution_signals(view: PageView, credited: Sequence[CreditedOutlet]) -> list[Signal]:
    """Report the one outlet that a text names at its head as its source.

    Further down, and on a signed page, outlets are sources of a text of its own. A news agency
    alone is a credit: its reports are there for all to print.
    """
    outlets = [one for one in credited if not one.is_agency]
    heads = {
        outlet: mention
        for outlet in outlets
        for mention in reversed(outlet.mentions)
        if mention.how == "report" and mention.place in ("first", "head")
    }
    if len(heads) != 1:
        return []
    ((outlet, mention),) = heads.items()
    return [] if outlet.on_signed else [_signal(view, outlet.name, mention, "head")]


def credit_signals(view: PageView, outlets: Sequence[CreditedOutlet]) -> Iterator[Signal]:
    """Yield the words with which a page credits the `outlets` that its text is based on."""
    for outlet in outlets[:_MOST]:
        best = next((one for one in outlet.mentions if one.start is not None), outlet.mentions[0])
        yield _signal(view, outlet.name, best, "")


def _signal(view: PageView, name: str, mention: Mention, kind: str) -> Signal:
    params = (("outlet", name), *((("url", mention.link),) if mention.link else ()))
    folded, near = fold(mention.quote), view.blocks[max(0, view.first - 10) : view.last + 12]
    element = next((block.element for block in near if folded in fold(block.text)), None)
    if mention.how in SIGNED_OFF and mention.place == "tail":
        says = f"After the text, its original: “{mention.quote}”"
        return Signal("source_line", says, mention.quote, element, kind, params)
    says = f"Retells a report of {name}: “{mention.quote}”"
    return Signal("retells_report", says, mention.quote, element, kind, params)


def digest_signal(view: PageView) -> Signal | None:
    """Return the sign that the page retells several stories, none where it is about one."""
    digest = find_digest(view)
    if digest is None or digest.lead is not None:
        return None
    links = [link for item in digest.items for link in item.links]
    hosts = {host_of(link.url) for link in links}
    quote = next((link.text for link in links if link.text), digest.items[0].title)
    element = next((link.element for link in links if link.text), None)
    stories, others = counted(len(digest.items), "story"), counted(len(hosts), "other publication")
    says = f"{stories}, which lead to {others}: “{quote}”."
    counts = (("items", len(digest.items)), ("publications", len(hosts)))
    return Signal("retells_report", says, quote, element, "digest", counts)


# Letters of a text: a brief, a short report, one of a usual length, a long one.
BRIEF, SHORT, LONG = 1000, 2500, 6000
_ASKS = frozenset({"locked_part", "offers_access", "http_status"})
_ENDS = frozenset({"cut_off_end", "hidden_rest"})
# A weak signal that is worth more with a second one of another kind: the feature of the two, the
# weak one, and those that back it.
_TOGETHER = (
    ("cut_off_end+access", "cut_off_end", _ASKS | {"declared_paid", "cut_for_subscribers"}),
    ("cut_off_end+brief", "cut_off_end", {"length:brief"}),
    ("cut_for_subscribers+access", "cut_for_subscribers", _ASKS | _ENDS | {"declared_paid"}),
)
SCANT = 800  # letters of a text that is sold, from which on it may be all if nothing is offered
# Share of its words by which a text may be shorter or longer than declared: 68 of 68 are whole.
_NEARLY = 0.15
_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')


def declared_signals(view: PageView) -> Iterator[Signal]:
    """Report what status and structured data say of the article's access.

    Markup is often wrong, so it needs a second sign.
    """
    if view.status in REFUSALS:
        says = f"The site answered with status {view.status}."
        yield Signal("http_status", says, params=(("status", view.status),))
    if view.article.access.declared_free is False:
        yield Signal("declared_paid", "The page says that it is not free to read.")


def pager_signals(view: PageView) -> Iterator[Signal]:
    """Report a row of links to other pages of the text."""
    if pager := view.pager:
        says = f"“{pager.text}” leads to other pages of the same text."
        led: Params = (("url", pager.url),) if pager.url else ()
        led += (("whole", True),) if pager.is_whole else ()
        yield Signal("more_pages", says, pager.text, pager.element, pager.kind, led)


def declared_words(document: Document) -> int | None:
    """Return the word count in the page's structured data, else in another script."""
    scripts = list(document.root.iter("script"))
    # What is declared for search engines comes first.
    scripts.sort(key=lambda script: script.get("type") != "application/ld+json")
    found = (_WORD_COUNT.search(script.text or "") for script in scripts)
    return next((int(one[1]) for one in found if one), None)


def signals_of(view: PageView) -> tuple[list[Signal], list[CreditedOutlet]]:
    """Return all signals that the text is not whole, and whom it credits."""
    found = [*pager_signals(view), *remark_signals(view), *declared_signals(view)]
    credited = candidates_of(view, found)
    found += attribution_signals(view, credited)
    digest = digest_signal(view)
    return [*found, digest] if digest else found, credited


def features_of(signals: list[Signal], view: PageView) -> set[str]:
    """Return the features of a page: its signals, its length, and signals backing each other."""
    features = {signal.feature for signal in signals}
    letters = letters_in(view.article.text)
    if letters < BRIEF:
        features.add("length:brief")
    elif letters < SHORT:
        features.add("length:short")
    elif letters >= LONG:
        features.add("length:long")
    declared, words = declared_words(view.document), view.article.words
    if declared is not None and abs(declared - words) <= _NEARLY * words:
        features.add("length:declared")
    is_sold = "declared_paid" in features and "length:declared" not in features
    if is_sold and letters < (BRIEF if _offers(view) else SCANT):
        features.add("declared_paid+scant")
    seen = features | {feature.partition(":")[0] for feature in features}
    return features | {name for name, weak, others in _TOGETHER if weak in seen and others & seen}


def _offers(view: PageView) -> bool:
    """Return whether after the text there is a wall or a link to an account or an offer."""
    after = (one for one in view.remarks if one.number > view.last and not one.block.is_closed)
    return any(one.block.wall or one.account for one in after)
