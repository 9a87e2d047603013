"""Digests in the markup that newsletters, dailies and press reviews are made of."""

import pytest

from server.verdict import judge
from server.verdict.digest import find_digest, view_of_lead
from tests.unit.verdict.stories import ENGLISH, prose, view_of

OUTLETS = ("harbour-gazette", "tidewater-post", "ellery-herald", "nordlicht", "quay-courier")
HEADLINES = (
    "Harbour tunnel opens two years later than planned",
    "Bridge tolls rise again from the first of March",
    "Ferry crews stop work over shifts at night",
    "Old lighthouse becomes a school for keepers",
    "Council lets fishing boats sell from the quay",
)
STORIES = [
    text.replace("\n", " ")
    for text in (
        """Cars have driven under the harbour since Monday. The tunnel cost twice what the city
had said. Buses go free until the end of summer.""",
        """Drivers will pay four crowns for each crossing. The operator blames repairs to the north
pier. Walkers and cyclists still pay nothing.""",
        """Three of five lines did not run on Friday. The union wants eleven hours between two
shifts. Talks with the port go on after Easter.""",
        """Twelve pupils began there this week. They learn to mend lamps, and to read the weather.
A bell from the old tower calls them to lunch.""",
        """Crews may sell what they land until noon. Shops in the market hall had asked for a ban.
The trial ends in May, the harbour master says.""",
    )
]


def address(number):
    return f"https://{OUTLETS[number]}.example/2026/{HEADLINES[number].lower().replace(' ', '-')}"


def link(number, words):
    return f'<a href="{address(number)}">{words}</a>'


def issue(body, title="Quay Brief, 3 July 2026"):
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>Home</a>"
        f"<a href='/archive'>Archive</a></nav><main><h1>{title}</h1>{body}</main>"
        "<footer><p>Made with care by the Quay Brief. <a href='/about'>About</a></p></footer>"
        "</body></html>"
    )


def each(item):
    return "".join(item(number) for number in range(len(OUTLETS)))


def headed(number):
    return f"<h2>{HEADLINES[number]}</h2><p>{STORIES[number]} {link(number, 'Read more')}</p>"


def linked_heading(number):
    return f"<h3>{link(number, HEADLINES[number])}</h3><p>{STORIES[number]}</p>"


def bold_lead(number):
    return (
        f"<p><strong>{HEADLINES[number]}.</strong> {STORIES[number]} ({link(number, 'Post')})</p>"
    )


def numbered_line(number):
    return (
        f"<p><b>{number + 1}. {HEADLINES[number]}</b></p><p>{STORIES[number]}</p>"
        f"<p>{link(number, 'Read the full story')}</p>"
    )


def listed(number):
    return f"<li><b>{HEADLINES[number]}</b><br>{STORIES[number]}<br>{link(number, 'Source')}</li>"


def card(number):
    return (
        f"<div class='cell'><div class='card c{number}'><span class='tag'>News</span>"
        f"<div class='name'>{HEADLINES[number]}</div><div><p>{STORIES[number]}</p></div>"
        f"<div class='foot'>{link(number, OUTLETS[number])}</div></div></div>"
    )


def whole_card(number):
    return (
        f'<a class="card" href="{address(number)}"><h3>{HEADLINES[number]}</h3>'
        f"<p>{STORIES[number]}</p></a>"
    )


def mail_table(number):
    return (
        "<table><tbody><tr><td><table><tr><td style='font-size: 20px'>"
        f"{HEADLINES[number]}</td></tr><tr><td>{STORIES[number]}</td></tr><tr><td>"
        f"<table><tr><td>{link(number, 'Read on')}</td></tr></table></td></tr></table>"
        "</td></tr></tbody></table>"
    )


def mail_lines(number):
    return f"<b>{HEADLINES[number]}</b><br>{STORIES[number]}<br>{link(number, 'Read on')}<br><br>"


def definition(number):
    return (
        f"<h3>{HEADLINES[number]}</h3><dl><dt>What</dt><dd>{STORIES[number]}</dd>"
        f"<dt>From</dt><dd>{link(number, OUTLETS[number])}</dd></dl>"
    )


