"""Recognises addresses of stories, and addresses that are never followed."""

import re
from urllib.parse import unquote

from server.urls.parse import parts_of
from server.urls.unwrap import is_paid_click, is_shortened

# Links that do something, or lead to a reader's account.
# Whole segments of a path: "council-confirms-plan" is a story.
_NEVER_SEGMENT = re.compile(
    r"(?:(?:e-?mail|user|member|verify|print|digital)-)?(?:(?:un)?subscri(?:be|ption|bers?)|log-?(?:in|out|off)"
    r"|sign-?(?:in|out|up|off)|confirm(?:ation)?|regist(?:er|ration)|(?:reset-)?password(?:-reset)?"
    r"|share(?:article)?|sharer|intent|accounts?|cart|basket|checkout|feed|rss|atom|donat(?:e|ions?)"
    r"|newsletters?|privacy(?:-policy)?|terms|imprint|impressum|authors?|tags?|about(?:-?(?:us|me))?"
    r"|contact|tickets?|jobs?|careers?|oauth\d?|auth|authori[sz]e|optout|opt-out|preferences)"
    r"(?:\.(?:php|html?|aspx?))?|.+\.(?:jpe?g|png|gif|webp|svg|mp[34]|zip|exe|dmg|apk|css|js|ics)",
    re.I,
)
# Account and shop pages in other languages, and pages that sell access; whole segments again.
_ACCOUNT_SEGMENT = re.compile(
    r"(?:(?:my|mein|mon|mi|mijn|create|new|premium|digital|online|order|user|customer)-?)?"
    r"(?:abos?|abonne(?:ment|ments|ren|ieren|r|z-vous)?|abbonat[ei]|abbonament[io]|abonelik"
    r"|abone-ol|abonament|prenumera(?:ta|tion)|suscripci[oó]n(?:es)?|suscr[ií]bete|suscribirse"
    r"|assinaturas?|assine|podpiska|join(?:-us)?|members?(?:hip)?|become-a-member|pricing|prices"
    r"|preise|tarife[sn]?|plans?|offers?|angebote?|account|konto|kundenkonto|compte|cuenta|conta"
    r"|profile?|anmeld(?:en|ung)|einloggen|registrier(?:en|ung)|connexion|inscription|inloggen"
    r"|aanmelden|registreren|iniciar-sesion|registro|entrar|cadastro|acced[ei]|registrati"
    r"|logowanie|rejestracja|zaloguj|vhod|giris(?:-yap)?|uye-ol|kayit|gift(?:-?cards?)?|shop|store"
    r"|warenkorb|panier|carrito|carrinho|carrello|support-us|spenden|faire-un-don|donar|contribute)"
    r"(?:\.(?:php|html?|aspx?))?",
    re.I,
)
_ACCOUNT_HOST = re.compile(
    r"(?:log-?in|sign-?in|accounts?|auth|sso|subscri(?:be|ption|ptions)|abos?|shop|store|tickets?"
    r"|members?(?:hip)?|profile?|konto|secure|pay|checkout|jobs?|careers?|newsletters?)\..+",
    re.I,
)
_NEVER_QUERY = re.compile(
    r"(?:^|&)(?:[\w-]*token|key|sig|signature|auth|session\w*|sid|otp|nonce|hash|unsubscribe"
    r"|confirm)=",
    re.I,
)
_NEVER_HOST = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|pinterest|reddit|whatsapp|wa|telegram|t"
    r"|tumblr|threads|bsky|vk|weibo|apps\.apple|itunes\.apple|podcasts\.apple|play\.google|addtoany"
    r"|addthis|getpocket|flipboard|spotify|soundcloud|youtube|youtu|tiktok|patreon|paypal|ko-fi"
    r"|buymeacoffee|creativecommons|schema|gravatar|disqus)\.(?:com|me|net|org|app|ru|be)$",
    re.I,
)
_NO_NEWS = re.compile(
    r"(?:^|\.)(?:wikipedia|wikidata|wikimedia|wikinews|archive|github|imdb|google|amazon|ebay|doi)"
    r"\.\w+$",
    re.I,
)
_SHOP = re.compile(r"/(?:products?|dp|gp|shop|store|help\w*|faq)/", re.I)
# A date, a number like an identifier, several joined words, or a file.
_STORY = re.compile(
    r"\d{4}|[^/]+[-_][^/]+[-_][^/]+[-_]?|\.(?:s?html?|php|aspx?|jsp|cms|ece)$|[^\x00-\x7f]{6}", re.I
)
# Two long joined words, below a folder that is not one of lists ("/news/tunnel-opens").
_TWO_WORDS = re.compile(r"/[^/]+/[^/\W_]{3,}[-_][^/\W_]{4,}/?")
_LISTS = re.compile(
    r"(?:topics?|tags?|categor(?:y|ies)|sections?|series|themen?|thema|rubri[ckq]\w*|tema|sujet"
    r"|people|person|profiles?|company|companies|services?|en|de|pages?|info|help|legal|support)",
    re.I,
)


# Front pages of sections: a single word as a folder, or anything below a folder of lists.
_SECTION = re.compile(
    r"/[a-z]{3,15}/|/(?:[^/]+/)?(?:topics?|categor(?:y|ies)|sections?|themen?|rubri[ckq]\w*|tema)"
    r"/[^/]+/?",
    re.I,
)


def is_section(url: str) -> bool:
    """Return whether `url` looks like a section: "/world/", "/category/local-news/"."""
    return bool(_SECTION.fullmatch(unquote(parts_of(url).path))) and not is_story(url)


def may_follow(url: str) -> bool:
    """Return whether following `url` only reads a page: no log-out, no token, no shop."""
    parts = parts_of(url)
    return not (
        _NEVER_HOST.search(parts.hostname or "")
        or is_paid_click(url)
        or _ACCOUNT_HOST.fullmatch(parts.hostname or "")
        or any(_NEVER_SEGMENT.fullmatch(segment) for segment in parts.path.split("/"))
        or _ACCOUNT_SEGMENT.fullmatch(parts.path.rstrip("/").rpartition("/")[2])
        or _NEVER_QUERY.search(parts.query)
    )


def is_story(url: str) -> bool:
    """Return whether `url` looks like one story: not a home page, section or shop."""
    parts = parts_of(url)
    if _NO_NEWS.search(parts.hostname or "") or _SHOP.search(parts.path):
        return False
    return bool(
        is_shortened(url)
        or _STORY.search(unquote(parts.path))
        or _is_two_words(unquote(parts.path))
        or re.search(r"(?:^|&)\w*(?:id|p|art\w*|no|seq)=\w*\d{2}", parts.query)
    )


def _is_two_words(path: str) -> bool:
    """Return whether `path` ends in two joined words outside folders of lists."""
    folders = path.strip("/").split("/")[:-1]
    return bool(_TWO_WORDS.fullmatch(path)) and not any(map(_LISTS.fullmatch, folders))
