import time

import pytest

from server.net.meta_refresh import refresh_target


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=https://e.com/a">', "https://e.com/a"),
        ("<META HTTP-EQUIV=Refresh CONTENT='5;URL=/b'>", "/b"),
        ('<meta content="0;url=&quot;/c?a=1&amp;b=2&quot;" http-equiv=refresh />', "/c?a=1&b=2"),
        ('<meta http-equiv="refresh" content="0.5 https://e.com/">', "https://e.com/"),
        ('<meta http-equiv="refresh" content="6; url=/a">', None),
        ('<meta http-equiv="refresh" content="300">', None),
        ('<meta http-equiv="refresh" content="soon; url=/a">', None),
        ('<meta name="refresh" content="0; url=/a">', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/a"> -->', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/a"></noscript>', None),
        ("<script>\"<meta http-equiv=refresh content='0;url=/a'>\"</script>", None),
        ('<!-- unclosed <meta http-equiv="refresh" content="0; url=/a">', None),
        ("<p>words</p>", None),
    ],
)
def test_a_page_that_sends_its_readers_on(html, target):
    assert refresh_target(html) == target


@pytest.mark.parametrize(
    "piece", ["<!--", "<script>", "<meta ", "<meta a=", "<meta a='", '<meta a="b']
)
def test_a_page_made_to_be_slow_is_not(piece):
    started = time.process_time()
    refresh_target(piece * 200_000)
    refresh_target("<meta http-equiv=refresh " + piece[5:] * 60_000 + ">")
    assert time.process_time() - started < 4