def inner_table(number):
    return (
        f"<h3>{HEADLINES[number]}</h3><p>{STORIES[number]}</p><table><tr><td>Place"
        "</td><td>Quay</td></tr><tr><td>Source</td><td>"
        f"{link(number, OUTLETS[number])}</td></tr></table>"
    )


def sentence(number):
    return f"<li>{STORIES[number]} {link(number, OUTLETS[number])}</li>"


def word(number):
    return f"<p>{link(number, 'They say')} it twice here. {STORIES[number]}</p>"


def bullets(number):
    return (
        f"<h3>{link(number, HEADLINES[number])}</h3><ul>"
        + "".join(f"<li>{sentence}</li>" for sentence in STORIES[number].split(". "))
        + "</ul>"
    )


@pytest.mark.parametrize(
    "item",
    [
        *(headed, linked_heading, bold_lead, numbered_line, listed, card, whole_card, mail_table),
        *(mail_lines, definition, inner_table, sentence, word, bullets),
    ],
)
def test_each_story_is_an_item_with_its_source(item):
    body = each(item)
    if item in (listed, sentence):
        body = f"<ul>{body}</ul>"
    if item is mail_lines:
        body = f"<table><tr><td>{body}</td></tr></table>"
    view = view_of(issue(body))
    digest = find_digest(view)
    assert [[pointer.url for pointer in item.links] for item in digest.items] == [
        [address(number)] for number in range(len(OUTLETS))
    ]
    for number, story in enumerate(digest.items):
        assert STORIES[number].split(". ")[1][:30] in story.title + story.text
        if item not in (sentence, word):
            assert HEADLINES[number] in story.title
    assert digest.lead is None


def test_numbers_lead_to_the_sources_at_the_end():
    body = each(lambda n: f"<h3>{HEADLINES[n]}</h3><p>{STORIES[n]} [{n + 1}]</p>")
    sources = each(lambda n: f"<li>[{n + 1}] {OUTLETS[n]}: {link(n, HEADLINES[n])}</li>")
    digest = find_digest(view_of(issue(f"{body}<h2>Sources</h2><ul>{sources}</ul>")))
    assert [[pointer.url for pointer in item.links] for item in digest.items] == [
        [address(number)] for number in range(len(OUTLETS))
    ]


def test_footnotes_lead_to_their_sources():
    body = each(
        lambda n: f"<h3>{HEADLINES[n]}</h3><p>{STORIES[n]}<sup><a href='#s{n}'>{n}</a></sup></p>"
    )
    sources = each(lambda n: f"<li id='s{n}'>{OUTLETS[n]}: {link(n, HEADLINES[n])}</li>")
    digest = find_digest(view_of(issue(f"{body}<h2>Sources</h2><ol>{sources}</ol>")))
    assert [[pointer.url for pointer in item.links] for item in digest.items] == [
        [address(number)] for number in range(len(OUTLETS))
    ]


def test_sections_between_the_items_are_none():
    half = "".join(map(headed, (0, 1, 2))).replace("h2", "h3")
    rest = "".join(map(headed, (3, 4))).replace("h2", "h3")
    lists = "<ul>" + each(lambda n: f"<li>{link(n, HEADLINES[n])}</li>") + "</ul>"
    body = f"<p>Good morning!</p><h2>Roads</h2>{half}<h2>People</h2>{rest}<h2>Links</h2>{lists}"
    digest = find_digest(view_of(issue(body)))
    assert [item.title for item in digest.items] == list(HEADLINES)


OFFER = """<h2>{}</h2>{}<p>Sleep well on the mattress that ten thousand keepers of lights sleep on.
Get twenty crowns off with the code QUAY. <a {} href='https://dreamwell.example/2026/offers'>Try
it for a month</a></p>"""


@pytest.mark.parametrize(
    "offer_parts",
    [
        *("Sponsored", "Together with Dreamwell", "Anzeige", "PRESENTED BY DREAMWELL", "広告"),
        *("Jobs", "Offres d’emploi"),
        ("Sleep better tonight", "<p><em>Sponsored</em></p>"),
        ("Sleep better tonight", "", "rel='nofollow sponsored'"),
    ],
)
def test_sponsors_and_jobs_are_not_items(offer_parts):
    offer = OFFER.format(
        *(offer_parts if isinstance(offer_parts, tuple) else (offer_parts,)), "", ""
    )
    body = "".join(map(headed, (0, 1))) + offer + "".join(map(headed, (2, 3, 4)))
    digest = find_digest(view_of(issue(body)))
    assert [item.title for item in digest.items] == list(HEADLINES)


