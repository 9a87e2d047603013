"""Links, forms and names by which pages open an account, sell one, or lock their text.

Read from the markup, so that it works in languages whose words are not known.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from server.page.document import names_of

# Names that publishers and the makers of paywalls give to the parts that lock a text.
LOCK = re.compile(
    r"(?:pay|reg|sub|meter|email|login|member|premium|content|article|text|data|gate)[-_]?"
    r"(?:wall|gate|lock|barrier|fence)|paywall|barrier|locked|restrict(?:ed|ion)|unauthorized"
    r"|subscribers?[-_]?only|members?[-_]?only|premium[-_]?(?:box|teaser|offer|layer)"
    r"|gh-post-upgrade|mepr-unauth|poool|piano-|tp-modal|tp-container|steady[-_]|leaky|freemium"
    r"|fade[-_]?out|truncat|blur|upsell|zephr|not-granted|read[-_]?limit|limited[-_]",
    re.I,
)
# The same where they name a whole part of the page, rather than something within one.
_WALL = re.compile(
    r"(?:pay|soft|hard)[-_]?(?:wall|gate|fence)|wall[-_](?:modal|exclusive)|\bpw[-_](?:wrapper|layer)"
    r"|reg(?:istration)?[-_]?(?:wall|gate)|(?:login|sign[-_]?(?:in|up)"
    r"|members?(?:hip)?|premium|plus|abo|charge)[-_]?(?:wall|gate|barrier)"
    r"|subscri(?:be|ber|ption)s?[-_]?(?:wall|gate|only|offers?|required|box)"
    r"|(?:content|article|text)[-_]{0,2}(?:gate|lock|barrier|locked|restricted|gated)"
    r"|restricted[-_]content"
    r"|members?[-_]?only|no[-_]?access|not[-_]granted|locked[-_]?(?:box|content|article)"
    r"|gh-post-upgrade|mepr-unauth|poool|piano|steady-paywall|leaky|meter[-_]?wall|zephr|memberful"
    r"|tp-(?:modal|container)|pigeon[-_]widget|tinypass|evolok|pelcro|plenigo|laterpay|wallkit"
    r"|qiota|kiosq|cierre[-_]suscripcion|offer[-_]?list|subscription[-_](?:prompt|paid)"
    r"|pmpro_content_message|rcp[-_]restricted"
    r"|premium[-_]?(?:box|teaser|offer|layer|only|overlay|lock)|article[-_]{1,2}premium\b"
    r"|premium[-_]article|paid[-_]?(?:content|article|only)|(?:^|\s)barrier|unlock"
    r"|upsell|abo[-_]?(?:box|teaser|wall|hinweis)|limit(?:ed)?[-_]access",
    re.I,
)
_NO_WALL = re.compile(r"newsletter|comment|search|footer|header|menu|nav\b", re.I)
# Whole words in the names of a body's part that is shown only in part.
_PART = frozenset(
    re.findall(
        r"[\w-]+",
        "preview snippet artsnippet teaser truncated truncate fade fadeout gradient "
        "clipped excerpt locked paywalled blurred",
    )
)
# Styles by which a text is made to run out: a mask, or a box lower than its content.
_RUNS_OUT = re.compile(
    r"mask-image|(?=.*overflow\s*:\s*hidden)(?=.*(?:max-)?height\s*:\s*\d)|filter\s*:\s*blur", re.I
)
# Where links and forms lead that open an account or sell one.
_DOOR = re.compile(
    r"(?:^|[/_.?&=-])(?:subscri\w*|abo|abos|abonn\w*|abon[ae]\w*|abbon\w*|suscri\w*|assin\w*"
    r"|prenumer\w*|subskry\w*|tilaa\w*|predplat\w*|elofizet\w*|langganan|log-?in|sign-?in|sign-?up"
    r"|regist\w*|member\w*|checkout|paywall|premium|plus|join|offers?|plans?|pricing|membership"
    r"|konto|account|auth|sso|support(?:er|ers|us)?|pay|payment|purchase|buy|kauf\w*)"
    r"(?:$|[/_.?&=-])",
    re.I,
)
_OTHER = re.compile(
    r"newsletter|comment|search|nieuwsbrief|boletin|mailing|podcast|donat|share|contact", re.I
)


def is_account_link(url: str) -> bool:
    """Whether `url` opens an account or sells one."""
    path = url.split("//", 1)[-1].partition("/")[2]
    return bool(_DOOR.search(path)) and not _OTHER.search(path)


def form_of(element: HtmlElement) -> HtmlElement | None:
    """The form that `element` is or that holds it."""
    return element if element.tag == "form" else next(element.iterancestors("form"), None)


def asks_for(element: HtmlElement, kind: str) -> bool:
    """Whether `element` is in a form for an account that has a field of `kind`."""
    form = form_of(element)
    if form is None:
        return False
    named = " ".join([*names_of(form), form.get("action") or ""])
    return bool(form.xpath(f".//input[@type='{kind}']")) and not _OTHER.search(named)


def named_lock(element: HtmlElement) -> str | None:
    """The part of an element's names that says that it locks something."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    found = LOCK.search(names) if names.strip() else None
    return found.group() if found and not _OTHER.search(" ".join(names_of(element))) else None


def lock_name(element: HtmlElement) -> str | None:
    """The part of an element's class or id that names a paywall."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _wall_in(named) if len(named) > 1 else None


@lru_cache(maxsize=4096)
def _wall_in(named: str) -> str | None:
    found = _WALL.search(named)
    return found.group().strip() if found and not _NO_WALL.search(named) else None


def part_name(element: HtmlElement) -> str | None:
    """The word in an element's class or id by which what it holds is not all."""
    return next(iter(sorted(names_of(element) & _PART)), None)


def runs_out(element: HtmlElement) -> bool:
    """Whether a style makes the text of `element` run out."""
    style = element.get("style") or ""
    return bool(style) and bool(_RUNS_OUT.search(style))
