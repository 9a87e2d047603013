import pytest

from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, HERE, THERE, page, prose, remarked, view_of


def features(behind, body=ENGLISH):
    return {signal.feature for signal in remarked(view_of(page(prose(body) + behind)))}


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        (f'<p><a href="{THERE}">Read the full story</a></p>', "links_to_original:full"),
        (f'<p><a href="{THERE}">Read more</a></p>', "links_to_original:more"),
        (
            f'<p><a href="{HERE}?single_page=true">Read the full story</a></p>',
            "continues_on_site",
        ),
    ],
)
def test_a_link_after_the_text_leads_on(behind, feature):
    assert features(behind) == {feature}


@pytest.mark.parametrize(
    "behind",
    [
        f'<p>Originally published <a href="{THERE}">here</a>.</p>',
        f'<p><a href="{THERE}">Click here for reprint permission</a></p>',
        '<p><a href="https://facebook.com/sharer?u=x-y-z-a-b-c">Share</a></p>',
        '<p><a href="https://there.example/files/full-report.pdf">Read the full report</a></p>',
        '<p><a href="/next">Read more</a></p>',
        f'<p>{ENGLISH[0]} <a href="/tunnel-map"> </a></p>',
        f'<p><a href="{THERE}">Mwy yno</a></p>',
    ],
    ids=[
        "republished",
        "rights",
        "share",
        "a document",
        "another story",
        "a link around a space",
        "a lone link",
    ],
)
def test_other_links_lead_nowhere(behind):
    assert not features(behind)


@pytest.mark.parametrize(
    "behind",
    [
        '<p><a href="/x">View full article</a></p>',
        '<div><a href="/news/ferry"><b>Read the full story</b></a></div>',
        '<p>Read the full story <a href="/news/ferry">here</a>.</p>',
        '<p>Ferries run again in June. <a href="/ferries">Read the full story »</a></p>',
    ],
)
def test_a_text_with_a_call_for_the_whole_story_here_is_neither_cut_nor_called_whole(behind):
    assert features(behind) == {"continues_on_site:called"}
    plain, called = (judge(view_of(page(prose(ENGLISH) + end))) for end in ("", behind))
    assert (plain.label, called.label, called.answer) == ("full", "full", "unsure")
    assert "leads on" in plain.evidence[0].says
    assert not [one for one in called.evidence if "leads on" in one.says]
