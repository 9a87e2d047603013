"""A number told in parts: "two hundred and ten thousand", "2 mil 500 millones"."""

_THOUSAND = 1_000


class Tally:
    """Adds up the parts as they come; `value` is what they say so far."""

    def __init__(self, first: float = 0.0) -> None:
        self._whole = 0.0  # thousands and more
        self._part = first
        self._latest = 0.0  # scale

    def add(self, number: float) -> None:
        """A number that stands beside what came before."""
        if number < _THOUSAND:
            self._part += number
        else:
            self._whole += number
            self._latest = number

    def scale(self, scale: float) -> None:
        """A word such as "hundred" or "million": it multiplies what is smaller than itself."""
        if scale < _THOUSAND:
            self._part = max(self._part, 1.0) * scale
            return
        if 0 < self._latest < scale:
            self._whole = (self._whole + self._part) * scale
        else:
            self._whole += max(self._part, 1.0) * scale
        self._part, self._latest = 0.0, scale

    @property
    def value(self) -> float:
        """The number."""
        return self._whole + self._part
