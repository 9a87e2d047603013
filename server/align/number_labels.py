"""Digits that are no figure: telephone numbers, numbers in names."""

import re

_PHONE = re.compile(r"\+\d[\d\s().-]{7,}\d|\b0\d{2,4}[\s./-]\d{3,}[\d\s-]*\d|\d{3}-\d{3}-\d{4}")
# Covid-19; a year may follow "mid-", and the hyphen of "降至-12度" is a minus
_NAMED = re.compile(r"(?<=[^\W\d]-)(?:\d{1,3}|\d{5,})(?![.,]?\d|[°℃度%％])")
_CODED = re.compile(r"\d[ADEGHIJNPQRSUVW](?![^\W\d_])")  # 4Q, 5G, 3D; no degree or scale


def label_end(sentence: str, start: int) -> int | None:
    """Where a telephone number or the number in a name ends that begins at `start`."""
    begin = start - (sentence[start - 1 : start] == "+")
    label = (
        _PHONE.match(sentence, max(0, begin))
        or _NAMED.match(sentence, start)
        or _CODED.match(sentence, start)
    )
    return label.end() if label else None
