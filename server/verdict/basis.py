"""Decides whose report a text is: the publishers that a page names, and what each counts.

A mention is a place that names one, in a sentence, a line or a byline; the lines around the text
are found by `mention_rules.py`. A publisher counts by the ways and the places in which it is named,
in a logistic model (`basis.json`, `python -m tests.bench.verdict.basis_train`). The kind of the
text is that of the credits that count.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from typing import Literal

from server.language.data import section, table, writing
from server.language.scripts import HAN, HANGUL, TERMINAL, letters_in
from server.model import Basis, BasisKind, Credit, LinearModel, Role, Sentence
from server.page.block import Block
from server.page.document import Link
from server.page.remark import Remark, names_its_site
from server.page.view import PageView
from server.page.windows import LABEL_LENGTH, MOST_READ, NAME_LENGTH, STATEMENT_LENGTH
from server.text.calls import find_phrases
from server.text.credits.forms import LANGUAGES, has_part, matches_form
from server.text.credits.publishers import (
    HAN_LETTER,
    agency_domain,
    bare_name,
    domain_of,
    is_agency,
    is_called_outlet,
    is_known,
    names_in,
    standard_name,
    without_article,
)
from server.text.credits.sentences import credited_alone, credits_in, datelines
from server.text.lexicon import fold
from server.text.lines import behind_date
from server.urls import host_of, is_a, is_shortened, is_story, may_be_story, registrable_domain
from server.verdict.mention_rules import MENTION_RULES, MentionRule
from server.verdict.signals import Signal

How = Literal[
    "report",  # X reported
    "speech",  # she said to X
    "line",  # Source: X, via X, [X], – X at the end
    "wire",  # BERLIN (dpa)
    "byline",  # an outlet in the author's place
    "alone",  # a line of its own between headline and text
    "republished",  # originally published by X
    "call",  # Read the full story at X
]
Place = Literal["first", "head", "middle", "tail", "beside"]

RETOLD: frozenset[BasisKind] = frozenset({"retells", "compiles", "agency"})
RETOLD_FROM = 0.55  # credits that count for less are shown, and leave a page unsure
_PROSE = frozenset({"report", "speech"})
USUAL_REPORT = (1500, 4000)  # letters; a shorter text is a brief
HEAD = 4  # sentences in which a retelling says whose report it is
DATELINED = 6  # sentences in which a dateline may be: extractors put notes before it
CREDITING_SENTENCES = 2  # at the text's end, where a credit of the whole is
MOST_CREDITS = 10  # more publishers are a list
# A text is of a study if it speaks of research in so many of its first sentences, and in such a
# share of all: right on 11 to 13 of 16 pages.
STUDY_HEAD, STUDY_SENTENCES, STUDY_SHARE = 6, 2, 0.2
OTHERS_SCALE = 3  # a third of the sentences that names other publishers, and more, counts 1
ITSELF_SCALE = 2  # sentences that name the page's own publisher: they, and more, count 1
MOST_SHOWN = 3  # outlets whose credit is quoted
NEARBY = (10, 12)  # blocks before and after the text in which the element of a credit is
MOST_ON_LINE = 4  # publishers that a source line names; more are a list of something else
SHORTEST_NAME = 3  # letters: "A A" sets the size of letters
_CREDITS = {name: "|".join(words) for name, words in table("credits").items()}
# "X網台北1月16日消息", "【X報專訊】"; "本報訊" is the page's own.
_DENSE_DATELINE = re.compile(
    rf"\W{{0,2}}((?!{_CREDITS['own']})[{HAN}]{{1,8}}?(?:{_CREDITS['called']}))"
    rf"(?:{_CREDITS['reporters']})?(?:(?!{_CREDITS['before']})[^，。：:、]){{0,16}}?"
    rf"(?:{_CREDITS['datelined']})"
)
# "PORT ELLERY, May 4 (Harrow Wire) –"; stations write so under their own call signs.
_PLACED = re.compile(
    r"(?=[^\W\d_a-z])[^.!?()\n]{3,45}\((?![KW][A-Z]{2,3}\))([^\W\d_a-z][^()\n]{1,30})\)\s*[–—-]"
)
# "[부산=일간항구 홍길동 기자]"
_KOREAN_DATELINE = re.compile(
    rf"[\[(](?:[{HANGUL}]{{1,12}})=([{HANGUL}\w]{{2,12}})(?: [{HANGUL}· ]{{2,16}})?"
    rf" (?:{_CREDITS['reporters']})[\])]"
)
# Hosts of offices and universities, which are not outlets.
_OFFICIAL = re.compile(r"\.(?:gov|int|edu|mil|ac|gob|gouv)(?:\.|$)")
_BRACKETED = re.compile(r"[\[(（【]\s*+([^\[\](（【]{2,80}?)\s*+[\])）】]\W*+$")
# What a paragraph ends with after its last sentence: "(AP/The Quay Fool)".
_AFTER_SENTENCE = re.compile(
    rf"(?<=[{TERMINAL}\"'”’»])\s*([\[(（【]([^\[\](（【]{{2,60}})[\])）】])\W*$"
)
REPEATED = 2  # brackets through a text from which on they credit the same outlet
_DASHED = re.compile(
    rf"^\W{{0,2}}(?:[–—-]|(?:{_CREDITS['contributors']}):)\s*([^–—-]{{2,80}})$", re.I
)
_MEDIA = re.compile(_CREDITS["pictures"], re.I)
_PICTURED = re.compile(rf"^\W*(?:{_CREDITS['pictured']})\b", re.I)
# What a line credits is a name: a few words, the first of them with a capital where a script has.
_NAME = re.compile(r"(?:[^\W\d_a-zа-яёα-ω]|\d+[^\W\d_])[^:：@？?!]*", re.UNICODE)
_APART = re.compile(rf"[,;/、|]|\s[–—-]\s|\s(?:{_CREDITS['and']})\s")
_PIECES = re.compile(r" ?[|·•] ?")
_DASH = re.compile(r"\s[–—-]\s|$")
# The number of a note, glued to a name.
_GLUED = re.compile(r"(?<=[^\W\d_]{5})\d{1,3}$")
# "Ada Quill/AP" took a picture; "APA/dpa" wrote.
_TAKEN = re.compile(r"\w \w+ ?/ ?[^/]{2,25}$")
# What parts an outlet from the person before it in a byline.
_BEHIND_PERSON = re.compile(rf"[,;/|(–—]|\s-\s|\s(?:{_CREDITS['for']})\s", re.I)
_VIA = re.compile(r"^\W{0,3}via\b", re.I)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,8})(?:/\S*)?", re.I)
_EDGES = " .,«»“”\"'「」()（）[]©"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the page names another publisher; `start` and `end` index the article's text.

    `link` leads to a story of it. `is_vouched`: a known outlet is named with it.
    """

    name: str
    domain: str | None
    how: How
    place: Place
    quote: str
    start: int | None = None
    end: int | None = None
    link: str | None = None
    is_vouched: bool = False


