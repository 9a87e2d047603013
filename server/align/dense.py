"""Numbers in scripts that write no spaces: 15億, 1万2000, 三百五十, 3억5천만."""

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
    r"(?:\d[\d.,]*[千万萬億亿兆천만억조백]|[一二两兩三四五六七八九十百千][〇零一二两兩三四五六七八九十百千万萬億亿兆])"
    r"[\d.,〇零一二两兩三四五六七八九十百千万萬億亿兆천만억조백]*"
)


def dense_value(text: str) -> float:
    """Value of "15億", "1万2000", "三百五十"."""
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
        elif character:
            total, section, number = (
                total + (section + number or 1) * DENSE_SCALES[character],
                0.0,
                0.0,
            )
    return total + section + number
