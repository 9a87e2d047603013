import json

import pytest

from server.model import FINDERS
from server.source.pointers import MOST_POINTERS, find_pointers
from server.urls.kinds import may_follow
from tests.unit.verdict.stories import (
    ENGLISH,
    GERMAN,
    HERE,
    JAPANESE,
    THERE,
    page,
    prose,
    view_of,
    view_of_text,
)


def pointers(body, after="", head="", **options):
    leads = find_pointers(view_of(page(body, after, head=head), **options))
    assert all(pointer.finder in FINDERS for pointer in leads)
    return leads


@pytest.mark.parametrize(
    ("body", "after", "finder", "quote"),
    [
        (
            prose(ENGLISH),
            f'<div><a href="{THERE}">Read Full Article</a></div>',
            "page_link_cta",
            "Read Full Article",
        ),
        (
            prose(ENGLISH) + f'<p>This is a summary. See <a href="{THERE}">the Gazette</a>.</p>',
            "",
            "page_link_cta",
            None,
        ),
        (
            prose(ENGLISH) + f'<p>Read more on <a href="{THERE}">the Gazette</a></p>',
            "",
            "page_link_cta",
            "Read more on the Gazette",
        ),
        (
            prose(ENGLISH) + f'<p>Originally published on <a href="{THERE}">the Gazette</a>.</p>',
            "",
            "page_link_attribution",
            "Originally published on the Gazette.",
        ),
        (
            prose(GERMAN) + f'<p>Quelle: <a href="{THERE}">Hafenbote</a></p>',
            "",
            "page_link_attribution",
            "Quelle: Hafenbote",
        ),
        (
            prose(ENGLISH) + f'<p><a href="{THERE}">harbour-gazette.example</a></p>',
            "",
            "page_link_attribution",
            "harbour-gazette.example",
        ),
        (
            f'<p>The delay was first reported by <a href="{THERE}">the Gazette</a> in May.</p>'
            + prose(ENGLISH * 4),
            "",
            "page_link_attribution",
            "The delay was first reported by the Gazette in May.",
        ),
        (
            prose(JAPANESE) + f'<p><a href="{THERE}">元記事を見る</a></p>',
            "",
            "page_link_cta",
            "元記事を見る",
        ),
    ],
)
def test_the_words_that_lead_to_another_site_make_a_pointer(body, after, finder, quote):
    (leads,) = pointers(body, after)
    assert (leads.url, leads.finder) == (THERE, finder)
    assert quote is None or leads.quote == quote


@pytest.mark.parametrize(
    ("head", "finder"),
    [
        (f'<link rel="canonical" href="{THERE}">', "canonical_elsewhere"),
        (f'<meta property="og:url" content="{THERE}">', "og_url_elsewhere"),
        (
            '<script type="application/ld+json">'
            + json.dumps({"@graph": [{"@type": "NewsArticle", "isBasedOn": {"url": THERE}}]})
            + "</script>",
            "structured_data",
        ),
    ],
)
def test_what_the_page_declares_elsewhere_makes_a_pointer(head, finder):
    (leads,) = pointers(prose(ENGLISH), head=head)
    assert (leads.url, leads.finder) == (THERE, finder)


def test_a_canonical_address_on_the_own_site_is_a_version_of_the_same_publisher():
    (leads,) = pointers(prose(ENGLISH), head=f'<link rel="canonical" href="{HERE}/whole">')
    assert (leads.finder, leads.params["kind"]) == ("same_publisher", "canonical")


def test_broken_structured_data_is_passed_over():
    head = '<script type="application/ld+json">{"isBasedOn": </script>'
    assert pointers(prose(ENGLISH), head=head) == []


def test_tracking_is_dropped_and_wrappers_are_opened():
    wrapped = f"https://www.google.com/url?q={THERE}%3Futm_source%3Dsignal"
    (leads,) = pointers(prose(ENGLISH), f'<p><a href="{wrapped}">Read Full Article</a></p>')
    assert leads.url == THERE


def test_one_address_is_listed_once_with_its_best_reason():
    head = f'<meta property="og:url" content="{THERE}?utm_medium=x">'
    after = f'<p><a href="{THERE}?utm_source=signal">Read Full Article</a></p>'
    (leads,) = pointers(prose(ENGLISH), after, head)
    assert leads.finder == "page_link_cta"


def test_a_call_takes_the_link_in_its_own_sentence():
    files = '<p>See <a href="https://files.example/2026/maps-of-the-tunnel">our files</a>. '
    leads = pointers(prose(ENGLISH), f'{files}Read the full story <a href="{THERE}">here</a>.</p>')
    assert leads[0].url == THERE


