"""Every hostile server costs one request a clear problem, within its deadline and little memory."""

import base64
import gzip
import threading
import time
import tracemalloc
import zlib

import brotli
import pytest
from hostile_servers import PUBLIC, STORY, answer, forever, redirect, routes

from server.errors import (
    Cancelled,
    DeadlineExceeded,
    FetchFailed,
    InvalidAddress,
    LeadsNowhere,
    NotHtml,
    PageStatus,
    PageTooLarge,
    Problem,
    RobotsDisallowed,
    TooManyRedirects,
    UnreadableHtml,
)
from server.model import DocumentInput

DEADLINE = 1.0
STAYS = 60.0
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def fetch(fetcher, site, **settings):
    return fetcher(site, **settings).fetch(f"http://pub.test:{site.port}/")


def problem_of(fetcher, site, **settings) -> Problem:
    with pytest.raises(Problem) as caught:
        fetch(fetcher, site, **settings)
    return caught.value


def gzip_bomb() -> bytes:
    """Return a million bytes that unpack to 1 GiB: one flushed block, repeated."""
    packer = zlib.compressobj(9, wbits=31)
    head, block = (
        packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return head + block * 1023


def silent(connection, request):
    threading.Event().wait(STAYS)


@pytest.mark.parametrize(
    "where", ["body", "headers", "status line", "chunk sizes", "nothing at all"]
)
def test_a_byte_now_and_then_does_not_stretch_the_deadline(where, listen, fetcher):
    def trickling(connection, request):
        if where == "body":
            connection.sendall(HTML + b"Content-Length: 1000\r\n\r\n")
        elif where == "headers":
            connection.sendall(HTML + b"X-Long: ")
        elif where == "chunk sizes":
            connection.sendall(HTML + b"Transfer-Encoding: chunked\r\n\r\n")
            site.trickle(connection, b"1\r\na\r\n" * 300)
        if where == "nothing at all":
            site.over.wait(STAYS)
        site.trickle(connection, (b"HTTP/1.1 200 OK" if where == "status line" else b"a") * 300)
        all_sent.set()

    site, all_sent = listen(trickling), threading.Event()
    started = time.monotonic()
    problem = problem_of(fetcher, site, fetch_seconds=DEADLINE)
    assert isinstance(problem, DeadlineExceeded)
    assert problem.retryable
    assert time.monotonic() - started >= DEADLINE
    assert not all_sent.is_set()  # which takes a minute


def test_a_slow_name_server_does_not_stretch_the_deadline(fetcher):
    over, answered = threading.Event(), threading.Event()
    names = {"slow.test": lambda: (over.wait(STAYS) and []) or answered.set()}
    with pytest.raises(DeadlineExceeded, match=r"slow\.test"):
        fetcher(names=names, fetch_seconds=DEADLINE).fetch("http://slow.test/")
    assert not answered.is_set()
    over.set()


@pytest.mark.parametrize("silent_connection", ["accepts", "accepts and answers nothing"])
def test_a_caller_that_goes_away_stops_the_work(silent_connection, listen, fetcher):
    cancelled, stayed = threading.Event(), threading.Event()
    site = listen(lambda connection, request: site.over.wait(STAYS) or stayed.set())
    threading.Timer(0.3, cancelled.set).start()
    with pytest.raises(Cancelled):
        fetcher(site, fetch_seconds=STAYS).fetch(
            f"http://pub.test:{site.port}/", cancelled=cancelled
        )
    assert not stayed.is_set()


def big_headers(connection, request):
    connection.sendall(HTML + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1024) for n in range(200)))
    connection.sendall(b"\r\n")


@pytest.mark.parametrize(
    "handler",
    [
        big_headers,
        lambda connection, request: forever(connection, HTML + b"X: ", b"a" * 65_536),
        lambda connection, request: forever(
            connection, b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 1000
        ),
        lambda connection, request: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        lambda connection, request: connection.close(),
        lambda connection, request: connection.sendall(HTML + b"Content-Length: x\r\n\r\n"),
    ],
    ids=["200 of 1 KB", "one without end", "103 without end", "not HTTP", "closed", "odd length"],
)
def test_headers_that_are_none_fail_clearly(handler, listen, fetcher):
    problem = problem_of(fetcher, listen(handler))
    assert isinstance(problem, FetchFailed)
    assert problem.params["host"] == "pub.test"


def test_a_body_without_end_stops_at_the_limit(listen, fetcher):
    site = listen(lambda connection, request: forever(connection, HTML + b"\r\n", b"<p>a" * 10_000))
    problem = problem_of(fetcher, site)
    assert isinstance(problem, PageTooLarge)
    assert "5 MB" in problem.detail


