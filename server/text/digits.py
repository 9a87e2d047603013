"""Numbers in digits, with the marks that languages set in them."""

from server.language.tables import writes_decimal_comma

_EVERYWHERE = str.maketrans("", "", "'’٬")  # between the thousands, in any language


def digits_value(digits: str, language: str | None) -> float:
    """Return the value of `digits` as written in `language`: 1.500,75 or 1,500.75."""
    digits = digits.translate(_EVERYWHERE)
    whole, point, part = digits.rpartition("٫")
    if point:
        return float(".".join("".join(filter(str.isdecimal, each)) for each in (whole, part)))
    group, point = (".", ",") if language in writes_decimal_comma() else (",", ".")
    if group in digits and point in digits:
        if digits.rfind(group) > digits.rfind(point):
            group, point = point, group
        return float(
            digits.replace(group, "")
            .replace(point, "", digits.count(point) - 1)
            .replace(point, ".")
        )
    mark = group if group in digits else point
    parts = digits.split(mark)
    grouped = len(parts) > 2 or (
        mark == group and len(parts) == 2 and len(parts[1]) == 3 and parts[0] not in {"0", ""}
    )
    return float("".join(parts) if grouped else ".".join(parts))
