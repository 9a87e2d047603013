"""Parses and compares web addresses, with one parser for the whole project.

It is the HTTP client's own parser, so that no address is judged in one reading and fetched in
another.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import httpx2
from tld import get_tld
from tld.result import Result

from server.errors import InvalidAddress
from server.model import remembered, setting_values

Address = IPv4Address | IPv6Address


def as_address(host: str) -> Address | None:
    """Return `host` as an IP address, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def resolve(base: str | None, reference: str | None) -> str | None:
    """Resolve `reference` on the page at `base`; None if unreadable."""
    if reference and plain_host(reference) and not _JOINED_ANEW.search(reference):
        return reference
    try:
        address = urljoin(base or "", reference or "")
        urlsplit(address)
    except ValueError:
        return None
    return address


def parts_of(address: str | None) -> SplitResult:
    """Return the parts of `address`; empty ones if unreadable."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


# Most addresses: plain ASCII, with a host that the parser does not change.
_PLAIN = re.compile(
    r"https?://(?!-)((?:[a-z0-9_-]{1,63}\.)+[a-z]{2,63})(?:/[\x21-\x5b\x5d-\x7e]{0,8000})?"
)
# What joining changes in a whole address: folders such as "..", empty queries and fragments.
_JOINED_ANEW = re.compile(r"/\.|[?#](?:#|$)")
LONGEST = 8_192  # as _PLAIN, with room for the host
_LONGEST_HOST = 253  # RFC 1035, without the last point

# Parameters about where a reader came from, not about the page.
_TRACKING = re.compile(
    r"utm_.*|mc_[ce]id|at_(?:medium|campaign|custom\d|link_\w+|format|ptr_name|bbc_team)|_hs\w+|hsa_\w+"
    r"|mtm_\w+|pk_(?:campaign|kwd|source|medium|content|vid)|guce_\w+|[a-z]*clid|gbraid|wbraid|cmp"
    r"|smid|smtyp|ocid|cvid|ncid|cmpid|cid_source|igshid?|li_fat_id|mkt_tok|_g[al]|vero_id|wt[._]mc"
    r"|wt_zmc|xtor|ref_src|ref_url|__twitter_impression|guccounter|mbid|taid|s_cid|sref|ito|icid"
    r"|ns_\w+|amp_?gsa|usqp|__s|ss_source|ss_campaign_\w+|trk|spm",
    re.IGNORECASE,
)


def parse(text: str) -> httpx2.URL:
    """Parse `text` as a web address with its host in ASCII; raise InvalidAddress.

    Refuses addresses that clients read differently (userinfo, backslashes, control characters,
    percent signs in the host, numbers as hosts) or that can't be web addresses.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise _invalid(text, f"it is longer than {LONGEST:,} characters")
    if not setting_values.is_plain(text):
        raise _invalid(text, "it has control characters")
    if "\\" in re.split(r"[?#]", text, maxsplit=1)[0]:
        raise _invalid(text, "it has a backslash")
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError) as error:  # ValueError: half a surrogate pair
        raise _invalid(text, "it can't be read") from error
    if url.scheme not in ("http", "https"):
        raise _invalid(text, "it does not begin with http:// or https://")
    if url.userinfo or "@" in text.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]:
        raise _invalid(text, "it has a user name before the host")
    if url.port is not None and not 0 < url.port < 65536:
        raise _invalid(text, f"there is no port {url.port}")
    host = url.raw_host.decode("ascii")
    if len(str(url)) > LONGEST:
        raise _invalid(text, f"it is longer than {LONGEST:,} characters once encoded")
    checked = _checked_host(text, host.removesuffix("."))
    return url if checked == host else url.copy_with(host=checked)