def mentions_of(view: PageView, calls: Sequence[Signal] = ()) -> list[Mention]:
    """Return all mentions of publishers other than the page's own.

    `calls` are the page's signals: a call to read on elsewhere names whose text it is.
    """
    lines = _in_lines(view)
    readings = (_bylines(view), lines, _in_prose(view), _in_brackets(view), _in_calls(view, calls))
    mentions = [
        mention for mention in chain.from_iterable(readings) if _is_of_another(mention, view)
    ]
    source_line = next((mention for mention in mentions if mention.how == "line"), None)
    if source_line is None:
        return mentions
    named_mentions = []
    for mention in mentions:
        # A call that shows only a host is to the publisher that the source line names.
        is_only_host = mention.how == "call" and mention.name == mention.domain
        outlet = source_line if is_only_host else mention
        named_mentions.append(replace(mention, name=outlet.name, domain=outlet.domain))
    return named_mentions


def _is_of_another(mention: Mention, view: PageView) -> bool:
    """Whether it names a publisher that is not the page's own, and no office."""
    if not mention.name or mention.name in view.own:
        return False
    domain = mention.domain or ""
    return not view.own.has_domain(domain) and not _OFFICIAL.search(domain)


def _in_calls(view: PageView, calls: Sequence[Signal]) -> Iterator[Mention]:
    """Yield the publishers that a page sends its readers to."""
    for call in calls:
        if call.code not in ("links_to_original", "says_summary"):
            continue
        quote = call.quote or ""
        link = next((str(value) for key, value in call.params if key == "url"), None)
        # A film or a podcast is only hosted where the link leads.
        names_nobody = link is None or is_shortened(link) or is_a(link, "video", "sound")
        domain = "" if names_nobody else _domain(link)
        if name := _outlet_behind_call(quote, view.credit_languages) or domain:
            yield _of_line(name, "call", "tail", quote, link, view)