def test_chunks_that_hold_nothing_do_not_go_on_without_end(listen, fetcher):
    chunk = b"1;" + b"x" * 10_000 + b"\r\na\r\n"
    head = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
    site = listen(lambda connection, request: forever(connection, head, chunk))
    problem = problem_of(fetcher, site, page_bytes=100_000)
    assert isinstance(problem, PageTooLarge)


@pytest.mark.parametrize("chunk", [b"1\r\na\r\n", b"2;x=y\r\nab\r\n"])
def test_chunks_of_a_byte_are_given_up_before_they_cost_much(listen, fetcher, chunk):
    head = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
    site = listen(lambda connection, request: forever(connection, head, chunk * 10_000))
    problem = problem_of(fetcher, site)
    assert isinstance(problem, FetchFailed)
    assert "tiny pieces" in problem.detail


def test_a_page_in_thousands_of_small_chunks_is_read(listen, fetcher):
    story = STORY + b" " * 200_000
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(piece), piece)
        for piece in (story[start : start + 20] for start in range(0, len(story), 20))
    )
    page = HTML + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    site = listen(lambda connection, request: connection.sendall(page))
    fetched = fetcher(site).fetch(f"http://pub.test:{site.port}/")
    assert len(fetched.html) == len(story)


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        ("gzip", gzip_bomb),
        ("deflate", lambda: zlib.compress(b" " * 2**27)),
        ("gzip, gzip", lambda: gzip.compress(gzip.compress(b" " * 2**28))),
        ("br", lambda: brotli.compress(b" " * 2**27, quality=2)),
        ("gzip, gzip, gzip, gzip, gzip", lambda: five_times(b" " * 2**27)),
    ],
    ids=["gzip", "deflate", "gzip in gzip", "brotli", "five stacked"],
)
def test_a_bomb_unpacks_to_the_limit_and_no_further(encoding, bomb, listen, fetcher):
    site = listen(answer(bomb(), Content_Encoding=encoding))
    door = fetcher(site)
    tracemalloc.start()
    try:
        with pytest.raises(PageTooLarge):
            door.fetch(f"http://pub.test:{site.port}/")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64e6


def five_times(body: bytes) -> bytes:
    for _ in range(5):
        body = gzip.compress(body)
    return body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not gzip", "gzip"), (STORY, "br"), (b"\x28\xb5\x2f\xfdxx", "zstd"), (STORY, "gzip, " * 6)],
    ids=["gzip", "brotli", "zstd", "six stacked"],
)
def test_a_body_that_is_not_packed_as_it_says_fails_clearly(body, encoding, listen, fetcher):
    problem = problem_of(fetcher, listen(answer(body, Content_Encoding=encoding)))
    assert isinstance(problem, FetchFailed)


def test_frames_of_zstd_which_take_a_second_a_megabyte_are_refused_unread(listen, fetcher):
    """It is not asked for: an empty frame costs its sender four bytes."""
    frame = b"\x50\x2a\x4d\x18\0\0\0\0"
    site = listen(answer(frame * 400_000, Content_Encoding="zstd"))
    problem = problem_of(fetcher, site)
    assert isinstance(problem, FetchFailed)
    assert "zstd" in problem.detail


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, br"])
def test_an_honest_packed_page_is_unpacked(encoding, listen, fetcher):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    body = STORY
    for name in encoding.split(", "):
        body = pack[name](body)
    page = fetch(fetcher, listen(answer(body, Content_Encoding=encoding)))
    assert page.html == STORY.decode()


def test_a_connection_dropped_half_way_is_not_a_page(listen, fetcher):
    def half(connection, request):
        connection.sendall(HTML + b"Content-Length: 1000\r\n\r\n<p>The beginning of")
        connection.close()

    problem = problem_of(fetcher, listen(half))
    assert isinstance(problem, FetchFailed)
    assert problem.retryable


def test_what_comes_after_the_declared_length_is_not_read(listen, fetcher):
    def longer(connection, request):
        connection.sendall(HTML + b"Content-Length: 10\r\n\r\n<p>0123456789<script>")
        connection.close()

    assert fetch(fetcher, listen(longer)).html == "<p>0123456"


def test_five_redirects_are_followed_and_six_are_not(listen, fetcher):
    table = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}
    site = listen(routes({"/": redirect("/1"), **table, "/5": answer()}))
    assert fetch(fetcher, site).url == f"http://pub.test:{site.port}/5"
    site = listen(routes({"/": redirect("/1"), **table, "/6": answer()}))
    problem = problem_of(fetcher, site)
    assert isinstance(problem, TooManyRedirects)


@pytest.mark.parametrize(
    "target",
    ["http://xn--" + "a" * 4_000, "http://xn--\x80/", "http://" + "a." * 4_000, "//[", "/" * 8_000],
)
def test_a_redirect_to_no_address_is_a_problem(target, listen, fetcher):
    problem = problem_of(fetcher, listen(redirect(target)))
    assert isinstance(problem, InvalidAddress | FetchFailed | PageStatus)


