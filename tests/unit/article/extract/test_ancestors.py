import lxml.html

from server.article.extract.columns import NAMES, TAGS, Surroundings, around
from server.page.document import inherited

KNOWN = {None: None}
PAGE = """<html class="has-sidebar"><body><main>
<div id="story-body"><section><p>One</p></section></div>
<ol class="x"><li class="comment"><p>Two</p></li></ol></main></body></html>"""


def home(element):
    return inherited(element, KNOWN, Surroundings)


def seen(path, html=PAGE):
    element = lxml.html.document_fromstring(html).xpath(path)[0]
    depth, *flags = (float(column[0]) for column in around([home(element)]))
    names = ("depth", *TAGS, "itembody", *NAMES)
    return dict(zip(names, (depth, *flags), strict=True))


def test_depth_is_counted_from_the_root():
    assert seen("//section/p")["depth"] == 5


def test_tags_are_those_of_all_containers_and_an_ordered_list_is_a_list():
    inside = seen("//li/p")
    assert (inside["main"], inside["ul"], inside["section"]) == (1, 1, 0)


def test_a_declared_body_is_around_what_it_holds():
    html = '<div itemprop="articleBody"><p>One</p></div><p>Two</p>'
    assert seen("//div/p", html)["itembody"] == 1
    assert seen("//p[.='Two']", html)["itembody"] == 0


def test_the_nearer_a_name_stands_the_more_it_counts():
    html = '<div class="comments">' + "<div>" * 3 + "<p>Deep</p>"
    places = ("//div[@class]", "//div[@class]/div", "//div[@class]/div/div", "//p")
    assert [seen(place, html)["comment"] for place in places] == [3, 2, 1.5, 1]


def test_what_the_html_element_is_called_says_nothing_of_its_parts():
    assert seen("//section/p")["related"] == 0


def test_names_of_containers_tell_comments():
    root = lxml.html.document_fromstring(PAGE)
    remark, story = (home(root.xpath(path)[0]) for path in ("//li/p", "//section/p"))
    assert remark.is_remark
    assert not story.is_remark


def test_siblings_of_one_kind_look_alike_and_the_root_stands_in_itself():
    root = lxml.html.document_fromstring("<ul><li class=a>1</li><li class=a>2</li><li>3</li></ul>")
    first, second, third = (home(item) for item in root.iter("li"))
    assert first.signature == second.signature != third.signature
    assert first.above is second.above
    assert home(root).above is home(root)
