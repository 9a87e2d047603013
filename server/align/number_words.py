"""How languages write numbers: their words, scales, signs and decimal marks."""

from functools import cache
from typing import NamedTuple

from server.align.weights import table

DENSE_SCALES = {"千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8, "만": 1e4, "억": 1e8}
CURRENCIES = {
    "$": "$", "usd": "$", "dollar": "$", "dollars": "$", "dólares": "$", "美": "$",
    "€": "€", "eur": "€", "euro": "€", "euros": "€", "欧": "€", "£": "£", "gbp": "£",
    "pound": "£", "pounds": "£", "pfund": "£", "¥": "¥", "jpy": "¥", "yen": "¥", "円": "¥",
    "元": "元", "₹": "₹", "rupees": "₹", "chf": "chf", "franken": "chf", "₽": "₽", "рублей": "₽",
    "₩": "₩", "원": "₩", "₺": "₺", "zł": "zł", "kronor": "kr", "kroner": "kr",
}  # fmt: skip


class Conventions(NamedTuple):
    """How a language writes numbers and dates."""

    ones: dict[str, float]
    scales: dict[str, float]
    percent: frozenset[str]
    months: dict[str, float]
    weekdays: dict[str, float]
    hedges: frozenset[str]
    joint: str


@cache
def conventions(language: str | None) -> Conventions:
    """Those of `language`; of one without a table, digits as in English and no words."""
    entry = table("numbers").get(language or "en") or {}
    ones = _values(entry.get("ones", ""))
    return Conventions(
        ones=ones | (_german_compounds(ones) if language == "de" else {}),
        scales=_values(entry.get("scales", "")),
        percent=frozenset(entry.get("percent", "").split()),
        months=_values(entry.get("months", "")),
        weekdays=_values(entry.get("weekdays", "")),
        hedges=frozenset(entry.get("hedges", "").split()),
        joint=entry.get("and", ""),
    )


def _values(entries: str) -> dict[str, float]:
    return {word: float(value) for word, _, value in (e.partition("=") for e in entries.split())}


def _german_compounds(ones: dict[str, float]) -> dict[str, float]:
    small = {word: value for word, value in ones.items() if 0 < value < 10} | {"ein": 1.0}
    tens = {word: value for word, value in ones.items() if 20 <= value < 100}
    return {f"{o}und{t}": small[o] + tens[t] for o in small for t in tens}
