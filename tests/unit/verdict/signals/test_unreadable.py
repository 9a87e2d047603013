import random

import pytest

from server.verdict.judge import judge
from server.verdict.signals.unreadable import unreadable_signals
from tests.unit.verdict.stories import ENGLISH, FRENCH, GERMAN, SPANISH, page, prose, view_of

LATIN = [
    (
        "Lorem ipsum dolor sit amet, consectetur elit, sed do eiusmod tempor "
        "incididunt ut labore et dolore. Ut enim ad minim veniam, quis nostrud exercitation."
    ),
    (
        "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque "
        "laudantium, totam rem aperiam, eaque ipsa quae ab illo inventore veritatis et quasi."
    ),
    (
        "Nemo enim ipsam voluptatem quia voluptas sit aspernatur aut odit aut fugit, sed quia "
        "consequuntur magni dolores eos qui ratione voluptatem sequi nesciunt neque porro quisquam."
    ),
]
RUSSIAN = [
    (
        "Тоннель под гаванью откроется в понедельник, на два года позже, чем обещали, и вдвое "
        "дороже, сказала в четверг вечером главный инженер города на заседании совета."
    ),
    (
        "Задержка случилась из-за слоя мокрой глины, который не заметили три проверки. Насосы "
        "работали день и ночь с весны, и только на этой неделе последний из них выключили."
    ),
    (
        "За проезд водители будут платить две кроны, а автобусы поедут бесплатно. Совет ждёт "
        "четырнадцать тысяч машин в день, это треть того, что летом выдерживает старый мост."
    ),
]


def shifted(text):
    moved = (chr(ord(letter) + 1) if letter.isalpha() else letter for letter in text)
    return "".join(letter if letter.isprintable() else "q" for letter in moved)


def mixed(text):
    chance = random.Random(7)
    return " ".join("".join(chance.sample(word, len(word))) for word in text.split())


def seen(paragraphs, language="en"):
    return list(unreadable_signals(view_of(page(prose(paragraphs), language=language))))


@pytest.mark.parametrize(
    ("story", "language", "scramble"),
    [
        *((ENGLISH, "en", scramble) for scramble in (shifted, mixed)),
        *((GERMAN, "de", scramble) for scramble in (shifted, mixed)),
        *(([*FRENCH, *FRENCH[::-1]], "fr", scramble) for scramble in (shifted, mixed)),
        (RUSSIAN, "ru", shifted),
    ],
)
def test_letters_that_make_no_words_are_noticed_where_they_begin(story, language, scramble):
    (signal,) = seen([story[0], *(scramble(text) for text in story[1:])], language)
    assert signal.element.text_content().startswith(signal.quote)
    assert scramble(story[1]).startswith(signal.quote)


def test_filler_and_repeated_blocks_are_no_text():
    (filler,) = seen([GERMAN[0], *LATIN], "de")
    assert LATIN[0].startswith(filler.quote)
    (repeated,) = seen([ENGLISH[0], *[GERMAN[1]] * 3])
    assert GERMAN[1].startswith(repeated.quote)


def test_a_page_of_scrambled_letters_is_paywalled():
    text = [ENGLISH[0], *(shifted(text) for text in ENGLISH[1:])]
    verdict = judge(view_of(page(prose(text))))
    assert (verdict.label, verdict.answer) == ("paywalled", "incomplete")
    assert verdict.evidence[0].signal == "unreadable_text"


@pytest.mark.parametrize(
    "story",
    [
        ENGLISH,
        RUSSIAN,
        [*ENGLISH, *SPANISH],  # in two languages
        [*LATIN[1:], *LATIN[1:]][:3],
        [*ENGLISH, LATIN[1]],  # a quotation
        [
            ENGLISH[0],
            "Ada Morrow, Bo Lindqvist, Oda Brack, Jan Ellery and Ida Quay, for the council",
        ],
    ],
)
def test_texts_that_people_write_can_be_read(story):
    assert seen(story) == []