@pytest.mark.parametrize(
    "text",
    [
        "To read the full story, <a href='{}'>subscribe</a>.",
        "The harbour office wants to read more of <a href='{}'>the letters</a> of its neighbours.",
    ],
)
def test_what_is_asked_for_money_or_only_told_is_not_a_call(text):
    leads = pointers(prose(ENGLISH), f"<p>{text.format(THERE)}</p>")
    assert not [lead for lead in leads if lead.finder == "page_link_cta"]


def test_the_same_words_to_several_places_are_a_list_of_teasers():
    read_more_links = "".join(f'<p><a href="{THERE}-{n}">Read more</a></p>' for n in range(2))
    assert pointers(prose(ENGLISH), read_more_links) == []


def test_the_best_comes_first():
    head = '<link rel="canonical" href="https://copy.example/tunnel">'
    after = f'<p><a href="{THERE}">Read Full Article</a></p>'
    leads = pointers(prose(ENGLISH), after, head)
    assert [pointer.finder for pointer in leads] == ["page_link_cta", "canonical_elsewhere"]


@pytest.mark.parametrize(
    "after",
    [
        '<p><a href="/more">Read more</a></p>',
        '<p><a href="#rest">Read Full Article</a></p>',
        '<p><a href="javascript:open()">Read Full Article</a></p>',
        '<p><a href="mailto:desk@signal-brief.example">Read Full Article</a></p>',
        f'<p><a href="{HERE}?utm_source=x">Read Full Article</a></p>',
        '<p>Source: <a href="https://harbour-gazette.example/">Harbour Gazette</a></p>',
        f'<div class="related"><p><a href="{THERE}">Read Full Article</a></p></div>',
    ],
)
def test_what_leads_nowhere_new_is_not_a_pointer(after):
    assert pointers(prose(ENGLISH), after) == []


GAZETTE = "https://harbour-gazette.example"


@pytest.mark.parametrize(
    "link",
    [
        f'Read more at <a href="{GAZETTE}/world/">Harbour Gazette</a>',
        f'Read the full story at <a href="{GAZETTE}/category/local-news/">Harbour Gazette</a>',
        f'Source: <a href="{GAZETTE}/tag/harbour-tunnel">Harbour Gazette</a>',
        f'Read the full story by <a href="{GAZETTE}/author/hanne-ostrow">Hanne Ostrow</a>',
        f'<a href="{GAZETTE}/newsletter/sign-up">Sign up to read the full story</a>',
        f'<a href="{GAZETTE}/newsletters/morning-briefing">Get the full story by mail</a>',
        f'<a href="{GAZETTE}/shop/print-subscription">Get the full story in print</a>',
        f'<a href="{GAZETTE}/subscribe/monthly-offer">Read the full story</a>',
        '<a href="https://checkout.harbour.example/plans/monthly-offer">Read the full story</a>',
        '<a href="https://id.harbour.example/authorize?client=web">Sign in for the full story</a>',
        'Follow <a href="https://www.facebook.com/harbourgazette">Harbour Gazette</a>',
        '<a href="https://www.instagram.com/p/Cx12abc345/">Read the full story there</a>',
        'Presented by <a href="https://bank.example/2026/loans-for-you">Harbour Bank</a>',
        'Sponsored by <a href="https://bank.example/2026/loans-for-you">Harbour Bank</a>',
        'Photo: <a href="https://photos.example/2026/harbour-at-dusk">Hanne Ostrow</a>',
    ],
)
def test_sections_accounts_shops_sponsors_and_channels_are_not_pointers(link):
    assert pointers(prose(ENGLISH), f"<p>{link}</p>") == []


def test_a_short_address_of_any_host_is_a_pointer():
    short = "https://go.brf.example/9f2Kx"
    (leads,) = pointers(prose(ENGLISH), f'<p><a href="{short}">Read the full story</a></p>')
    assert (leads.url, leads.finder) == (short, "page_link_cta")


def test_a_full_version_promised_on_the_same_site_is_a_weak_pointer():
    (leads,) = pointers(prose(ENGLISH), '<p><a href="/tunnel-full">Read the full story</a></p>')
    assert leads.url == "https://signal-brief.example/tunnel-full"
    assert leads.finder == "same_publisher"
    assert leads.strength < 0.5


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour-gazette.example/unsubscribe?u=1",
        "https://harbour-gazette.example/logout",
        "https://harbour-gazette.example/login?next=/story",
        "https://harbour-gazette.example/confirm/1234",
        "https://harbour-gazette.example/story?token=abc",
        "https://harbour-gazette.example/story?access_token=abc",
        "https://www.facebook.com/sharer/sharer.php?u=https://signal-brief.example",
        "https://twitter.com/intent/tweet?text=x",
        "https://wa.me/?text=x",
        "https://apps.apple.com/app/signal",
        "https://play.google.com/store/apps/details?id=signal",
    ],
)
def test_links_that_do_something_are_never_followed(url):
    assert not may_follow(url)
    assert pointers(prose(ENGLISH), f'<p><a href="{url}">Read Full Article</a></p>') == []


