"""What the requests refuse, in a sentence that names it."""

import pytest

from server.errors import InvalidRequest, validate
from server.model import (
    AlignRequest,
    BridgeRequest,
    CompareRequest,
    FeedChangeRequest,
    PageInput,
    PageRequest,
    PairingRequest,
    TokenRequest,
)

TEXT = {"text": "The ferry is late. Its captain said so on Monday.", "title": "Ferry"}
PAGE = {"page": TEXT}


def page(**fields):
    return {"page": {**TEXT, **fields}}


# A request's model, its body, and words of the sentence.
WRONG = [
    (
        BridgeRequest,
        {"url": "https://reader.example", "token": "a\0b"},
        "`token`: a key or secret has",
    ),
    (CompareRequest, {"page": {}}, "give at least one of url, html or text"),
    (CompareRequest, {"page": {"text": " "}}, "give at least one of url, html or text"),
    (CompareRequest, {"page": {"html": ""}}, "give at least one of url, html or text"),
    (CompareRequest, page(html="<p>x"), "give html or text, not both"),
    (CompareRequest, {"page": {"text": 7}}, "`page.text`: Input should be a valid string"),
    (CompareRequest, {"page": {"text": ["a"]}}, "`page.text`"),
    (CompareRequest, {"page": {"url": 7}}, "`page.url`"),
    (CompareRequest, {"page": {"url": "https://[::1"}}, "is no address of a page"),
    (CompareRequest, {"page": {"url": "https://a.example/" + "x" * 9_000}}, "8192 charac"),
    (CompareRequest, page(language="klingon"), "klingon is no language"),
    (CompareRequest, page(language="en_US.UTF-8"), "is no language"),
    (CompareRequest, page(language=7), "`page.language`"),
    (CompareRequest, page(langauge="en"), "The field `page.langauge` is not known"),
    (CompareRequest, {**PAGE, "sources": [TEXT] * 6}, "at most 5 items"),
    (CompareRequest, {**PAGE, "source": "https://a.example"}, "`source` is not a JSON"),
    (CompareRequest, {**PAGE, "save": "yes"}, "`save`"),
    (CompareRequest, {**PAGE, "item": -1}, "`item`"),
    (CompareRequest, {**PAGE, "item": "2"}, "without quotation marks"),
    (CompareRequest, {**PAGE, "item": 1.5}, "`item`"),
    (CompareRequest, {**PAGE, "find": None}, "`find`"),
    (CompareRequest, {**PAGE, "opinion": "1"}, "`opinion`"),
    (CompareRequest, {**PAGE, "search": {"providers": ["bing"]}}, "bing is no search"),
    (CompareRequest, {**PAGE, "search": {"providers": "brave"}}, "a valid list"),
    (CompareRequest, {**PAGE, "search": {"words": True}}, "`search.words` is not known"),
    (PageRequest, page(published="2026-13-45"), "2026-13-45 is no date"),
    (PageRequest, page(published="2026-02-30"), "2026-02-30 is no date"),
    (PageRequest, page(published="2026-02-29"), "2026-02-29 is no date"),
    (PageRequest, page(published="28.11.2026"), "write it as 2026-11-28"),
    (PageRequest, page(published="2026-11-28T25:00:00Z"), "is no date"),
    (PageRequest, page(published=1_700_000_000), "`page.published`"),
    (PageRequest, {**PAGE, "source": TEXT}, "The field `source` is not known"),
    (PageRequest, {"text": "x"}, "The field `text` is not known"),
    (AlignRequest, {**PAGE, "source": {"text": ""}}, "give at least one of url, html"),
    (AlignRequest, {"page": {"sentences": [7]}, "source": TEXT}, "`page.sentences.0`"),
    (AlignRequest, {"page": {"sentences": ["a"], "text": "a"}, "source": TEXT}, "`page.t"),
    (PairingRequest, {"scopes": []}, "`scopes`"),
    (PairingRequest, {"scopes": ["all"]}, "'compare', 'index', 'admin' or 'feeds'"),
    (FeedChangeRequest, {"state": "gone"}, "'active' or 'paused'"),
    (FeedChangeRequest, {"minutes": 5}, "10 minutes or more"),
    (TokenRequest, {"name": "Cy", "days": "30"}, "without quotation marks"),
    (TokenRequest, {"name": "Cy", "per_day": -1}, "`per_day`"),
]


@pytest.mark.parametrize(("model", "body", "message"), WRONG)
def test_a_wrong_field_is_refused_in_a_sentence_that_names_it(model, body, message):
    with pytest.raises(InvalidRequest) as caught:
        validate(model, body)
    assert message in caught.value.detail


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "pt_BR"},
        {"language": "zh-Hant-TW"},
        {"language": ""},
        {"published": "2026"},
        {"published": "2026-11-28T09:30:00.123+01:00"},
        {"published": "2026-11-28 09:30Z"},
    ],
)
def test_tags_and_moments_of_a_page_are_read(fields):
    assert PageInput.model_validate({"text": "It is late.", **fields})