def _checked_host(text: str, host: str) -> str:
    if as_address(host) and "%" not in host:
        return host
    if len(host) > _LONGEST_HOST:
        raise _invalid(text, "its host is longer than 253 characters")
    if not re.fullmatch(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", host):
        raise _invalid(text, "its host is not a name or an address")
    if re.fullmatch(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", host):
        raise _invalid(text, "its host is a number in an unusual spelling")
    return host


def _invalid(text: str, why: str) -> InvalidAddress:
    quoted = text if len(text) <= 100 else text[:99] + "…"
    return InvalidAddress(
        f"{quoted!r} is not an address that can be fetched: {why}. "
        "Write one such as https://example.com/story.",
        address=quoted,
        why=why,
    )


def join(base: httpx2.URL, reference: str) -> httpx2.URL:
    """Resolve `reference` on the page at `base`; raise InvalidAddress."""
    try:
        return parse(str(base.join(reference.strip())))
    except (httpx2.InvalidURL, ValueError) as error:
        raise _invalid(reference, "it can't be read") from error


@remembered
def normalise(address: str) -> str:
    """Return `address` in the form in which addresses are compared.

    It lacks fragment, tracking parameters and default port; its host is lower-case ASCII. Other
    texts are returned unchanged.
    """
    try:
        url = parse(address)
    except InvalidAddress:
        return address
    path, _, query = url.raw_path.decode("ascii").partition("?")
    pairs = ((pair, unquote(pair.split("=", 1)[0])) for pair in query.split("&") if pair)
    kept_query = "&".join(pair for pair, name in pairs if not _TRACKING.fullmatch(name))
    raw_path = f"{path}?{kept_query}" if kept_query else path
    return str(url.copy_with(raw_path=raw_path.encode("ascii"), fragment=None))


def page_key(address: str) -> str:
    """Return `address` without scheme, "www." and trailing slash."""
    key = re.sub(r"^https?://(?:www\.)?", "", normalise(address))
    return key.removesuffix("/") if "?" not in key else key


def plain_host(address: str) -> str | None:
    """Return the host of an address that needs no parser; None for others."""
    match = _PLAIN.fullmatch(address)
    return match[1] if match and len(match[1]) <= _LONGEST_HOST else None


@remembered
def host_of(address: str) -> str | None:
    """Return the host of a web address in lower-case ASCII, or None."""
    if host := plain_host(address):
        return host
    try:
        return parse(address).raw_host.decode("ascii")
    except InvalidAddress:
        return None


@remembered
def registrable_domain(host: str) -> str | None:
    """Return the registered part of `host` ("news.example.co.uk": "example.co.uk").

    It uses the Public Suffix List in the tld package, with private suffixes (blog hosts). None for
    addresses, unknown suffixes and suffixes themselves.
    """
    if as_address(host):
        return None
    result = get_tld(f"https://{host}", fail_silently=True, as_object=True)
    if not isinstance(result, Result) or result.fld == result.tld:
        return None
    return result.fld


def site_of(url: str | None) -> str:
    """Return the registered domain of an address, or its host where it has none; "" without one."""
    host = host_of(url or "") or ""
    return registrable_domain(host) or host


def same_site(url: str, other_url: str) -> bool:
    """Whether two web addresses belong to one site.

    Another site is another registrable domain, or another host where the suffix is unknown.
    """
    hosts = [host_of(url), host_of(other_url)]
    if None in hosts:
        return False
    first, second = (registrable_domain(host) or host for host in hosts if host)
    return first == second


def address_of_text(address: str, first: str, last: str, page: int | None = None) -> str:
    """Return the address that opens a page at the text from sentence `first` to `last`.

    A text fragment as browsers read it (WICG, URL Fragment Text Directives); of a document in
    pages, the address of its `page`. The same as addressOfText in extension/lib/view/text.js.
    """
    if page is not None:
        return f"{address.partition('#')[0]}#page={page}"
    start, end = first.split(), last.split()
    is_short = first == last and len(start) <= 12  # words: else five of either end are enough
    parts = [start] if is_short else [start[:5], end[-5:]]
    directive = ",".join(map(_escape_directive, map(" ".join, parts)))
    address_alone = address.partition(":~:")[0]
    return f"{address_alone}{'' if '#' in address_alone else '#'}:~:text={directive}"


def _escape_directive(words: str) -> str:
    """Escape `words`, with the signs that part a directive: "-", "," and "&"."""
    return quote(words.encode("utf-8", "replace"), safe="").replace("-", "%2D")