def test_a_story_with_a_telling_word_in_its_name_may_be_followed():
    assert may_follow("https://harbour-gazette.example/2026/tunnel-opens?id=12")
    assert may_follow("https://shared-harbour.example/news/keys-to-the-tunnel")


def test_an_address_written_out_in_pasted_text_is_a_pointer():
    (leads,) = find_pointers(view_of_text(*ENGLISH, f"Read the full story: {THERE}"))
    assert (leads.url, leads.finder) == (THERE, "page_link_cta")


def test_there_are_at_most_ten():
    notes = "".join(
        f"<p>Plan number {n} for the tunnel was shelved by the council after a long debate. It was "
        f'first reported by <a href="https://paper{n}.example/story">Paper {n}</a> in May.</p>'
        for n in range(20)
    )
    assert len(pointers(notes + prose(ENGLISH * 4))) == MOST_POINTERS


def test_a_work_that_the_graph_describes_elsewhere_is_named_by_its_id():
    graph = [
        {"@type": "NewsArticle", "isBasedOn": {"@id": "#work"}},
        {"@type": "CreativeWork", "@id": "#work", "url": THERE},
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    (leads,) = pointers(prose(ENGLISH), head=head)
    assert (leads.url, leads.params) == (THERE, {"field": "isBasedOn"})


OTHER_STORY = "https://harbour-gazette.example/2026/another-story-of-the-harbour"


@pytest.mark.parametrize(
    ("story", "line"),
    [
        (ENGLISH, "<p>Related: <a href='{}'>The harbour and its people</a></p>"),
        (ENGLISH, "<p>See also: <a href='{}'>The harbour and its people</a></p>"),
        (GERMAN, "<p>Mehr zum Thema: <a href='{}'>Der Hafen und seine Leute</a></p>"),
        (GERMAN, "<p>Mehr zum Thema</p><p><a href='{}'>Der Hafen und seine Leute</a></p>"),
        (JAPANESE, "<p>関連記事：<a href='{}'>港に生きる人々の長い物語</a></p>"),
        (ENGLISH, "<p>Please <a href='{}'>sign the petition to save the harbour</a> today.</p>"),
        (ENGLISH, "<p><a href='{}'>Join our channel for the full story every day</a></p>"),
        (ENGLISH, "<p><a class='u-syndication' href='{}'>Also on the Gazette</a></p>"),
        (ENGLISH, "<p><a rel='syndication' href='{}'>The Gazette of the harbour</a></p>"),
    ],
)
def test_what_else_there_is_to_read_sign_or_join_is_not_a_pointer(story, line):
    assert pointers(prose(story), line.format(OTHER_STORY)) == []
    call = f"<p>Read the full story on the petition: <a href='{OTHER_STORY}'>Read on</a></p>"
    assert [lead.finder for lead in pointers(prose(ENGLISH), call)] == ["page_link_cta"]


ICON = '<div><a href="{}" {}><img src="/arrow.svg" alt=""></a></div>'


@pytest.mark.parametrize(
    ("label", "finder"),
    [
        ('aria-label="Read the full story"', "page_link_cta"),
        ('title="Zum vollständigen Artikel: weiterlesen"', "page_link_cta"),
        ('aria-label="Source: The Gazette"', "page_link_attribution"),
    ],
)
def test_a_link_that_shows_a_picture_is_read_by_its_label(label, finder):
    (lead, *_) = pointers(prose(ENGLISH), ICON.format(THERE, label))
    assert (lead.url, lead.finder) == (THERE, finder)
    assert lead.quote in label


@pytest.mark.parametrize(
    "label", ['aria-label="Share on Chatter"', 'aria-label="Follow us"', 'title="Menu"', ""]
)
def test_other_pictures_lead_to_no_source(label):
    assert pointers(prose(ENGLISH), ICON.format(f"{THERE}?u=1", label)) == []


def test_a_button_that_hands_on_the_pages_own_address_is_none():
    share = f"https://marks.example/2026/save-this-page?address={HERE}"
    assert pointers(prose(ENGLISH), f'<p><a href="{share}">Read the full story</a></p>') == []


def test_what_is_paid_for_is_not_a_source():
    link = f'<p><a rel="sponsored nofollow" href="{THERE}">Read the full story</a></p>'
    assert pointers(prose(ENGLISH), link) == []


@pytest.mark.parametrize("twin", [HERE.replace("https://", "http://"), f"{HERE}/"])
def test_a_twin_of_the_pages_own_address_is_none(twin):
    assert pointers(prose(ENGLISH), f'<p><a href="{twin}">Read the full story</a></p>') == []