def _outlet_behind_call(quote: str, languages: tuple[str, ...]) -> str | None:
    """Return the first outlet after the words of a call: one that is known, or ends the line."""
    hits = chain.from_iterable(find_phrases(quote).values())
    rest = quote[max((hit.end for hit in hits), default=0) :]
    for name in names_in(rest):
        is_outlet = is_known(name) or is_called_outlet(name, languages)
        if is_outlet or rest.rstrip(_EDGES).endswith(name):
            return name
    return None


def _in_prose(view: PageView) -> Iterator[Mention]:
    """Yield whom the sentences of the text name: in datelines, and as whose report they tell."""
    linked = tuple(_linked_sites(view))
    languages, is_brief = view.credit_languages, view.letters < USUAL_REPORT[0]
    for number, sentence in enumerate(view.article.beginning):
        is_last = number >= len(view.article.sentences) - CREDITING_SENTENCES
        place = _place_of(number, is_last=is_last)
        yield from _in_dateline(sentence, number, place)

        text = sentence.text
        if len(text) > STATEMENT_LENGTH or sentence not in view.crediting_sentences:
            continue
        alone = credited_alone(text, languages, linked) if is_last and is_brief else None
        if alone:
            yield _of_line(alone, "line", "tail", text, _link_in(text, alone, view), view)
            continue
        way_by_name = credits_in(text, languages, linked)
        for name, way in way_by_name.items():
            # "Harbour" of the "Harbour Gazette" is not another publisher.
            if not any(name in longer for longer in way_by_name if longer != name):
                yield _of_line(name, way, place, text, _link_in(text, name, view), view)


def _place_of(number: int, *, is_last: bool) -> Place:
    """Return where in the text its sentence `number` is."""
    if number == 0:
        return "first"
    if number < HEAD:
        return "head"
    return "tail" if is_last else "middle"


def _in_dateline(sentence: Sentence, number: int, place: Place) -> Iterator[Mention]:
    """Yield the agencies of a sentence's dateline, or of its end, else the outlet that it names."""
    text, start = sentence.text, sentence.start
    wires = [*datelines(text)] if number < DATELINED or place == "tail" else []
    for name, quote in wires:
        # "(AP)" at the end of an early sentence took the picture.
        if place != "tail" and text.rstrip().endswith(quote) and quote != text:
            continue
        begin = start + text.find(quote)
        yield Mention(name, agency_domain(name), "wire", place, quote, begin, begin + len(quote))
    if number < HEAD and not wires and (dated := _dateline_of(text)):
        name, quote = dated[1], dated[0]
        yield Mention(name, domain_of(name), "wire", place, quote, start, start + dated.end())


def _dateline_of(text: str) -> re.Match[str] | None:
    """Return the dateline of an outlet's own that `text` begins with."""
    forms = (_DENSE_DATELINE, _PLACED, _KOREAN_DATELINE)
    return next((match for form in forms if (match := form.match(text))), None)


def _in_brackets(view: PageView) -> Iterator[Mention]:
    """Yield the outlets that brackets credit at the ends of paragraphs, all through the text.

    Beside one that is known, another name is an outlet's too: "(AP/The Quay Fool)".
    """
    quotes_by_name: defaultdict[str, list[str]] = defaultdict(list)
    for block in view.body[:MOST_READ]:
        bracket = _AFTER_SENTENCE.search(block.text)
        if bracket is None or _is_picture(bracket[2]):
            continue
        names = [without_article(name.strip(_EDGES)) for name in _APART.split(bracket[2])]
        if any(is_known(name) or is_called_outlet(name, view.credit_languages) for name in names):
            for name in names:
                quotes_by_name[name].append(bracket[1])
    for name, quotes in quotes_by_name.items():
        if len(quotes) >= REPEATED and _may_be_name(name, anyhow=False):
            yield replace(_of_line(name, "line", "middle", quotes[0], None, view), is_vouched=True)


