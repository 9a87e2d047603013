"""A page's meta elements, and the redirects in them: <meta http-equiv="refresh">."""

import re
from collections.abc import Iterator
from html import unescape

# Each pattern is linear in its input: an unclosed comment or script runs to the end, no tag reaches
# beyond the next "<", a name begins after no other letter, and what matched is not given back.
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|textarea)\b.*?(?:</\1\s*+>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(r"<meta\b([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_REFRESH = re.compile(
    r"(\d++)(?:\.\d*+)?\s*+[;,]?\s*+(?:url\s*+=\s*+)?[\"']?([^\"']++)[\"']?", re.IGNORECASE
)
# Of a tag's attributes, and of one's value.
_MOST_ATTRIBUTES, _MOST_VALUE = 16_384, 4_096
_HEAD_CHARACTERS = 65_536  # more than a head has
_MOST_SECONDS = 5  # a later refresh only reloads


def refresh_target(html: str) -> str | None:
    """Return the address a page sends its readers to within 5 s, or None."""
    for attributes in metas(html, _HEAD_CHARACTERS):
        if attributes.get("http-equiv", "").strip().lower() != "refresh":
            continue
        refresh = _REFRESH.fullmatch(attributes.get("content", "").strip())
        if refresh and int(refresh[1][:9]) <= _MOST_SECONDS:
            return refresh[2].strip()
    return None


def metas(html: str, characters: int) -> Iterator[dict[str, str]]:
    """Return the attributes of each meta element in the first `characters` of `html`."""
    for tag in _META.finditer(_NOT_SHOWN.sub("", html[:characters])):
        yield {
            match[1].lower(): unescape((match[2] or match[3] or match[4] or "")[:_MOST_VALUE])
            for match in _ATTRIBUTE.finditer(tag[1][:_MOST_ATTRIBUTES])
        }
