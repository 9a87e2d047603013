import pytest

from server.net.meta_refresh import refresh_target
from tests.processor import takes_at_most


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


PIECES = ["<!--", "<script>", "<script></script ", "<meta ", "<meta a=", "<meta a='", '<meta a="b',
          "a", "a ", " ", "a=", "a='", "a =", "=", "-", "content='0; ", "content='0",
          "&#9"]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_made_to_be_slow_is_not(piece):
    tag = "<meta http-equiv=refresh "

    def looks() -> None:
        for begun in ("", "<meta ", tag, f"{tag}content='0"):
            for ended in ("", ">", "'>", "<script>"):
                refresh_target(begun + piece * 200_000 + ended)
                refresh_target(begun + piece * (64_000 // len(piece)) + ended)

    assert takes_at_most(1, looks)


def test_a_reference_of_more_digits_than_python_reads_is_no_fault():
    assert refresh_target(f'<meta http-equiv="refresh" content="0;url=/&#{"9" * 9_000};">')
