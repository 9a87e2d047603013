import pytest

from server.language.data import section
from server.text.calls.made import asks_for_consent
from server.text.calls.phrases import LANGUAGES
from server.verdict.judge import judge
from tests.unit.verdict.stories import page, prose, view_of

PURPOSES = (
    "We may use precise location data with your permission. You can object to such processing, "
    "refuse, or change your preferences and withdraw your consent at any time on this site."
)
FINE = [
    (
        "The data authority fined the Kestrel Post 40,000 crowns on Tuesday because it stored "
        "cookies on readers' devices without their consent."
    ),
    (
        "The paper shared personal data with 218 partners, the authority found, and let nobody "
        "withdraw the consent that they had never given."
    ),
    (
        "“We will accept the decision and change our settings,” said the publisher, Ada Morrow. "
        "The partners were not named."
    ),
    (
        "Readers may object to the processing of their data in writing, the authority said. It has "
        "opened three more cases this year, all of them about cookies."
    ),
]
BUTTONS = {"en": "Accept", "de": "Zustimmen", "es": "Aceptar", "ja": "同意する", "ar": "موافق"}


def example_of(language):
    return section(language, "calls.consent")["example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wall_in_any_wording_only_asks_for_consent(language):
    asked = example_of(language)
    html = (
        f'<html lang="{language}"><body><div class="wrap"><h1>Kestrel Post</h1>'
        f"<p>{asked}</p><p>{asked}</p>"
        f"<button>{BUTTONS.get(language, 'Accept')}</button></div></body></html>"
    )
    verdict = judge(view_of(html))
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "consent_wall")
    assert verdict.evidence[0].quote


def test_a_long_wall_below_a_heading_is_one_too():
    asked = f"{example_of('en')} {PURPOSES} {PURPOSES}"
    assert asks_for_consent(asked, lambda: ["Agree", "More options"])


def test_without_a_button_nobody_is_asked():
    assert not asks_for_consent(example_of("en"), list)
    assert not asks_for_consent(example_of("en"), lambda: ["Search", "Menu"])


def test_a_story_about_cookies_is_a_story():
    banner = f"<div><p>{example_of('en')}</p><button>Accept all</button></div>"
    assert judge(view_of(page(prose(FINE), banner))).label == "full"
    assert not asks_for_consent("\n".join(FINE), lambda: ["Accept all"])


def test_a_long_notice_on_privacy_is_a_text_of_its_own():
    assert not asks_for_consent(" ".join([PURPOSES] * 12), lambda: ["Accept"])
