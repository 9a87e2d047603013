"""Counts how often verdicts of each confidence are right: ten bins, their error, a drawing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bin:
    """Verdicts whose confidence lies in low..high: the mean said, and how many were right."""

    low: float
    high: float
    said: float
    right: int
    count: int


def bins_of(pairs: list[tuple[float, bool]], number: int = 10) -> list[Bin]:
    """Return the non-empty bins of pairs of confidence and correctness."""
    bins = []
    for index in range(number):
        low, high = index / number, (index + 1) / number
        inside = [pair for pair in pairs if low <= pair[0] < high or (high == 1 == pair[0])]
        if inside:
            said = sum(chance for chance, _ in inside) / len(inside)
            bins.append(Bin(low, high, said, sum(right for _, right in inside), len(inside)))
    return bins


def expected_error(bins: list[Bin]) -> float:
    """Return the expected calibration error (Naeini, Cooper and Hauskrecht 2015)."""
    total = sum(group.count for group in bins)
    return sum(abs(group.said * group.count - group.right) for group in bins) / max(1, total)


def draw(bins: list[Bin], title: str = "How often verdicts of each confidence are right") -> str:
    """Draw the reliability diagram as SVG; a dot's area is its number of verdicts."""
    largest = max(group.count for group in bins)
    dots = "".join(
        f'<circle cx="{40 + 240 * group.said:.1f}" '
        f'cy="{260 - 240 * group.right / group.count:.1f}" '
        f'r="{3 + 9 * (group.count / largest) ** 0.5:.1f}"><title>'
        f"{group.right} of {group.count} right</title></circle>"
        for group in bins
    )
    ticks = "".join(
        f'<text x="{40 + 240 * tick / 10:.0f}" y="276" text-anchor="middle">{tick / 10}</text>'
        f'<text x="34" y="{264 - 240 * tick / 10:.0f}" text-anchor="end">{tick / 10}</text>'
        for tick in range(0, 11, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300" width="300" height="300" '
        f'font-family="sans-serif" font-size="10" role="img"><title>{title}</title>'
        '<rect width="300" height="300" fill="#fff"/>'
        '<path d="M40 20V260H280" fill="none" stroke="#444"/>'
        '<path d="M40 260L280 20" stroke="#999" stroke-dasharray="4 4"/>'
        f'{ticks}<g fill="#2457a6" fill-opacity=".75">{dots}</g>'
        '<text x="160" y="292" text-anchor="middle">confidence said</text>'
        '<text x="14" y="140" text-anchor="middle" transform="rotate(-90 14 140)">share right'
        "</text></svg>\n"
    )
