"""Hosts whose links contain another page's address, and how to extract it.

Written from these services' links, as tables with one line per service: by the name of a query
parameter, by a pattern over the whole address, or shorteners that contain no address.
"""

import re
from re import Pattern


def _host(names: str) -> Pattern[str]:
    """Return a pattern of hosts, each with optional labels before it."""
    return re.compile(rf"(?:[\w-]+\.)*(?:{names})", re.IGNORECASE)


# Host, beginning of the path, names of the parameter; its value is percent-decoded once.
BY_PARAMETER: tuple[tuple[Pattern[str], Pattern[str], tuple[str, ...]], ...] = tuple(
    (_host(host), re.compile(path), tuple(names.split()))
    for host, path, names in (
        (r"google\.(?:[a-z]{2,3}|com?\.[a-z]{2})", r"/url|/imgres", "q url imgrefurl"),
        (r"translate\.google\.[a-z.]+|translate\.yandex\.[a-z]+", r"/", "u url"),
        (r"googleweblight\.com", r"/", "u lite_url"),
        (
            r"facebook\.com|instagram\.com|messenger\.com|threads\.(?:net|com)",
            r"/(?:l\.php|flx)",
            "u",
        ),
        (r"l\.(?:instagram|messenger|threads|workplace)\.(?:com|net)", r"/", "u"),
        (r"safelinks\.protection\.outlook\.(?:com|de|us)", r"/", "url"),
        (r"statics\.teams\.cdn\.office\.net", r"/", "url"),
        (r"urldefense\.proofpoint\.com", r"/v1/", "u"),
        (r"slack-redir\.net", r"/link", "url"),
        (r"(?:vk|vkontakte)\.(?:com|ru)", r"/away(?:\.php)?", "to"),
        (r"ok\.ru", r"/dk", "st.link"),
        (r"livejournal\.com", r"/away", "to"),
        (r"youtube\.com", r"/redirect", "q"),
        (r"out\.reddit\.com", r"/", "url"),
        (r"linkedin\.com", r"/(?:redir|safety|authwall)", "url"),
        (r"duckduckgo\.com", r"/l/", "uddg"),
        (r"bing\.com", r"/(?:ck/|news/apiclick|alink)", "u url"),
        (r"yandex\.[a-z.]+", r"/turbo", "text"),
        (r"medium\.com", r"/r/", "url"),
        (r"umblr\.com", r"/redirect", "z"),
        (r"steamcommunity\.com", r"/linkfilter", "url u"),
        (r"getpocket\.com|flipboard\.com|feedly\.com", r"/redirect", "url"),
        (r"t\.me|telegram\.me", r"/iv", "url"),
        (r"skimresources\.com|redirectingat\.com", r"/", "url"),
        (r"viglink\.com", r"/", "u out"),
        (r"shareasale\.com", r"/", "urllink"),
        (r"awin1\.com", r"/", "ued p"),
        (r"linksynergy\.com", r"/", "murl"),
        (r"anrdoezrs\.net|dpbolvw\.net|tkqlhce\.com|jdoqocy\.com|kqzyfj\.com", r"/", "url"),
        (r"cudasvc\.com", r"/url", "a"),
        (r"clicktime\.symantec\.com|protect2?\.fireeye\.com", r"/", "u"),
        (r"protection\.sophos\.com", r"/", "u"),
        (r"link\.(?:zhihu|csdn|sspai)\.(?:com|net)|link\.juejin\.cn", r"/", "target"),
        (r"jianshu\.com", r"/", "t url"),
        (r"weibo\.cn", r"/sinaurl", "u"),
        (r"douban\.com", r"/link2", "url"),
        (r"c\.pc\.qq\.com", r"/", "pfurl url"),
        (r"naver\.com", r"/(?:redir|rd)", "u"),
        (r"printfriendly\.com", r"/print", "url"),
        (r"instapaper\.com", r"/(?:text|hello2)", "u url"),
        (r"webcitation\.org", r"/query", "url"),
    )
)

