"""Pages made to cost much: each at a share of its full size."""

from tests.unit.article.pages import ENGLISH, page

_STORY = "".join(f"<p>{text}</p>" for text in ENGLISH)
CHINESE = "港口委员会星期一表示，旧桥的修复工程将在春潮之后开始，费用低于最初的估计。"
_ROW = f"<tr>{'<td>Port Ellery 17</td>' * 10}</tr>"


def _html(body: str, head: str = "") -> str:
    return f"<html><head><title>Rain</title>{head}</head><body>{body}</body></html>"


def _nested(opening: str, closing: str, times: int) -> str:
    return _html(opening * times + _STORY + closing * times)


def hostile_pages(scale: float) -> dict[str, str]:
    """Pages by name; `scale` 1 is the full size, up to 50 MB."""

    def times(count: int) -> int:
        return max(1, int(count * scale))

    return {
        "a normal article": page(ENGLISH),
        "article of 4 MB": page(ENGLISH * times(4_000)),
        "article of 50 MB": page(ENGLISH * times(55_000)),
        "article of 4 MB in Chinese": page(
            ENGLISH + [f"{n}{CHINESE}" for n in range(times(25_000))]
        ),
        "live report of 10,000 entries": page(
            ENGLISH + [f"{n}. {ENGLISH[1]}" for n in range(times(10_000))]
        ),
        "table of 10,000 cells": _html(f"{_STORY}<table>{_ROW * times(1_000)}</table>"),
        "500 divs deep": _nested("<div>", "</div>", times(500)),
        "5,000 divs deep": _nested("<div>", "</div>", times(5_000)),
        "100,000 divs deep": _nested("<div>", "</div>", times(100_000)),
        "100,000 b deep": _nested("<b>", "</b>", times(100_000)),
        "50,000 unclosed div and p": _html("<div><p>" * times(50_000) + _STORY),
        "5,000 unclosed b, i, a, font": _html("<b><i><a><font>" * times(5_000) + _STORY),
        "2,000 nested tables": _nested("<table><tr><td>", "</td></tr></table>", times(2_000)),
        "one 10 MB class": _html(f'<div class="{"main " * times(2_000_000)}">{_STORY}</div>'),
        "50 giant classes and ids": _html(
            f'<div class="{"article " * times(2_250)}" id="{"main-" * times(4_000)}">{_STORY}</div>'
            * 50
        ),
        "200,000 attributes": _html(
            f"<div {' '.join(f'a{n}={n}' for n in range(times(200_000)))}>{_STORY}</div>"
        ),
        "200,000 attributes with brackets": _html(
            "<div " + "".join(f'a{n}=">" ' for n in range(times(200_000))) + f">{_STORY}</div>"
        ),
        "500,000 empty i": _html("<i></i>" * times(500_000) + _STORY),
        "100,000 links": _html('<a href="/x">Some words of a link</a> ' * times(100_000) + _STORY),
        "30,000 links": _html('<a href="/x">Some words of a link</a> ' * times(30_000) + _STORY),
        "200,000 p": _html("<p>Few words, and a full stop.</p>" * times(200_000)),
        "30,000 p": _html("<p>Few words, and a full stop.</p>" * times(30_000)),
        "500,000 br": _html(_STORY + "word<br>" * times(500_000)),
        "30,000 br": _html(_STORY + "word<br>" * times(30_000)),
        "5 MB of spaces": _html(f"{_STORY}<p>One{' ' * times(5_000_000)}two.</p>"),
        "5 MB of newlines": _html(f"{_STORY}<p>One{chr(10) * times(5_000_000)}two.</p>"),
        "5 MB of <": _html(_STORY + "<" * times(5_000_000)),
        "5 MB of one word": _html(f"{_STORY}<p>{'a' * times(5_000_000)}</p>"),
        "5 MB of full stops": _html(f"{_STORY}<p>{'. ' * times(2_500_000)}</p>"),
        "2 MB of &amp;": _html(f"{_STORY}<p>{'&amp;' * times(400_000)}</p>"),
        "entity bomb": "<!DOCTYPE html [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 10))
        + f"]>{_html(_STORY + '&b9;')}",
        "unclosed comment": _html(f"{_STORY}<!--{'x' * times(5_000_000)}"),
        "unclosed script": _html(f"{_STORY}<script>{'x' * times(5_000_000)}"),
        "2 MB onclick": _html(f'<p onclick="{"x();" * times(500_000)}">Hi</p>{_STORY}'),
        "JSON-LD of 200,000 lists": _html(
            _STORY,
            f'<script type="application/ld+json">{"[" * times(200_000)}</script>',
        ),
        "JSON-LD of 900 lists": _html(
            _STORY,
            f'<script type="application/ld+json">{"[" * 900 + "]" * 900}</script>',
        ),
        "1 MB of NUL": _html(_STORY + "\0" * times(1_000_000)),
        "2 MB title": f"<title>{'Rain | ' * times(300_000)}</title>{_STORY}",
        "400 KB style": _html(f'<p style="{"color:red;" * times(40_000)}">Hi</p>{_STORY}'),
        "20,000 sibling divs": _html("<div>Some text.</div>" * times(20_000) + _STORY),
        "article at depth 990": _nested("<div>", "</div>", 990),
        "base elsewhere": _html(_STORY, '<base href="https://elsewhere.example/">'),
        "srcdoc frame": _html(f'{_STORY}<iframe srcdoc="<p>{"Hidden " * 50}</p>"></iframe>'),
        "template and noscript": _html(
            f"{_STORY}<template><p>{'Hidden ' * 50}</p></template>"
            f"<noscript><p>{'Hidden ' * 50}</p></noscript>"
        ),
        "lone surrogates": _html(f"{_STORY}<p>\ud800 and \udfff</p>"),
    }
