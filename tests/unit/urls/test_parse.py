import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import InvalidAddress
from server.urls.parse import (
    address_of_text,
    host_of,
    join,
    normalise,
    parse,
    plain_host,
    registrable_domain,
    same_site,
)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("file:///etc/passwd", "http://"),
        ("ftp://example.com/", "http://"),
        ("example.com/story", "http://"),
        ("", "http://"),
        ("javascript:alert(1)", "http://"),
        ("http://user@example.com/", "user name"),
        ("http://user:word@example.com/", "user name"),
        ("http://@example.com/", "user name"),
        ("http://example.com\\@127.0.0.1/", "backslash"),
        ("http:\\\\example.com/", "backslash"),
        ("http://example.com/a\nb", "control"),
        ("http://exa\tmple.com/", "control"),
        ("http://example.com/\x7f", "control"),
        ("http:///path", "host"),
        ("http://", "host"),
        ("http://127.0.0.%31/", "host"),
        ("http://exam%70le.com/", "host"),
        ("http://[::1%25lo]/", "can't be read|host"),
        ("http://a..b/", "host"),
        ("http://exa mple.com/", "host"),
        ("http://-a.com/", "host"),
        ("http://" + "a." * 130 + "com/", "253"),
        ("http://" + "a" * 64 + ".com/", "host"),
        ("http://example.com:99999/", "port 99999"),
        ("http://example.com:0/", "port 0"),
        ("http://example.com:x/", "can't be read"),
        ("http://2130706433/", "number"),
        ("http://0x7f000001/", "number"),
        ("http://0177.0.0.1/", "number|can't be read"),
        ("http://127.1/", "number"),
        ("http://0/", "number"),
        ("http://①②⑦.⓪.⓪.①/", "can't be read"),
        ("http://example.com/\ud800", "can't be read"),
        ("http://" + "x" * 70_000, "longer than 8,192"),
    ],
)
def test_what_is_not_a_web_address_is_refused_with_the_reason(address, why):
    with pytest.raises(InvalidAddress, match=why) as caught:
        parse(address)
    assert len(caught.value.detail) < 400


@pytest.mark.parametrize(
    ("address", "means"),
    [
        (" https://Example.COM/a ", "https://example.com/a"),
        ("https://example.com.:443/", "https://example.com/"),
        ("https://müller.example/ä?q=ö", "https://xn--mller-kva.example/%C3%A4?q=%C3%B6"),
        ("http://1.1.1.1:80/", "http://1.1.1.1/"),
        ("http://[2606:4700::1]/", "http://[2606:4700::1]/"),
        ("https://a_b.example.com/?next=a@b\\c", "https://a_b.example.com/?next=a@b\\c"),
        ("https://example.com/@author/story", "https://example.com/@author/story"),
    ],
)
def test_a_web_address_is_read_as_the_client_reads_it(address, means):
    url = parse(address)
    assert f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}" == means


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://127.0.0.1"]))
def test_any_text_is_an_address_or_is_refused(text, start):
    with contextlib.suppress(InvalidAddress):
        url = parse(start + text)
        assert url.scheme in {"http", "https"}
        assert url.host
        assert not url.userinfo
        assert parse(str(url)) == url


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text):
    for address in (text, f"https://example.com/{text}", f"https://example.com/?{text}"):
        once = normalise(address)
        assert normalise(once) == once


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("HTTPS://News.Example.com:443/a#top", "https://news.example.com/a"),
        ("https://e.com", "https://e.com/"),
        ("https://e.com/a?utm_source=x&id=7&fbclid=y", "https://e.com/a?id=7"),
        ("https://e.com/a?UTM_Medium=x", "https://e.com/a"),
        ("https://e.com/a?smid=tw&ocid=1&cvid=2&CMP=3&ncid=4&gclid=5&mc_cid=6", "https://e.com/a"),
        ("https://e.com/a?b=2&a=1", "https://e.com/a?b=2&a=1"),
        ("https://e.com/a?q=x%26y&utm%5Fid=1", "https://e.com/a?q=x%26y"),
        ("https://e.com/a?", "https://e.com/a"),
        ("https://e.com./a", "https://e.com/a"),
        ("https://e.com/story?id=1&page=2&ref=home", "https://e.com/story?id=1&page=2&ref=home"),
        ("not an address", "not an address"),
        ("mailto:a@b.c", "mailto:a@b.c"),
    ],
)
def test_what_only_says_where_a_reader_came_from_is_dropped(address, normal):
    assert normalise(address) == normal