def test_a_section_of_jobs_has_no_items():
    jobs = "".join(map(headed, (3, 4))).replace("h2", "h3")
    body = "".join(map(headed, (0, 1, 2))).replace("h2", "h3")
    digest = find_digest(view_of(issue(f"<h2>News</h2>{body}<h2>Jobs</h2>{jobs}")))
    assert [item.title for item in digest.items] == list(HEADLINES[:3])


def test_places_are_in_the_text_of_the_article():
    view = view_of(issue(each(headed)))
    digest = find_digest(view)
    for number, item in enumerate(digest.items):
        assert STORIES[number] in view.article.text[item.start : item.end]


def test_stories_in_short_need_no_day():
    assert len(find_digest(view_of(issue(each(linked_heading), "Quay Brief"))).items) == 5


@pytest.mark.parametrize(
    "body",
    [
        # One article with its sources in it, and at its end.
        each(lambda n: f"<p>As {link(n, OUTLETS[n])} wrote, it was late. {STORIES[n]}</p>"),
        each(lambda n: f"<p>{STORIES[n]}</p>") + each(lambda n: f"<p>{link(n, OUTLETS[n])}</p>"),
        # A site's own front, a changelog, and a list of links.
        each(lambda n: f"<h3><a href='/2026/story-{n}'>{HEADLINES[n]}</a></h3><p>{STORIES[n]}</p>"),
        each(lambda n: f"<h3>Version 2.{n}</h3><ul><li>{STORIES[n]}</li></ul>"),
        "<ul>" + each(lambda n: f"<li>{link(n, HEADLINES[n])}</li>") + "</ul>",
    ],
)
def test_an_article_a_front_and_lists_are_not_a_digest(body):
    assert find_digest(view_of(issue(body, "What became of the harbour"))) is None


def test_an_address_written_in_a_story_is_not_its_source():
    amid = "It is shown at https://harbour.example/2026/a-plan-of-the-tunnel until the autumn."
    stories = [f"{STORIES[0]} {amid} Come.", *STORIES[1:]]
    body = each(lambda n: f"<h3>{link(n, HEADLINES[n])}</h3><p>{stories[n]}</p>")
    digest = find_digest(view_of(issue(body, "Quay Brief")))
    assert [[pointer.url for pointer in item.links] for item in digest.items] == [
        [address(number)] for number in range(len(OUTLETS))
    ]


def test_a_sentence_under_a_linked_headline_is_an_item():
    short = f"<h3>{link(2, HEADLINES[2])}</h3><p>It began at noon on Friday.</p>"
    body = each(lambda n: short if n == 2 else linked_heading(n))
    digest = find_digest(view_of(issue(body, "Quay Brief")))
    assert [item.title for item in digest.items] == list(HEADLINES)


def test_an_article_with_a_day_in_its_title_may_cite_in_each_paragraph():
    body = each(lambda n: f"<p>{STORIES[n]} As {link(n, OUTLETS[n])} wrote, {STORIES[n - 1]}</p>")
    assert find_digest(view_of(issue(body, "The harbour on 3 July 2026"))) is None


def test_a_page_may_be_about_one_story_with_others_beneath():
    roundup = f"<h2>Also in today's roundup</h2>{each(headed)}"
    view = view_of(issue(f"{prose(ENGLISH)}{roundup}", "The harbour gets a bridge"))
    digest = find_digest(view)
    assert digest.lead == 0
    titles = ["The harbour gets a bridge", *HEADLINES]
    assert [item.title for item in digest.items] == titles


