"""Numbers in unspaced scripts: 15億, 1万2000, 1.2万亿, 三百五十, 3억 5천만."""

import re

DENSE_SCALES = {
    "千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8, "兆": 1e12,
    "천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12,
}  # fmt: skip
DENSE_ONES = {
    "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "〇": 0, "零": 0,
}  # fmt: skip
DENSE_TENS = {"十": 10, "百": 100, "千": 1000}
DENSE = re.compile(
    r"(?:\d[\d.,]{0,30}[千万萬億亿兆천만억조백]|[一二两兩三四五六七八九十百千][〇零一二两兩三四五六七八九十百千万萬億亿兆])"
    r"[\d.,〇零一二两兩三四五六七八九十百千万萬億亿兆천만억조백]*"
    r"(?:(?<=[만억조])\s(?:\d[\d.,]{0,30}[천만억백]+|\d,?\d{3}(?!\s?[\d년])))*"
)
SPOKEN = re.compile(
    r"[〇零一二两兩三四五六七八九十百千万萬億亿]+(?:[点點][〇零一二三四五六七八九]+)?"
)


def dense_value(text: str) -> float:
    """Return the value of "15億", "1万2000", "三百五十", "五点二"."""
    whole, point, decimals = text.partition("点" if "点" in text else "點")
    if point:
        digits = "".join(str(DENSE_ONES[character]) for character in decimals)
        return dense_value(whole) + float(f"0.{digits}")
    total, section, number, digits = 0.0, 0.0, 0.0, ""
    for character in [*text, ""]:
        if character and (character.isdecimal() or character in ".,"):
            digits += character
            continue
        if digits:
            number, digits = float(digits.replace(",", "").strip(".") or 0), ""
        if character in DENSE_ONES:
            number = DENSE_ONES[character]
        elif character in DENSE_TENS and character:
            section, number = section + (number or 1) * DENSE_TENS[character], 0.0
        elif character in {"백", "천"}:
            section, number = section + (number or 1) * DENSE_SCALES.get(character, 100), 0.0
        elif character in DENSE_SCALES:
            scale, part = DENSE_SCALES[character], section + number
            if 0 < total < scale:  # 1.2万亿 is ten thousand times 1.2亿
                total, part = 0.0, total + part
            total, section, number = total + (part or 1) * scale, 0.0, 0.0
    return total + section + number
