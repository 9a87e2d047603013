"""Whatever a verdict says of a page can be found in it again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.language.data import section
from server.page.document import fold
from server.page.view import PageView
from server.text.calls import LANGUAGES
from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, GERMAN, HERE, THERE, page, prose, reading_of

LINES = sorted(
    {
        example
        for language in LANGUAGES
        for examples in (
            *section(language, "calls.phrases").values(),
            *section(language, "calls.made").values(),
        )
        for example in examples
    }
)
MARKUP = (
    "<p>{line}</p>",
    '<div class="paywall"><h3>{line}</h3><a href="/subscribe">{other}</a></div>',
    f'<p><a href="{THERE}">{{line}}</a></p><p>{{other}}</p>',
    f'<aside><div>{{line}}</div><a href="{HERE}?page=2">2</a></aside>',
    "<form><p>{line}</p><input type=password><button>{other}</button></form>",
)


@settings(max_examples=60)
@given(
    body=st.sampled_from([ENGLISH, GERMAN, ENGLISH[:2]]),
    cut=st.sampled_from(["", " …", " [...]"]),
    markup=st.sampled_from(MARKUP),
    line=st.sampled_from(LINES),
    other=st.sampled_from(LINES),
)
def test_each_verdict_quotes_what_stands_where_it_points(body, cut, markup, line, other):
    story = [*body[:-1], body[-1].rstrip(".") + cut] if cut else body
    reading = reading_of(page(prose(story) + markup.format(line=line, other=other)))
    verdict = judge(PageView(reading))
    assert 0 <= verdict.confidence <= 1
    for evidence in verdict.evidence:
        if evidence.quote and evidence.selector:
            (element,) = reading.document.root.cssselect(evidence.selector)
            assert fold(evidence.quote) in fold(element.text_content())
    if verdict.label not in ("full", "unknown"):
        assert any(evidence.quote and evidence.selector for evidence in verdict.evidence)