def _link_in(sentence: str, name: str, view: PageView) -> str | None:
    """Return the story that `sentence` links for `name`: on the name, at its host, or alone."""
    folded, bare = fold(sentence), bare_name(name)
    links: list[Link] = []
    for remark in view.links:
        link = remark.link
        is_near = remark.is_in_text and folded in remark.block.folded
        if link and is_near and link.text in sentence and _is_story(link):
            links.append(link)

    for link in links:
        host = fold(_domain(link.url).partition(".")[0])
        if bare in fold(link.text) or (bare and host in bare):
            return link.url
    return links[0].url if len(links) == 1 else None


def _linked_sites(view: PageView) -> list[str]:
    """Return the names of the sites to whose stories the body links, without offices."""
    domains = set()
    for remark in view.links:
        url = remark.link.url if remark.link and remark.is_in_text else ""
        if url and may_be_story(url) and is_story(url):
            domains.add(_domain(url))
    return sorted(
        domain.partition(".")[0] for domain in domains if domain and not _OFFICIAL.search(domain)
    )


def _domain(url: str | None) -> str:
    return registrable_domain(host_of(url or "") or "") or ""


def _is_story(link: Link) -> bool:
    return link.elsewhere and not link.is_home and may_be_story(link.url)


def _bylines(view: PageView) -> Iterator[Mention]:
    """Yield outlets in the author's place.

    Names that no list has are the site's own desks there, of 12 on real pages all.
    """
    for author in (author.strip(_EDGES) for author in view.article.authors):
        if name := outlet_of_byline(author, view.credit_languages):
            yield Mention(name, domain_of(name), "byline", "beside", author)


def outlet_of_byline(author: str, languages: tuple[str, ...]) -> str | None:
    """Return the known outlet that a byline names, if no person's name can be meant.

    Stern, Hill and Focus are surnames too: an outlet stands alone, behind a sign or a word that
    parts it from the person ("Ada Quill, Stern", "for the Times"), or is one by its own words.
    """
    if domain_of(author):
        return author
    parted = _BEHIND_PERSON.split(author)[1:]
    for part in reversed(parted):
        if domain_of(part.strip(_EDGES)):
            return part.strip(_EDGES)
    words = author.split()
    for index in range(1, len(words)):
        name = " ".join(words[index:])
        is_abbreviation = name.isupper() and is_agency(name) and not author.isupper()
        if domain_of(name) and (is_called_outlet(name, languages) or is_abbreviation):
            return name  # "Ada Quill Quay Times", "Ada Quill AP"
    return None


def _in_lines(view: PageView) -> Iterator[Mention]:
    """Yield the publishers that lines around the text name."""
    for rule in MENTION_RULES:
        for remark in view.remarks:
            if rule.holds(remark):
                yield from mentions_of_line(rule, remark, view)


def mentions_of_line(rule: MentionRule, remark: Remark, view: PageView) -> Iterator[Mention]:
    """Return the publishers that a line names for which `rule` holds."""
    match rule.reading:
        case "agency":
            return _agency(remark, rule.place)
        case "alone":
            return _alone(remark, rule.place)
        case "line":
            return _line(view, remark, rule.place)
        case "republished":
            return _first_publishers(view, remark, rule.place)
        case "report":
            return _report(view, remark, rule.place)


def _agency(remark: Remark, place: Place) -> Iterator[Mention]:
    """Yield the agencies of a line; above the text only the first, beside other words."""
    above = place == "beside"
    if above and _is_picture(remark.text):
        return
    for name, quote in islice(datelines(remark.text), 1 if above else None):
        if not above or quote != remark.text:
            yield Mention(name, agency_domain(name), "wire", place, quote)