def test_a_redirect_to_an_address_longer_than_a_header_may_be_is_passed_over(listen, fetcher):
    problem = problem_of(fetcher, listen(redirect("/" + "a" * 60_000)))
    assert isinstance(problem, PageStatus)


def test_a_loop_is_seen_at_its_second_turn(listen, fetcher):
    site = listen(routes({"/": redirect("/a"), "/a": redirect("/")}))
    problem = problem_of(fetcher, site, redirects=100)
    assert isinstance(problem, TooManyRedirects)
    assert len(site.requests) == 2


def test_a_redirect_to_itself_that_sets_a_cookie_is_followed(listen, fetcher):
    def wants_cookie(connection, request):
        has_cookie = b"Cookie: seen=1" in request
        reply = (
            answer() if has_cookie else answer(b"", "302 Found", Location="/", Set_Cookie="seen=1")
        )
        reply(connection, request)

    site = listen(wants_cookie)
    door = fetcher(site)
    address = f"http://pub.test:{site.port}/"
    assert door.fetch(address).status == 200
    door.fetch(address)
    assert b"Cookie" not in site.requests[2]  # cookies are forgotten with the fetch


@pytest.mark.parametrize(
    ("body", "content_type", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/html", "an image"),
        (b"PK\x03\x04" + bytes(100), "text/html", "a ZIP archive"),
        (bytes(range(256)) * 2 + bytes(500), "text/html", "binary data"),
        (b'{"a": 1}', "application/json", "JSON data"),
        (b"just words", "", "binary data"),
        (b"just words", "text/plain", "plain text"),
        (b"<rss></rss>", "application/rss+xml", "a feed"),
    ],
)
def test_what_is_not_a_web_page_is_named(body, content_type, what, listen, fetcher):
    problem = problem_of(fetcher, listen(answer(body, content_type=content_type)))
    assert isinstance(problem, NotHtml)
    assert problem.params["what"] == what


@pytest.mark.parametrize("label", ["application/pdf", "application/octet-stream", "text/html"])
def test_a_pdf_is_fetched_as_its_bytes(label, listen, fetcher):
    site = listen(answer(b"%PDF-1.7 and more", content_type=label))
    fetched = fetch(fetcher, site)
    assert fetched.document == b"%PDF-1.7 and more"
    assert isinstance(fetched.as_input(), DocumentInput)


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        (
            "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5abc?oc=5",
            "wrapped",
            "press the button",
        ),
        ("https://apps.apple.com/us/app/gazette/id1", "app", "in a browser"),
        ("https://youtu.be/ab12345", "video", "transcript"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_without_a_request(address, kind, words, fetcher):
    with pytest.raises(LeadsNowhere, match=words) as caught:
        fetcher().fetch(address)
    assert caught.value.params == {"url": address, "kind": kind}


def test_a_wrapped_address_that_holds_another_leads_there(listen, fetcher):
    site = listen(answer(STORY))
    inner = f"http://pub.test:{site.port}/"
    encoded = base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(inner)]) + inner.encode())
    wrapped = f"https://news.google.com/rss/articles/{encoded.decode().rstrip('=')}"
    assert fetcher(site).fetch(wrapped).url == inner


def test_a_redirect_to_a_video_leads_nowhere(listen, fetcher):
    site = listen(redirect("https://www.youtube.com/watch?v=ab12345"))
    with pytest.raises(LeadsNowhere):
        fetch(fetcher, site)


def test_a_link_into_an_app_is_followed_to_the_web_or_named(listen, fetcher):
    names = {"gazette.app.link": [PUBLIC]}
    story, shop = listen(answer(STORY)), listen(answer(b"<!doctype html><p>Open this in the app"))
    web = listen(redirect(f"http://pub.test:{story.port}/"))
    may = fetcher(web, story, shop, names=names)
    assert (
        may.fetch(f"http://gazette.app.link:{web.port}/a").url == f"http://pub.test:{story.port}/"
    )
    with pytest.raises(LeadsNowhere, match="in a browser"):
        may.fetch(f"http://gazette.app.link:{shop.port}/a")


def test_a_pdf_that_is_html_is_a_page(listen, fetcher):
    site = listen(answer(b"<!doctype html><p>Sign in", content_type="application/pdf"))
    fetched = fetch(fetcher, site)
    assert (fetched.document, fetched.html) == (None, "<!doctype html><p>Sign in")


def test_a_pdf_beyond_its_limit_is_too_large(listen, fetcher):
    site = listen(answer(b"%PDF-1.7" + bytes(3_000), content_type="application/pdf"))
    with pytest.raises(PageTooLarge):
        fetch(fetcher, site, document_bytes=2_000)