# Host, pattern over path and query; its group is the address, percent-encoded or not.
BY_PATTERN: tuple[tuple[Pattern[str], Pattern[str]], ...] = tuple(
    (_host(host), re.compile(pattern))
    for host, pattern in (
        (r"web\.archive\.org|wayback\.archive-it\.org", r"/(?:\w+/)?\d{4,14}(?:[a-z]{2}_)?/(.+)"),
        (r"web\.archive\.org", r"/web/(?:\*|2)/(.+)"),
        (r"arquivo\.pt|webarchive\.org\.uk|swap\.stanford\.edu", r"/\w+/(?:\w+/)?\d{4,14}\w*/(.+)"),
        (r"mementoweb\.org", r"/memento/\d+/(.+)"),
        (
            r"archive\.(?:is|today|ph|li|vn|md|fo)",
            r"/(?:o/\w+|\d{4}[\d.-]*|newest|oldest)/(https?:.+)",
        ),
        (r"ghostarchive\.org", r"/(?:archive|search)\?(?:url|term)=(.+)"),
        (
            r"webcache\.googleusercontent\.com",
            r"/search\?q=cache:(?:[\w-]{12}:)?(.+?)(?:\+.*|&.*|$)",
        ),
        (r"(?:r\.search|rds)\.yahoo\.com", r".*/RU=([^/]+)/"),
        (r"yahoo\.co\.jp", r".*/\*-?(https?.+)"),
        (r"disq\.us", r"/url\?(?:.*&)?url=(https?%3A%2F%2F.+?)%3A[\w-]{16,}"),
        (r"secure-web\.cisco\.com", r"/[\w-]+(?:/[\w-]+)*/(https?%3A%2F%2F.+)"),
        (r"avanan\.click", r"/v2/___(.+?)___"),
        (r"prf\.hn", r"/click/.*destination:(.+)"),
        (r"href\.li|anonym\.to|hiderefer\.com|nullrefer\.com|dereferer\.me", r"/\?(.+)"),
        (r"deviantart\.com", r"/users/outgoing\?(.+)"),
        (r"pixiv\.net", r"/jump\.php\?(.+)"),
        (r"outline\.com|12ft\.io|r\.jina\.ai|txtify\.it|smry\.ai", r"/(?:proxy\?q=)?(https?:.+)"),
    )
)

# Caches of AMP pages: "/c/s/example.com/story" holds https://example.com/story.
AMP_CACHE = _host(r"cdn\.ampproject\.org|bing-amp\.com")
GOOGLE = _host(r"google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
PROOFPOINT = _host(r"urldefense\.(?:proofpoint\.)?(?:com|us)")
TRANSLATED = re.compile(r"(?P<name>[\w-]+)\.translate\.goog", re.IGNORECASE)

# One look-up for a host in any of the tables.
KNOWN = re.compile(
    "|".join(
        f"(?:{hosts.pattern})"
        for hosts in (
            *(row[0] for row in BY_PARAMETER),
            *(row[0] for row in BY_PATTERN),
            *(AMP_CACHE, GOOGLE, PROOFPOINT, TRANSLATED),
        )
    ),
    re.IGNORECASE,
)

# Only the service knows the target of these links.
SHORTENERS = frozenset(
    re.findall(
        r"\S+",
        "t.co bit.ly bitly.com j.mp tinyurl.com ow.ly buff.ly is.gd v.gd goo.gl g.co dlvr.it "
        "ift.tt lnkd.in fb.me flip.it t.cn url.cn dwz.cn trib.al shar.es wp.me rb.gy cutt.ly "
        "shorturl.at tiny.cc reut.rs nyti.ms wapo.st bbc.in cnn.it on.wsj.com on.ft.com "
        "econ.st bloom.bg ti.me gu.com apne.ws politi.co usat.ly lat.ms naver.me han.gl "
        "me2.do vo.la zpr.io clck.ru vk.cc goo.su s.id adf.ly redd.it hubs.ly hubs.la "
        "mailchi.mp eepurl.com aka.ms amzn.to snip.ly rebrand.ly x.gd qr.ae share.google "
        "feedproxy.google.com feeds.feedburner.com rss.feedsportal.com apple.news",
    )
)
# Paid clicks lead to no story, and following them costs an advertiser money.
PAID = _host(
    r"doubleclick\.net|googleadservices\.com|googlesyndication\.com|adclick\.g\.[a-z.]+|criteo\.com"
    r"|taboola\.com|outbrain\.com|amazon-adsystem\.com|adnxs\.com|adsrvr\.org|mgid\.com|revcontent\.com"
    r"|zergnet\.com|plista\.com|ligatus\.com|smartadserver\.com|yads\.yahoo\.co\.jp|an\.yandex\.ru"
    r"|awin1\.com|linksynergy\.com|shareasale\.com|anrdoezrs\.net|dpbolvw\.net|tkqlhce\.com"
)