def _alone(remark: Remark, place: Place) -> Iterator[Mention]:
    """Yield the known outlet whose name is a line of its own."""
    name = without_article(remark.text.strip(_EDGES))
    if len(name) >= SHORTEST_NAME and is_known(name):
        yield Mention(name, domain_of(name), "alone", place, remark.text)


def _line(view: PageView, remark: Remark, place: Place) -> Iterator[Mention]:
    """Yield whom a source line names; above the text only one that says nothing else: "来源：X"."""
    block = remark.block
    stories = [link for link in block.links if _is_story(link)]
    programmes = {link.text for link in block.links if not link.elsewhere}  # of the site's own
    bracketed = _BRACKETED.search(block.text)
    inside = bracketed[1] if bracketed and place != "beside" else ""
    lines = [block.text] if len(block.text) <= LABEL_LENGTH else block.sentences[-1:]
    for line in filter(None, (inside, *lines)):
        credited = _credited_on(line, view, block, place)
        naming = credited or _naming_part(line, is_bracketed=line == inside)
        is_sure = credited and not _VIA.match(line)
        if not naming or _is_picture(line) or (place == "beside" and not is_sure):
            continue
        is_dense = letters_in(line) > len(line)
        quote = bracketed[0].strip() if bracketed and line == inside else line
        for name in _names_listed(naming)[:MOST_ON_LINE]:
            if not (credited or is_known(name) or (stories and len(block.links) == 1)):
                continue
            if _is_credit_word(name) and len(stories) == 1:
                name = _domain(stories[0].url) or name  # noqa: PLW2901
            is_programme = not is_known(name) and name in programmes
            if _may_be_name(name, anyhow=is_dense) and not is_programme:
                yield _of_line(name, "line", place, quote, _story_of(name, stories), view)


def _credited_on(line: str, view: PageView, block: Block, place: Place) -> str | None:
    """Return what follows on "Source:" on a line, beside a date the first that it names."""
    if len(line) > LABEL_LENGTH:
        return None
    if place != "beside":
        return _credited_by(line, view.credit_languages)
    credited = _credited_by(behind_date(line, view.language), view.credit_languages)
    return _first_named(credited, block) if credited else None


def _naming_part(line: str, *, is_bracketed: bool) -> str:
    """Return the part of a line without the word "source" that may name one: "– X", "[X]"."""
    if dashed := _DASHED.fullmatch(line):
        return dashed[1].strip(_EDGES)
    return line.strip(_EDGES) if is_bracketed else ""


def _names_listed(naming: str) -> list[str]:
    """Return the names that the naming part of a source line lists."""
    host = _HOST.match(naming)
    if host and _DASH.match(naming, host.end()):
        naming = host[1]  # what follows on it is its slogan: "quay.example - News"
    names = []
    for part in _APART.split(naming):
        name = without_article(part.strip(_EDGES))
        names.append(name if is_known(name) else _GLUED.sub("", name))
    return names


def _story_of(name: str, stories: Sequence[Link]) -> str | None:
    """Return the story that a line links on a name, or its only one."""
    for story in stories:
        if name in story.text or story.text in name:
            return story.url
    return stories[0].url if len(stories) == 1 else None


def _first_named(credited: str, block: Block) -> str:
    """Return whom `credited` begins with: the words of its link, else those before a sign or gap.

    Beside a date follow counts of comments, minutes to read and more, as in "来源：X 参与互动".
    """
    for link in block.links:
        if link.text and credited.startswith(link.text):
            return link.text
    first = _PIECES.split(credited, maxsplit=1)[0]
    return first.split()[0] if HAN_LETTER.match(first) else first


def _first_publishers(view: PageView, remark: Remark, place: Place) -> Iterator[Mention]:
    """Yield where a text appeared first, as a sentence of the page says."""
    text, languages = remark.text, view.credit_languages
    url_by_name = {
        link.text: link.url for link in remark.block.links if link.elsewhere and link.text
    }
    for name in dict.fromkeys((*url_by_name, *names_in(text))):
        url = url_by_name.get(name)
        is_outlet = is_known(name) or is_called_outlet(name, languages)
        if not (is_outlet or url) or not matches_form("republished", text, name, languages):
            continue
        is_name = is_outlet or names_its_site(name, url or "")
        outlet = name if is_name else _domain(url) or name
        yield _of_line(outlet, "republished", place, text, url, view)