def test_a_page_without_a_label_is_still_a_page(listen, fetcher):
    assert fetch(fetcher, listen(answer(content_type=""))).html == STORY.decode()


@pytest.mark.parametrize("charset", ["utf-16", "no-such-charset", "hex", "idna", "latin1", "utf-7"])
def test_a_wrong_or_unknown_charset_is_passed_over(charset, listen, fetcher):
    text = "<p>Die Fähre über den Fluss fährt täglich.</p>"
    page = fetch(
        fetcher, listen(answer(text.encode(), content_type=f"text/html; charset={charset}"))
    )
    assert page.html == text


def test_an_empty_page_is_said_to_be_empty(listen, fetcher):
    assert isinstance(problem_of(fetcher, listen(answer(b" \n"))), UnreadableHtml)


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oops", "304 Not Modified"])
def test_an_error_status_is_a_problem_with_that_status(status, listen, fetcher):
    problem = problem_of(fetcher, listen(answer(STORY, status)))
    assert isinstance(problem, PageStatus)
    assert problem.params["http_status"] == int(status[:3])


def test_a_site_that_asks_to_wait_is_quoted(listen, fetcher):
    problem = problem_of(fetcher, listen(answer(STORY, "429 Slow", Retry_After="120")))
    assert problem.params["retry_after"] == "120"
    assert problem.retryable


@pytest.mark.parametrize("status", ["401 No", "402 Pay", "403 No", "451 No"])
def test_a_page_for_those_shut_out_is_handed_over(status, listen, fetcher):
    assert fetch(fetcher, listen(answer(STORY, status))).status == int(status[:3])
    for body, kind in ((b"{}", "application/json"), (b"Forbidden", "text/plain")):
        problem = problem_of(fetcher, listen(answer(body, status, kind)))
        assert isinstance(problem, PageStatus)
        assert "Open the page in a browser" in problem.detail


def test_robots_txt_is_asked_once_and_obeyed_on_every_hop(listen, fetcher):
    rules = b"User-agent: *\nDisallow: /private\n"
    site = listen(
        routes(
            {
                "/robots.txt": answer(rules, content_type="text/plain"),
                "/open": answer(),
                "/on": redirect("/private"),
                "/private": answer(),
            }
        )
    )
    door = fetcher(site, respect_robots=True)
    base = f"http://pub.test:{site.port}"
    assert door.fetch(f"{base}/open").status == 200
    for path in ("/private", "/on"):
        with pytest.raises(RobotsDisallowed):
            door.fetch(base + path)
    paths = [request.split(b" ")[1] for request in site.requests]
    assert paths == [b"/robots.txt", b"/open", b"/on"]
    assert fetcher(site).fetch(f"{base}/private").status == 200


@pytest.mark.parametrize(
    ("robots", "obtained"),
    [
        (answer(b"", "404 Not Found"), True),
        (answer(b"", "403 Forbidden"), True),
        (answer(b"", "503 Unavailable"), False),
        (lambda connection, request: connection.close(), True),
        (answer(b"User-agent: *\nDisallow: /\n" + b"#" * 10**7, content_type="text/plain"), False),
        (redirect("/robots.txt"), True),
    ],
    ids=["404", "403", "503", "broken off", "10 MB", "loop"],
)
def test_a_robots_txt_that_is_none(robots, obtained, listen, fetcher):
    site = listen(routes({"/robots.txt": robots, "/": answer()}))
    if obtained:
        assert fetch(fetcher, site, respect_robots=True).status == 200
    else:
        assert isinstance(problem_of(fetcher, site, respect_robots=True), RobotsDisallowed)


def test_a_robots_txt_that_hangs_leaves_time_for_the_page(listen, fetcher):
    site = listen(routes({"/robots.txt": silent, "/": answer()}))
    assert fetch(fetcher, site, respect_robots=True, fetch_seconds=4.0).status == 200


def test_no_more_than_two_at_once_go_to_a_host(listen, fetcher):
    lock, now, at_most = threading.Lock(), [0], [0]

    def counting(connection, request):
        with lock:
            now[0] += 1
            at_most[0] = max(at_most[0], now[0])
        time.sleep(0.1)
        with lock:
            now[0] -= 1
        answer()(connection, request)

    site = listen(counting)
    door = fetcher(site)
    address = f"http://pub.test:{site.port}/"
    threads = [threading.Thread(target=door.fetch, args=(address,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (at_most[0], len(site.requests)) == (2, 6)


def test_the_user_agent_says_who_asks(listen, fetcher):
    site = listen(answer())
    fetch(fetcher, site)
    assert b"User-Agent: Unabridged/" in site.requests[0]
