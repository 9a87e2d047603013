"""The part of a page that a request is about: the whole, one of its stories, or a passage."""

from dataclasses import replace

from server.article import part_of, place_of_words, read_article
from server.conclude import conclude_passage, conclude_story
from server.errors import InvalidRequest
from server.model import Article, PageInput, counted
from server.pipeline.tasks import notes_of
from server.source import JudgedPage, pointers_of
from server.verdict import DigestItem


def select_part(page: JudgedPage, page_input: PageInput, item: int | None) -> JudgedPage:
    """Return the page, or the requested story or passage of it; raise InvalidRequest.

    A passage keeps the pointers of its page, a story has its own. Neither is called full. Of a page
    with stories beside its own, its own is left.
    """
    if item is not None:
        return _story(page, item)
    if page_input.passage is not None:
        start, end = page_input.passage.start, page_input.passage.end
        if start is None or end is None:
            start, end = place_of_words(page.article, page_input.passage.text or "") or (0, 0)
        return _with_part(page, part_of(page.article, start, end))
    if page.lead is not None:
        return _own_story(page, page.items[page.lead])
    return page


def _story(page: JudgedPage, number: int) -> JudgedPage:
    """Return a story of a digest, which retells the page that it links."""
    if number >= len(page.items):
        raise InvalidRequest(
            f"There is no item {number}: the page has {counted(len(page.items), 'story')}. "
            "`search.items` of a comparison of the whole page lists them."
        )
    story = page.items[number]
    article = _article_of_story(page, story)
    article = replace(article, title=story.title or article.title)
    pointers = pointers_of(story)
    if pointers:
        verdict = conclude_story(pointers[0].url, pointers[0].found_by)
    else:
        verdict = conclude_story(None, None)
    return _with_part(replace(page, verdict=verdict, pointers=pointers), article)


def _own_story(page: JudgedPage, chosen: DigestItem) -> JudgedPage:
    """Return the page with the text of its own story alone."""
    article = _article_of_story(page, chosen)
    items = []
    for story in page.items:
        is_own = story is chosen
        start, end = (0, len(article.text)) if is_own else (None, None)
        items.append(replace(story, start=start, end=end))
    return replace(page, article=article, notes=notes_of(article), items=items)


def _article_of_story(page: JudgedPage, story: DigestItem) -> Article:
    """Return the article of one story, from its own text where the page's article lacks it."""
    if story.start is not None and story.end is not None:
        part = part_of(page.article, story.start, story.end)
        if part is not None:
            return part
    article = read_article(PageInput(text=story.text, language=page.article.language))
    return replace(
        page.article,
        text=article.text,
        words=article.words,
        sentences=article.sentences,
    )


def _with_part(page: JudgedPage, part: Article | None) -> JudgedPage:
    if part is None:
        raise InvalidRequest(
            "The passage is not in the page's article. Send its words as `page.text`, or a "
            "`passage` whose `start` and `end` index `Article.text`."
        )
    verdict = conclude_passage(page.verdict)
    return replace(page, article=part, notes=notes_of(part), verdict=verdict, items=[], lead=None)