def _report(view: PageView, remark: Remark, place: Place) -> Iterator[Mention]:
    """Yield whom a line outside of the text reports after: "According to the Gazette"."""
    for name, how in credits_in(remark.text, view.credit_languages).items():
        yield _of_line(name, how, place, remark.text, None, view)


def _is_picture(line: str) -> bool:
    """Whether a line credits a picture."""
    is_taken = _PICTURED.match(line) or _TAKEN.search(line.rstrip(_EDGES))
    return bool(_MEDIA.search(line) or is_taken)


def _may_be_name(name: str, *, anyhow: bool) -> bool:
    """Whether `name` may be one; in a line without capitals `anyhow`, if it is short."""
    is_short = 1 < len(name) <= NAME_LENGTH and len(name.split()) <= 5
    if not is_short or ":" in name or "：" in name or _is_credit_word(name):
        return False
    return bool(anyhow or _HOST.fullmatch(name) or _NAME.fullmatch(name))


def _of_line(
    name: str, how: How, place: Place, line: str, link: str | None, view: PageView
) -> Mention:
    host = _HOST.fullmatch(name)
    domain = registrable_domain(host[1].lower()) if host else domain_of(name)
    domain, start = domain or _domain(link) or None, view.article.text.find(line)
    if start < 0:
        return Mention(name, domain, how, place, line, link=link)
    return Mention(name, domain, how, place, line, start, start + len(line), link)


def _is_credit_word(name: str) -> bool:
    """Whether `name` is only the word for a source: "(Source)"."""
    return any(_credit_words(language).fullmatch(f"{name}:") for language in LANGUAGES)


def _credited_by(line: str, languages: tuple[str, ...]) -> str | None:
    """Return what follows on "Source:" or its like at the beginning of `line`, or on "via"."""
    for language in LANGUAGES:
        match = _credit_words(language).match(line)
        if match and (match["colon"] or (language in (*languages, "en") and _VIA.match(line))):
            return match["name"].strip(_EDGES) or None
    return None


@cache
def _credit_words(language: str) -> re.Pattern[str]:
    spaced = section(language, "spaces_between_words")
    # "Author: X" is a byline.
    writers = section(language, "bylines").get("labels", "").split() if spaced else []
    credit = [word for word in section(language, "calls.credits")["credit"] if word not in writers]
    words = sorted(credit, key=len, reverse=True)
    any_of = "|".join(map(re.escape, words)) or "(?!)"
    gap = r"(?P<colon>\s*[:：])|(?=\W)|$" if spaced else r"(?P<colon>\s*[:：])|"
    return re.compile(
        rf"[\W_]{{0,3}}(?:{any_of})(?:{_CREDITS['endings']})?(?:{gap})\s*(?P<name>.*)$", re.I
    )


@dataclass(frozen=True, slots=True)
class CreditedOutlet:
    """A publisher that a page names: its mentions and its features.

    `on_signed`: a person signed the page.
    """

    mentions: tuple[Mention, ...]
    features: frozenset[str]
    on_signed: bool = False

    @property
    def name(self) -> str:
        """Its one name where it is known, else the page's first spelling."""
        return standard_name(self.mentions[0].name)

    @property
    def is_agency(self) -> bool:
        """Whether it is a news agency."""
        return is_agency(self.name)

    @property
    def hows(self) -> frozenset[str]:
        """The ways in which it is mentioned."""
        return frozenset(mention.how for mention in self.mentions)

    @property
    def best(self) -> Mention:
        """Its first mention in the article's text, else its first."""
        in_text = (mention for mention in self.mentions if mention.start is not None)
        return next(in_text, self.mentions[0])

    def credit(self, *, is_basis: bool) -> Credit:
        """Return it as a credit, with the words of its best mention."""
        url = next((mention.link for mention in self.mentions if mention.link), None)
        host = next((mention.domain for mention in self.mentions if mention.domain), None)
        role: Role = "basis" if is_basis else "also"
        return Credit(self.name, host, url, role, self.best.quote, self.best.start, self.best.end)


