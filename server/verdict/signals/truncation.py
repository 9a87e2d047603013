"""The shape of a text's end: does it stop like a text, or in the middle?"""

import re
from collections.abc import Set
from typing import Literal

from server.language.scripts import HAN, HANGUL, KANA, TERMINAL, WORD
from server.language.tags import base_language
from server.page.boundary import Boundary
from server.page.link_blocks import Block
from server.page.main_column import look_of

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

_CLOSING = "\"'”’»›“„)]）】」』》〉*"
# "[+1234 chars]" is what a news service's API puts there.
_BRACKETED = re.compile(r"[\[(]\s*(?:…|\.{3,}|\+\s?\d+ chars?)\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.{3,}|。{3,}|···)\s*$")
_DENSE_WORDS = re.compile(f"[{KANA}{HAN}{HANGUL}]")
_TERMINAL = f"{TERMINAL}:;"

# Words that join what precedes them to what must follow, so that no sentence ends with one. Left
# out is what may end one too: "in", "by", "an", "ab", "on".
_JOINING = {
    "en": "the a an of to and or but from with as that which who whose than into is are was were "
    "has have had will would its our my because while when",
    "de": "der die das den dem des ein eine einen einem einer und oder aber von für dass weil wenn "
    "als im zum zur vom am beim seine deren dessen",
    "fr": "le la les un une des du de et ou mais avec pour dans sur par que qui au aux se ce cette "
    "ces son sa ses",
    "es": "el los las un una unos y o pero con para por en de del al que su sus se",
    "pt": "o os as um uma e ou mas com para por em de do da dos das no na que ao",
    "it": "il lo i gli le un una e o ma con per di del della dei nel nella che al alla da dal",
    "nl": "de het een en of maar met voor van is zijn was heeft als te",
    "pl": "i lub ale z ze w na do od że który która które przez dla po o się jako",
    "ru": "и или но с со в на к от из что который которая которые для по при о как",
    "uk": "і або але з у в на до від що який яка які для по при про як та",
    "tr": "ve veya ama ile için bir çok daha en",
    "sv": "och eller men att som en ett av för",
    "no": "og eller men at som en et av for",
    "da": "og eller men at som en et af for",
    "cs": "a nebo ale s v na do od že který která které pro po o jako",
    "ro": "și sau dar cu în pe la de din că care pentru un o mai",
    "el": "και ή αλλά με σε στο στη στην του της των το τα ο η οι που ότι για από",
    "ar": "و أو في من إلى على عن أن التي الذي مع",
    "hi": "और या में से पर का की के को कि जो",
}
_LAST_WORD = re.compile(rf"({WORD})\W*$")


def shape_of(text: str, language: str | None) -> Shape:
    """How the last paragraph `text` of an article ends."""
    stripped = text.strip()
    if _BRACKETED.search(stripped):
        return "bracketed_ellipsis"
    bare = stripped.rstrip(_CLOSING + " ")
    if _ELLIPSIS.search(bare):
        return "ellipsis"
    if _stops_within(stripped, bare) and base_language(language) not in ("th", "lo", "km"):
        return "mid_sentence"
    return "whole"


def stays_open(text: str, language: str | None) -> bool:
    """Whether `text` stops with a word that joins to something: "… and the", "… sagte, dass"."""
    joining = _JOINING.get(base_language(language) or "", "")
    last = _LAST_WORD.search(text)
    return last is not None and last.group(1).casefold() in joining.split()


def stub_of(end: Boundary, notes: Set[str]) -> Block | None:
    """The rest of a cut paragraph behind the last whole one: it looks alike and breaks off."""
    if end.end is None or end.end.element is None:
        return None
    element = end.end.element
    for block in end.blocks[1:3]:
        if block.element is None or block.element.getparent() is not element.getparent():
            return None
        if look_of(block.element) != look_of(element) or block.element is element:
            return None
        if not block.links and not notes & set(block.sentences) and breaks_off(block.text):
            return block
    return None


def breaks_off(text: str) -> bool:
    """Whether a short paragraph stops in the middle; labels and signatures do not."""
    bare = text.strip()
    words = len(bare.split()) + len(_DENSE_WORDS.findall(bare)) // 3
    if _BRACKETED.search(bare) or _ELLIPSIS.search(bare):
        return words >= 4
    last = bare[-1:]
    begins = bare[:1].isupper() or not bare[:1].isascii() or bare[:1] in _CLOSING
    within = last in ",、，،" or last.islower() or bool(_DENSE_WORDS.match(last))
    return words >= 6 and begins and within and not set(":：|()（）") & set(bare)


def is_unlike(text: str, others: list[str]) -> bool:
    """Whether `text` stops without a sign at its end although the paragraphs before it have one."""
    stated = [other.rstrip(_CLOSING + " ") for other in others if len(other) >= 80]
    bare = text.strip().rstrip(_CLOSING + " ")
    if len(stated) < 2 or len(bare) < 40 or not bare[-1].isalnum():
        return False
    return all(other[-1:] in _TERMINAL for other in stated)


def stops_at_a_word(text: str) -> bool:
    """Whether `text` stops at a plain word; names, addresses and figures may end a credit."""
    last = text.strip().rpartition(" ")[2]
    return last.isalpha() and (last.islower() or bool(_DENSE_WORDS.match(last[-1])))


def _stops_within(stripped: str, bare: str) -> bool:
    """Whether prose stops without its end: a comma or a small word, and no full stop."""
    if len(stripped) < 80 or not bare or bare[-1] in _TERMINAL:
        return False
    return bare[-1] in ",、，،" or (stripped == bare and bare[-1].islower() and _is_prose(bare))


def _is_prose(text: str) -> bool:
    """Whether sentences stand in `text` before its last one, so that the last should end too."""
    return bool(re.search(r"[a-zа-яё0-9\"”»)][.!?][\"”»)]?\s+\S", text))