@pytest.mark.parametrize(
    ("base", "reference", "target"),
    [
        ("https://e.com/a/b", "../c", "https://e.com/c"),
        ("https://e.com/a", "//f.com/x", "https://f.com/x"),
        ("https://e.com/a", "?q=1", "https://e.com/a?q=1"),
        ("https://e.com/a", " /b ", "https://e.com/b"),
    ],
)
def test_a_reference_is_resolved(base, reference, target):
    assert str(join(parse(base), reference)) == target


@pytest.mark.parametrize("reference", ["//user@f.com/", "/\\f.com", "http://[", "file:///x"])
def test_a_reference_that_leads_nowhere_is_refused(reference):
    with pytest.raises(InvalidAddress):
        join(parse("https://e.com/"), reference)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.com", "example.com"),
        ("news.example.co.uk", "example.co.uk"),
        ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("somebody.github.io", "somebody.github.io"),
        ("co.uk", None),
        ("github.io", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("2606:4700::1", None),
        ("pub.test", None),
    ],
)
def test_the_registrable_domain(host, domain):
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("url", "other_url", "same"),
    [
        ("https://www.example.com/a", "http://m.example.com/b", True),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("http://127.0.0.1:8750/", "http://localhost:8750/", False),
        ("http://localhost:8750/", "http://localhost:80/", True),
        ("http://a.test/", "http://b.a.test/", False),
        ("http://a.test/", "nothing", False),
        ("nothing", "nothing", False),
    ],
)
def test_one_site_is_one_registrable_domain_or_one_host(url, other_url, same):
    assert same_site(url, other_url) is same
    assert same_site(other_url, url) is same


def test_the_host_of_what_is_not_an_address_is_none():
    assert host_of("https://E.com:8080/x") == "e.com"
    assert host_of("words") is None


@pytest.mark.parametrize(
    "address",
    [
        "https://harbour.example/2024/story-1.html?a=b#c",
        "https://harbour.example",
        "https://user@harbour.example/",
        "https://harbour.example#@x",
        "https://harbour.example/a\\b",
        "https://-harbour.example/",
        "https://Harbour.example/",
        "https://127.0.0.1/",
        "https://harbour.0x7f/",
        f"https://{'a.' * 130}example/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_plain_addresses_have_the_host_that_the_parser_reads(address: str) -> None:
    try:
        parsed = parse(address).raw_host.decode()
    except InvalidAddress:
        parsed = None
    assert host_of(address) == parsed
    assert plain_host(address) in (None, parsed)


@pytest.mark.parametrize(
    ("address", "sentences", "opened"),
    [
        ("https://a.example/b", ["It is late."], "https://a.example/b#:~:text=It%20is%20late."),
        (
            "https://a.example/b#c",
            ["It is - a, b & c."],
            "https://a.example/b#c:~:text=It%20is%20%2D%20a%2C%20b%20%26%20c.",
        ),
        (
            "https://a.example/b#:~:text=old",
            ["The ferry is late again since May.", "Nobody knows why that is so."],
            "https://a.example/b#:~:text=The%20ferry%20is%20late%20again,knows%20why%20that%20is%20so.",
        ),
    ],
)
def test_a_text_fragment_opens_a_page_at_sentences(address, sentences, opened):
    assert address_of_text(address, sentences[0], sentences[-1]) == opened


def test_a_document_opens_at_its_page():
    assert address_of_text("https://a.example/b.pdf#x", "One.", "Two.", 7).endswith("b.pdf#page=7")
