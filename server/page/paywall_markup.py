"""Links, forms and names by which pages open an account, sell one, or lock their text.

Read from the markup, so that it works in languages whose words are not known.
"""

import re

from lxml.html import HtmlElement

from server.page.document import names_of

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


def runs_out(element: HtmlElement) -> bool:
    """Whether a style makes the text of `element` run out."""
    style = element.get("style") or ""
    return bool(style) and bool(_RUNS_OUT.search(style))