def weigh_credits(
    candidates: Sequence[CreditedOutlet], model: LinearModel, study: str | None = None
) -> tuple[Basis, float]:
    """Return the basis of a text, and how likely the text is somebody else's.

    `study` are its words on one.
    """
    weighed = [
        (model.probability(dict.fromkeys(outlet.features, 1.0)), outlet) for outlet in candidates
    ]
    weighed.sort(key=lambda pair: -pair[0])
    counted = [outlet for chance, outlet in weighed if chance >= model.thresholds["counts"]]
    kind, basis = _kind(counted)
    retold_chance = weighed[0][0] if weighed else 0.0
    if counted and retold_chance < RETOLD_FROM:
        kind = "unclear"
    elif study and not counted:
        kind = "document"
    page_credits = [outlet.credit(is_basis=outlet in basis) for _, outlet in weighed[:MOST_CREDITS]]
    page_credits.sort(key=lambda credit: credit.role != "basis")
    return Basis(kind, page_credits), retold_chance


def _kind(counted: Sequence[CreditedOutlet]) -> tuple[BasisKind, Sequence[CreditedOutlet]]:
    """Return the kind of a text by the credits that count, likeliest first, and their best."""
    if not counted:
        return "own", ()
    agencies = [outlet for outlet in counted if outlet.is_agency]
    outlets = [outlet for outlet in counted if not outlet.is_agency]
    # What is called to, or named beneath the text, is where it is from, with the sources of that.
    called = [outlet for outlet in outlets if "call" in outlet.hows]
    lines = called or [outlet for outlet in outlets if "line" in outlet.hows]
    if not outlets or (not lines and counted[0].is_agency and counted[0].hows - _PROSE):
        return "agency", agencies
    if lines and not called:
        lines += [outlet for outlet in agencies if "line" in outlet.hows]
    outlets = lines or outlets
    return ("compiles" if len(outlets) > 1 else "retells"), outlets


def candidates_of(view: PageView, calls: Sequence[Signal] = ()) -> list[CreditedOutlet]:
    """Return the publishers that a page names beside its own, in the order of their mention.

    `calls` are the page's signals.
    """
    mentions_by_outlet: dict[str, list[Mention]] = {}
    for mention in mentions_of(view, calls):
        outlet = mention.domain or bare_name(mention.name)
        mentions_by_outlet.setdefault(outlet, []).append(mention)
    is_signed = any(_is_person(author, view) for author in view.article.authors)
    return [
        CreditedOutlet(tuple(mentions), frozenset(_features(mentions, view)), is_signed)
        for mentions in mentions_by_outlet.values()
    ]


def _is_person(author: str, view: PageView) -> bool:
    """Whether an author is one; some sites put their own name there."""
    is_outlet = is_known(author) or has_part("outlet", author, view.credit_languages)
    return author not in view.own and not is_outlet


def study_in(view: PageView) -> str | None:
    """Return the first words on research in a text that speaks of it from its beginning on."""
    sentences = view.article.beginning
    on_research = [
        has_part("study", sentence.text, view.credit_languages) for sentence in sentences
    ]
    is_early = sum(on_research[:STUDY_HEAD]) >= STUDY_SENTENCES
    if not is_early or sum(on_research) < STUDY_SHARE * len(sentences):
        return None
    return sentences[on_research.index(True)].text


def wording_of(view: PageView) -> dict[str, float]:
    """Return what speaks for a report of the page's own, or of another's, 0..1."""
    sentences = view.article.beginning
    with_own = with_others = 0
    for sentence in sentences:
        names = [*names_in(sentence.text)]
        with_own += any(name in view.own for name in names)
        with_others += any(_others_named(names, sentence.text, view))
    return {
        "names:others": min(1.0, with_others / max(1, len(sentences)) * OTHERS_SCALE),
        "names:itself": min(1.0, with_own / ITSELF_SCALE),
        "reporting": view.reporting_share,
    }


