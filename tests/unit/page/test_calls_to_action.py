import pytest

from server.page.block import Block
from server.page.calls_to_action import find_calls
from server.page.document import Link
from tests.unit.verdict.stories import THERE


def block(text, *links):
    return Block(
        text, None, tuple(Link(words, url, "signal-brief" not in url) for words, url in links)
    )


def kinds(*blocks):
    return [call.kind for call in find_calls(blocks)]


def test_each_sentence_of_a_block_may_say_something():
    assert kinds(block("This is a summary. Read the full story on the original publication.")) == [
        "says_summary",
        "read_full",
    ]


def test_a_call_takes_the_link_in_its_own_sentence():
    here = "https://signal-brief.example/more"
    (call,) = find_calls(
        (block("See our files. Read the full story here.", ("files", here), ("here", THERE)),)
    )
    assert call.link.url == THERE


def test_a_subscriber_call_is_not_a_promise_of_the_full_story():
    assert kinds(block("To read the full story, subscribe.")) == ["cut_for_subscribers"]


@pytest.mark.parametrize(
    "text",
    [
        "The council will continue reading the plans of the engineers and their critics in June.",
        "Photograph by Ada Morrow",
        "The harbour office wants to read more of the letters that its neighbours have sent it.",
    ],
)
def test_a_statement_calls_for_nothing(text):
    assert kinds(block(text)) == []


def test_the_same_words_to_several_places_are_a_list_of_teasers():
    assert (
        kinds(
            block("Read more", ("Read more", THERE)),
            block("Read more", ("Read more", THERE + "-2")),
        )
        == []
    )