def test_calls_of_the_stories_beneath_are_not_of_the_lead():
    roundup = f"<h2>Also in today's roundup</h2>{''.join(map(headed, (1, 2, 3, 4)))}"
    line = f"<p>Source: {link(0, 'Harbour Gazette')}</p>"

    def judged(body):
        view = view_of(issue(f"{prose(ENGLISH)}{body}", HEADLINES[0]))
        digest = find_digest(view)
        verdict = judge(view_of_lead(view, digest) if digest else view)
        return verdict.label, verdict.answer, [outlet.name for outlet in verdict.basis.outlets]

    assert judged(roundup) == judged("")
    assert judged(line + roundup) == ("full", "retells", ["Harbour Gazette"])


def plain_story(number):
    return (
        f"<div class='story'><span class='t'>quay</span><p class='a'>{HEADLINES[number]}</p>"
        f"<p class='b'>{STORIES[number]}</p><p>Seen at {link(number, OUTLETS[number])}</p></div>"
    )


def flagged_card(number):
    return (
        f"<article class='card'><div>Nr. {number}</div><h3>{HEADLINES[number]}</h3><p>"
        f"{STORIES[number]}</p><footer>{link(number, f'{OUTLETS[number]} ↗')}</footer></article>"
    )


def spans(number):
    return (
        f"<div class='item'><span>{link(number, HEADLINES[number])}</span> <span>{number + 1} "
        f"July 2026</span> <span>{STORIES[number]}</span></div>"
    )


def two_paragraphs(number):
    first, second, third = STORIES[number].split(". ")
    return (
        f"<h3>{number + 1}. {HEADLINES[number]}</h3><p>{first}. {second}.</p>"
        f"<p>{third} {link(number, OUTLETS[number])}</p>"
    )


def badged(number):
    further_link = f"<a href='https://{OUTLETS[number - 1]}.example/2026/more-of-{number}'>also</a>"
    return (
        f"<div class='box'><div><span>A{number}</span><span>●●●○</span></div><div>"
        f"{HEADLINES[number]}</div><p>{STORIES[number]}</p><ul><li>{link(number, 'first')}</li>"
        f"<li>{further_link}</li></ul></div>"
    )


@pytest.mark.parametrize("item", [plain_story, flagged_card, spans, two_paragraphs, badged])
@pytest.mark.parametrize("head", ["", "<h2>{}</h2>"], ids=["one list", "under headings"])
def test_any_markup_that_repeats_is_read(item, head):
    contents = "".join(f"<li><a href='#n'>{headline}</a></li>" for headline in HEADLINES)
    groups = [head.format("Roads"), head.format("People")]
    body = groups[0] + "".join(map(item, (0, 1, 2))) + groups[1] + "".join(map(item, (3, 4)))
    digest = find_digest(view_of(issue(f"<ul>{contents}</ul>{body}")))
    assert len(digest.items) == len(HEADLINES)
    for number, story in enumerate(digest.items):
        assert HEADLINES[number] in story.title
        assert STORIES[number].split(". ")[1] in story.text
        assert story.links[0].url == address(number)


@pytest.mark.parametrize(
    "body",
    [
        # Chapters of one report, each with a page that it cites.
        "".join(
            f"<h3>Part {n}: the harbour tunnel</h3><p>The harbour tunnel of Port Ellery is the "
            f"subject of part {n}, and what the tunnel of the harbour cost is told in "
            f"{link(n % 5, 'a report')}.</p>"
            for n in range(8)
        ),
        # What a shop sells, and other pages of the site.
        "".join(
            f"<li class='p'><a href='/lamp-{n}'>Lamp {n}</a> <b>{n}9 crowns</b></li>"
            for n in range(9)
        ),
        "".join(f"<p><a href='/tag/{n}'>Topic number {n}</a></p>" for n in range(30)),
    ],
    ids=["chapters", "products", "topics"],
)
def test_what_repeats_and_tells_no_stories_is_not_a_digest(body):
    assert find_digest(view_of(issue(body, "The tunnel under the harbour"))) is None


def test_three_hundred_items_are_found():
    body = "".join(
        f"<h3>{HEADLINES[n % 5]} {n}</h3><p>{STORIES[n % 5]} "
        f"<a href='https://{OUTLETS[n % 5]}.example/2026/story-{n}'>Read on</a></p>"
        for n in range(300)
    )
    assert len(find_digest(view_of(issue(body))).items) == 300