def other_named(view: PageView) -> tuple[str, str] | None:
    """Return the first publisher besides its own that a text names, and the sentence."""
    for sentence in view.article.beginning:
        for name in _others_named(names_in(sentence.text), sentence.text, view):
            return name, sentence.text
    return None


def _others_named(names: Iterable[str], sentence: str, view: PageView) -> Iterator[str]:
    """Yield the known publishers besides the page's own among the `names` of `sentence`.

    Outlets that are called by a word of the language ("Time", "Zeit") have to be credited.
    """
    has_capital_nouns = bool(writing(view.language or "en").get("capital_nouns"))
    for name in names:
        if name in view.own or not is_known(name) or _OFFICIAL.search(name):
            continue
        is_noun = has_capital_nouns and name.isalpha()
        is_word = is_noun or bare_name(name) in table("credits")["common"]
        if name.isupper() or not is_word or name in credits_in(sentence, view.credit_languages):
            yield name


def _features(group: Sequence[Mention], view: PageView) -> Iterator[str]:
    """Yield how and where a publisher is named, and what else shows its part in the text."""
    is_prose = {mention.how for mention in group} <= _PROSE
    for mention in group:
        yield f"how:{mention.how}"
        if mention.how in _PROSE:
            yield f"prose:{mention.place}"
    shortest, longest = USUAL_REPORT
    if is_prose and view.letters < shortest:
        yield "prose+short"
    elif is_prose and view.letters >= longest:
        yield "prose+long"
    if is_prose and _is_subject(group, view):
        yield "prose+subject"
    if not any(_is_outlet(mention, view) for mention in group):
        yield "prose+unlisted" if is_prose else "beside+unlisted"


def _is_subject(group: Sequence[Mention], view: PageView) -> bool:
    """Whether the text is about a publisher: more sentences name it than credit it."""
    crediting = {mention.quote for mention in group}
    name = re.compile(rf"(?<!\w){re.escape(group[0].name)}(?!\w)")
    naming = 0
    for sentence in view.article.sentences:
        if sentence.text not in crediting:
            naming += bool(name.search(sentence.text))
    return naming > len(group)


def _is_outlet(mention: Mention, view: PageView) -> bool:
    """Whether what is named is surely an outlet: listed, so called, linked or vouched for."""
    return bool(
        is_known(mention.name)
        or is_called_outlet(mention.name, view.credit_languages)
        or mention.link
        or mention.is_vouched
    )


def attribution_signal(view: PageView, credited: Sequence[CreditedOutlet]) -> Signal | None:
    """Report the one outlet that a text names at its head as its source.

    Further down, and on a signed page, outlets are sources of a text of its own. A news agency
    alone is a credit: its reports are there for all to print.
    """
    report_by_outlet: dict[CreditedOutlet, Mention] = {}
    for outlet in credited:
        for mention in outlet.mentions:
            is_at_head = mention.how == "report" and mention.place in ("first", "head")
            if is_at_head and not outlet.is_agency:
                report_by_outlet.setdefault(outlet, mention)
    if len(report_by_outlet) != 1:
        return None
    ((outlet, mention),) = report_by_outlet.items()
    return None if outlet.on_signed else _signal(view, outlet.name, mention, "head")


def credit_signals(view: PageView, outlets: Sequence[CreditedOutlet]) -> Iterator[Signal]:
    """Yield the words with which a page credits the `outlets` that its text is based on."""
    for outlet in outlets[:MOST_SHOWN]:
        yield _signal(view, outlet.name, outlet.best, "")


def _signal(view: PageView, name: str, mention: Mention, kind: str) -> Signal:
    params = (("outlet", name), *((("url", mention.link),) if mention.link else ()))
    folded, (before, after) = fold(mention.quote), NEARBY
    nearby = view.blocks[max(0, view.first - before) : view.last + after]
    element = next((block.element for block in nearby if folded in block.folded), None)
    if mention.how == "line" and mention.place == "tail" and not is_agency(name):
        message = f"After the text, its original: “{mention.quote}”"
        return Signal("source_line", message, mention.quote, element, kind, params)
    message = f"Retells a report of {name}: “{mention.quote}”"
    return Signal("retells_report", message, mention.quote, element, kind, params)
